#!/usr/bin/python3
"""Creates, locks and unlocks the default collection of gnome-keyring without a prompt.

gnome-keyring has an interface for its own tests that takes a master password from a client; without it a
locked collection could not be had on purpose.

usage: gnome_keyring_control.py create PASSWORD | lock | unlock PASSWORD | state
"""

import sys

import dbus

PATH = "/org/freedesktop/secrets"
SERVICE = "org.freedesktop.Secret.Service"
INTERNAL = "org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface"
LABEL = "org.freedesktop.Secret.Collection.Label"

bus = dbus.SessionBus()
provider = bus.get_object("org.freedesktop.secrets", PATH, introspect=False)
service = dbus.Interface(provider, SERVICE)
internal = dbus.Interface(provider, INTERNAL)


def secret(password):
    _, session = service.OpenSession("plain", dbus.String("", variant_level=1))
    content = dbus.ByteArray(password.encode())
    return dbus.Struct((session, dbus.ByteArray(b""), content, "text/plain"), signature="oayays")


def create(password):
    label = dbus.Dictionary({LABEL: dbus.String("Default", variant_level=1)}, signature="sv")
    service.SetAlias("default", internal.CreateWithMasterPassword(label, secret(password)))


def lock():
    service.Lock([default()], signature="ao")


def unlock(password):
    internal.UnlockWithMasterPassword(default(), secret(password))


def default():
    return service.ReadAlias("default")


def state():
    path = default()
    if path == "/":
        print("absent")
        return
    collection = bus.get_object("org.freedesktop.secrets", path, introspect=False)
    properties = dbus.Interface(collection, "org.freedesktop.DBus.Properties")
    locked = properties.Get("org.freedesktop.Secret.Collection", "Locked")
    print("locked" if locked else "unlocked")


{"create": create, "lock": lock, "unlock": unlock, "state": state}[sys.argv[1]](*sys.argv[2:])
