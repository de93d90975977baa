#!/usr/bin/env bash
# Runs a command on a session bus of its own, with a Secret Service in a known state.
#
#   with-secret-service.sh STATE COMMAND…
#
#   nobus          there is no session bus
#   none           a bus, but nobody provides the Secret Service
#   gnome          gnome-keyring with an unlocked default collection (password: pw)
#   gnome-locked   the same, locked
#   gnome-cold     the same, never unlocked since the daemon started
#   gnome-empty    gnome-keyring without a default collection
#   kwallet        KWallet 5 with an open wallet
#   keepassxc      KeePassXC with an open database
#   keepassxc-locked        the same, locked: a search would open a dialog, and wait for it
#   keepassxc-locked-quiet  the same, locked: a search finds nothing, and says nothing else
#   pass           pass_secret_service 0.1a0 ($PASS_PYTHON names the Python that has it)
#   fault-MODE     a provider of our own that misbehaves: see fault_provider.py for its modes
#
# For gnome-locked and gnome-cold the shell command in $SEED runs first, while the collection is unlocked.
#
# Everything lives in a temporary folder, and everything that was started is ended. The command finds the
# state in CARRYOVER_KEYRING_STATE, the provider in CARRYOVER_KEYRING_PID, and CARRYOVER_KEYRING_TESTS=1.
#
# Debian: dbus libglib2.0-bin libsecret-1-0 libsecret-tools gnome-keyring python3-dbus python3-gi;
# libkf5wallet-bin libqca-qt5-2-plugins; keepassxc; pass gnupg python3-gi python3-cairo.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
state=${1:?usage: with-secret-service.sh STATE COMMAND…}
shift

case $state in
    nobus | none | gnome | gnome-locked | gnome-cold | gnome-empty | kwallet | keepassxc | keepassxc-locked | \
        keepassxc-locked-quiet | pass | fault-*) ;;
    *) echo "no state is called $state" >&2; exit 64 ;;
esac

scratch=$(mktemp -d "${TMPDIR:-/tmp}/carryover-keyring.XXXXXX")
chmod 700 "$scratch"
trap 'rm -rf "$scratch"' EXIT

# Before the bus starts: what it starts inherits its environment, not that of the command.
export HOME=$scratch/home
export XDG_CONFIG_HOME=$HOME/.config XDG_CACHE_HOME=$HOME/.cache
export XDG_DATA_HOME=$HOME/.local/share XDG_STATE_HOME=$HOME/.local/state
export XDG_RUNTIME_DIR=$scratch/run
mkdir -p "$XDG_CONFIG_HOME" "$XDG_CACHE_HOME" "$XDG_DATA_HOME" "$XDG_STATE_HOME" "$XDG_RUNTIME_DIR"
chmod 700 "$XDG_RUNTIME_DIR"
unset DISPLAY WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS GNOME_KEYRING_CONTROL
unset SECRET_BACKEND SECRET_SERVICE_BUS_NAME
export QT_QPA_PLATFORM=offscreen
export CARRYOVER_KEYRING_TESTS=1 CARRYOVER_KEYRING_STATE=$state CARRYOVER_KEYRING_SCRATCH=$scratch

result=0
if [ "$state" = nobus ]; then
    "$@" || result=$?
else
    dbus-run-session --config-file="$here/session-bus.conf" -- "$here/inside-session.sh" "$@" || result=$?
fi
exit "$result"
