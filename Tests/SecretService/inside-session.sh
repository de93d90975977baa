#!/usr/bin/env bash
# The part of with-secret-service.sh that runs on the bus: starts the provider, runs the command, tidies up.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
state=$CARRYOVER_KEYRING_STATE
log=$CARRYOVER_KEYRING_SCRATCH/provider.log
provider=
input=/dev/null

end_provider() {
    [ -n "$provider" ] || return 0
    kill "$provider" 2>/dev/null || true
    # A provider that shows a dialog nobody sees does not end by itself.
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        kill -0 "$provider" 2>/dev/null || break
        sleep 0.1
    done
    kill -9 "$provider" 2>/dev/null || true
    wait "$provider" 2>/dev/null || true
    provider=
}
trap end_provider EXIT

start_provider() {
    "$@" <"$input" >>"$log" 2>&1 &
    provider=$!
    # A daemon is of use only once it owns the name, which can be well after it has started.
    if ! gdbus wait --session --timeout 30 org.freedesktop.secrets; then
        echo "the provider did not come up:" >&2
        cat "$log" >&2
        exit 70
    fi
}

control() { /usr/bin/python3 "$here/gnome_keyring_control.py" "$@" >>"$log"; }

start_gnome() { start_provider gnome-keyring-daemon --foreground --components=secrets; }

start_kwallet() {
    cat >"$XDG_CONFIG_HOME/kwalletrc" <<'EOF'
[Wallet]
Enabled=true
First Use=false
Default Wallet=kdewallet
Close When Idle=false
Leave Open=true
Prompt on Open=false
[org.freedesktop.secrets]
apiEnabled=true
[Auto Allow]
kdewallet=*
EOF
    # The first start makes the wallet, and only a second one offers it on the bus.
    for _ in first second; do
        end_provider
        start_provider kwalletd5
        local key
        key=$(seq -s, -f 'byte %.0f' 1 56)
        gdbus call --session --dest org.kde.kwalletd5 --object-path /modules/kwalletd5 \
            --method org.kde.KWallet.pamOpen kdewallet "[$key]" 0 >>"$log"
    done
}

# The argument is whether the provider opens its unlock dialog before it searches a locked database.
start_keepassxc() {
    mkdir -p "$XDG_CONFIG_HOME/keepassxc"
    # Saving after every change, version 2.7.4 dies when the next change comes before the last one is saved.
    cat >"$XDG_CONFIG_HOME/keepassxc/keepassxc.ini" <<EOF
[General]
ConfigVersion=2
UpdateCheckMessageShown=true
AutoSaveAfterEveryChange=false
AutoSaveOnExit=false
[FdoSecrets]
Enabled=true
ShowNotification=false
ConfirmAccessItem=false
ConfirmDeleteItem=false
UnlockBeforeSearch=$1
[GUI]
CheckForUpdates=false
EOF
    local uuid encoded
    uuid=$(cat /proc/sys/kernel/random/uuid)
    encoded=$(printf '%s' "${uuid//-/}" | sed 's/../\\x&/g' | xargs -0 printf '%b' | base64)
    cat >"$HOME/database.xml" <<EOF
<?xml version="1.0" encoding="UTF-8"?>
<KeePassFile>
  <Meta>
    <DatabaseName>test</DatabaseName>
    <CustomData><Item><Key>FDO_SECRETS_EXPOSED_GROUP</Key><Value>{$uuid}</Value></Item></CustomData>
  </Meta>
  <Root><Group><UUID>$encoded</UUID><Name>Root</Name></Group></Root>
</KeePassFile>
EOF
    printf 'pw\npw\n' | keepassxc-cli import -q -p "$HOME/database.xml" "$HOME/test.kdbx" >>"$log" 2>&1
    printf 'pw\n' >"$HOME/password"
    input=$HOME/password
    start_provider keepassxc --pw-stdin "$HOME/test.kdbx"
    # The name is owned before the database is open.
    until_state unlocked
}

until_state() {
    for _ in $(seq 50); do
        /usr/bin/python3 "$here/gnome_keyring_control.py" state 2>>"$log" | grep -qx "$1" && return
        sleep 0.2
    done
    echo "the collection is not $1" >&2
    exit 70
}

start_pass() {
    export GNUPGHOME=$HOME/.gnupg PASSWORD_STORE_DIR=$HOME/.password-store
    mkdir -m 700 "$GNUPGHOME"
    gpg --batch --quiet --passphrase '' --quick-gen-key test@example.invalid default default never 2>>"$log"
    pass init test@example.invalid >>"$log"
    start_provider "${PASS_PYTHON:-python3}" "$here/pass_provider.py"
}

start_fault() {
    start_provider /usr/bin/python3 "$here/fault_provider.py" "$1"
    [ "$1" = stopped ] || return 0
    until grep -q '^State:.T' "/proc/$provider/status"; do sleep 0.1; done
}

case $state in
    none) ;;
    gnome)
        start_gnome
        control create pw
        ;;
    gnome-locked)
        start_gnome
        control create pw
        if [ -n "${SEED:-}" ]; then bash -c "$SEED"; fi
        control lock
        ;;
    gnome-cold)
        start_gnome
        control create pw
        if [ -n "${SEED:-}" ]; then bash -c "$SEED"; fi
        end_provider
        start_gnome
        ;;
    gnome-empty) start_gnome ;;
    kwallet) start_kwallet ;;
    keepassxc) start_keepassxc true ;;
    keepassxc-locked | keepassxc-locked-quiet)
        if [ "$state" = keepassxc-locked ]; then start_keepassxc true; else start_keepassxc false; fi
        keepassxc --lock >>"$log" 2>&1
        until_state locked
        ;;
    pass) start_pass ;;
    fault-*) start_fault "${state#fault-}" ;;
esac

export CARRYOVER_KEYRING_PID=$provider
result=0
"$@" || result=$?
if [ "$state" = pass ]; then gpgconf --kill gpg-agent || true; fi
exit "$result"
