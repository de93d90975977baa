#!/usr/bin/python3
"""A Secret Service (specification 0.2) that misbehaves on purpose.

It has one collection, in memory, and takes secrets in the clear (the algorithm "plain"). The method Become of
dev.carryover.FaultProvider, at /, changes its mode while it runs. In the modes that are about prompts the
collection is locked.

usage: fault_provider.py MODE

  working      unlocks by a prompt that answers itself; nothing is wrong with it
  unanswered   its prompts stay open until they are dismissed
  undismissed  its prompts stay open, and dismissing them changes nothing
  dying        dies as soon as a prompt is shown
  declined     unlocks nothing, and shows no prompt either
  hiding       has a second collection, which is locked, and finds nothing that is in there: all it held before
  vanishing    dies in the middle of the first search
  slow         takes a tenth of a second for every answer
  sluggish     takes two seconds for every answer
  forgetful    refuses the key of each process's first session, and has another key than its client in the second
  mute         answers a ping, and nothing else
  stopping     stops, as if by a debugger, in the middle of the first search
  stopped      has stopped from the beginning, and does not even answer a ping
  denying      is open; every change takes a prompt that is declined at once, and names the item all the same
  quiet        is open; it goes under the name of a provider that may be searched before it is known to be so

and what one that was started as denying may become:

  pretending   changes nothing either, and says that the prompt was answered

or one that was started as quiet:

  amnesiac     takes a new content for an item, and keeps the old one
  shedding     loses the item that is given a new content
  rigid        knows no way to give an item a new content
  shuffled     has every item where another one was
  stalling     does not answer when an item is given a new content
  perishing    dies over that
  hoarding     never replaces an item, and has the deletion of each declined at its prompt
  belated      does so too, with a clock that is an hour behind

The method Heard tells, and forgets, which methods of the Secret Service were called.
"""

import ctypes
import os
import signal
import sys
import time

from gi.repository import Gio, GLib

NAME = "org.freedesktop.secrets"
ROOT = "/org/freedesktop/secrets"
COLLECTION = ROOT + "/collection/main"
OTHER_COLLECTION = ROOT + "/collection/other"
PROMPT = ROOT + "/prompt/1"
SESSION = ROOT + "/session/1"
CONFUSED_SESSION = ROOT + "/session/2"
SERVICE_INTERFACE = "org.freedesktop.Secret.Service"
COLLECTION_INTERFACE = "org.freedesktop.Secret.Collection"
ITEM_INTERFACE = "org.freedesktop.Secret.Item"
PROMPT_INTERFACE = "org.freedesktop.Secret.Prompt"
DELAYS = {"slow": 100, "sluggish": 2000}
LOCKED = ["working", "unanswered", "undismissed", "dying", "declined"]
PROMPTING = ["denying", "pretending"]
QUIET = ["quiet", "amnesiac", "shedding", "rigid", "shuffled", "stalling", "perishing", "hoarding", "belated"]
HOARDING = ["hoarding", "belated"]
MODES = [*LOCKED, *DELAYS, *PROMPTING, *QUIET, "hiding", "vanishing", "forgetful", "mute", "stopping", "stopped"]

# What is not listed here is not used by libsecret.
METHODS = {
    SERVICE_INTERFACE: {
        "OpenSession": ("sv", "vo"),
        "SearchItems": (["a{ss}"], ["ao", "ao"]),
        "Unlock": (["ao"], ["ao", "o"]),
        "GetSecrets": (["ao", "o"], ["a{o(oayays)}"]),
        "ReadAlias": ("s", "o"),
    },
    COLLECTION_INTERFACE: {"CreateItem": (["a{sv}", "(oayays)", "b"], "oo")},
    ITEM_INTERFACE: {"GetSecret": ("o", ["(oayays)"]), "SetSecret": (["(oayays)"], ""), "Delete": ("", "o")},
    PROMPT_INTERFACE: {"Prompt": ("s", ""), "Dismiss": ("", "")},
    "org.freedesktop.Secret.Session": {"Close": ("", "")},
    "dev.carryover.FaultProvider": {"Become": ("s", ""), "Heard": ("", ["as"])},
}
# libsecret asks for properties one object at a time, and GIO would answer that before any delay.
PROPERTIES = {"org.freedesktop.DBus.Properties": {"GetAll": ("s", ["a{sv}"]), "Get": ("ss", "v")}}


def description(methods):
    def arguments(types, direction):
        return "".join(f"<arg type='{each}' direction='{direction}'/>" for each in types)

    text = "".join(
        f"<interface name='{interface}'>"
        + "".join(
            f"<method name='{name}'>{arguments(takes, 'in')}{arguments(gives, 'out')}</method>"
            for name, (takes, gives) in members.items()
        )
        + "</interface>"
        for interface, members in methods.items()
    )
    return Gio.DBusNodeInfo.new_for_xml(f"<node>{text}</node>").interfaces


class Refusal(Exception):
    def __init__(self, name, message):
        super().__init__(message)
        self.name = name


class Item:
    def __init__(self, attributes, label, content):
        self.attributes, self.label, self.content = attributes, label, content
        self.modified = int(time.time())


class Provider:
    def __init__(self, connection, mode):
        self.connection, self.items, self.count, self.asked, self.heard = connection, {}, 0, [], []
        self.mode, self.is_locked, self.sessions, self.hidden = mode, mode in LOCKED, {}, set()
        for path in ["/", ROOT, COLLECTION, OTHER_COLLECTION, ROOT + "/aliases/default", PROMPT, SESSION, CONFUSED_SESSION]:
            self.export(path)

    def export(self, path):
        for interface in description(METHODS | PROPERTIES):
            self.connection.register_object(path, interface, self.called, None, None)

    def become(self, mode):
        self.mode, self.is_locked, self.sessions = mode, mode in LOCKED, {}
        self.hidden = set(self.items) if mode == "hiding" else set()
        if mode == "shuffled":
            self.items = dict(zip(self.items, reversed(self.items.values())))
        if mode == "stopped":
            # Later, so that whoever asked for it gets the answer.
            GLib.timeout_add(100, os.kill, os.getpid(), signal.SIGSTOP)

    def called(self, connection, sender, path, interface, method, arguments, invocation):
        if method == "Become":
            self.become(*arguments.unpack())
            invocation.return_value(None)
        elif method == "Heard":
            invocation.return_value(GLib.Variant("(as)", (self.heard,)))
            self.heard = []
        elif self.mode != "mute":
            self.heard.append(method)
            GLib.timeout_add(DELAYS.get(self.mode, 0), self.answer, invocation, method, path, arguments)

    def answer(self, invocation, method, path, arguments):
        self.sender = invocation.get_sender()
        if method == "SetSecret" and self.mode == "stalling":
            return False
        try:
            invocation.return_value(getattr(self, method)(path, *arguments.unpack()))
        except Refusal as refusal:
            invocation.return_dbus_error(refusal.name, str(refusal))
        return False

    def OpenSession(self, path, algorithm, _):
        if algorithm != "plain":
            raise Refusal("org.freedesktop.DBus.Error.NotSupported", "only plain")
        session = SESSION
        if self.mode == "forgetful":
            process = self.process_of(self.sender)
            count = self.sessions[process] = self.sessions.get(process, 0) + 1
            if count == 1:
                raise Refusal("org.freedesktop.DBus.Error.InvalidArgs", "Client public key size is invalid")
            if count == 2:
                session = CONFUSED_SESSION
        return GLib.Variant("(vo)", (GLib.Variant("s", ""), session))

    def process_of(self, sender):
        bus = "org.freedesktop.DBus"
        return self.connection.call_sync(
            bus, "/org/freedesktop/DBus", bus, "GetConnectionUnixProcessID", GLib.Variant("(s)", (sender,)),
            None, Gio.DBusCallFlags.NONE, -1,
        ).unpack()[0]

    def ReadAlias(self, path, name):
        return GLib.Variant("(o)", (COLLECTION if name == "default" else "/",))

    def SearchItems(self, path, attributes):
        if self.mode == "stopping":
            os.kill(os.getpid(), signal.SIGSTOP)
        if self.mode == "vanishing":
            os._exit(1)
        found = [
            path
            for path, item in self.items.items()
            if path not in self.hidden and attributes.items() <= item.attributes.items()
        ]
        return GLib.Variant("(aoao)", ([], found) if self.is_locked else (found, []))

    def Unlock(self, path, objects):
        if not self.is_locked:
            return GLib.Variant("(aoo)", (objects, "/"))
        self.asked = objects
        return GLib.Variant("(aoo)", ([], "/" if self.mode == "declined" else PROMPT))

    def Prompt(self, path, window):
        if self.mode == "dying":
            os._exit(1)
        if self.mode == "working":
            self.is_locked = False
            self.complete(is_dismissed=False, result=GLib.Variant("ao", self.asked))
        if self.mode in PROMPTING + HOARDING:
            self.complete(is_dismissed=self.mode != "pretending", result=self.asked)

    def Dismiss(self, path):
        if self.mode != "undismissed":
            self.complete(is_dismissed=True, result=GLib.Variant("ao", []))

    def complete(self, is_dismissed, result):
        parameters = GLib.Variant("(bv)", (is_dismissed, result))
        self.connection.emit_signal(None, PROMPT, PROMPT_INTERFACE, "Completed", parameters)

    def CreateItem(self, path, properties, secret, is_replacing):
        self.check_unlocked()
        content = (b"", secret[3]) if secret[0] == CONFUSED_SESSION else secret[2:]
        item = Item(properties[ITEM_INTERFACE + ".Attributes"], properties[ITEM_INTERFACE + ".Label"], content)
        same = [path for path, each in self.items.items() if is_replacing and each.attributes == item.attributes]
        if self.mode in PROMPTING:
            self.asked = GLib.Variant("o", (same or [f"{COLLECTION}/0"])[0])
            return GLib.Variant("(oo)", ("/", PROMPT))
        if self.mode == "belated":
            item.modified -= 3600
        if not same or self.mode in HOARDING:
            self.count += 1
            same = [f"{COLLECTION}/{self.count}"]
            self.export(same[0])
        self.items[same[0]] = item
        return GLib.Variant("(oo)", (same[0], "/"))

    def GetSecrets(self, path, items, session):
        return GLib.Variant("(a{o(oayays)})", ({item: self.secret(item, session) for item in items},))

    def GetSecret(self, path, session):
        return GLib.Variant("((oayays))", (self.secret(path, session),))

    def secret(self, path, session):
        self.check_unlocked()
        content, kind = self.item(path).content
        return (session, b"", bytes(reversed(content)) if session == CONFUSED_SESSION else content, kind)

    def SetSecret(self, path, secret):
        self.check_unlocked()
        if self.mode == "perishing":
            os._exit(1)
        if self.mode == "rigid" or self.mode in HOARDING:
            raise Refusal("org.freedesktop.DBus.Error.UnknownMethod", "SetSecret")
        if self.mode == "shedding":
            self.items.pop(path, None)
        item = self.item(path)
        if self.mode != "amnesiac":
            item.content, item.modified = secret[2:], int(time.time())

    def Delete(self, path):
        self.check_unlocked()
        is_record = self.item(path).attributes.get("kind") == "session"
        if self.mode in PROMPTING or self.mode in HOARDING and is_record:
            self.asked = GLib.Variant("s", "")
            return GLib.Variant("(o)", (PROMPT,))
        del self.items[path]
        return GLib.Variant("(o)", ("/",))

    def Close(self, path):
        return None

    def Get(self, path, interface, name):
        return GLib.Variant("(v)", (self.properties(path, interface)[name],))

    def GetAll(self, path, interface):
        return GLib.Variant("(a{sv})", (self.properties(path, interface),))

    def properties(self, path, interface):
        moments = {"Created": GLib.Variant("t", 0), "Modified": GLib.Variant("t", 0)}
        locked = {"Locked": GLib.Variant("b", self.is_locked)}
        if interface == SERVICE_INTERFACE:
            others = [OTHER_COLLECTION] if self.mode == "hiding" else []
            return {"Collections": GLib.Variant("ao", [COLLECTION, *others])}
        if interface == COLLECTION_INTERFACE:
            items = GLib.Variant("ao", list(self.items))
            if path == OTHER_COLLECTION:
                locked = {"Locked": GLib.Variant("b", True)}
            return moments | locked | {"Label": GLib.Variant("s", "Main"), "Items": items}
        if interface == ITEM_INTERFACE:
            item = self.item(path)
            moments["Modified"] = GLib.Variant("t", item.modified)
            attributes = GLib.Variant("a{ss}", item.attributes)
            return moments | locked | {"Label": GLib.Variant("s", item.label), "Attributes": attributes}
        return {}

    def item(self, path):
        if path not in self.items:
            raise Refusal("org.freedesktop.Secret.Error.NoSuchObject", path)
        return self.items[path]

    def check_unlocked(self):
        if self.is_locked:
            raise Refusal("org.freedesktop.Secret.Error.IsLocked", "the collection is locked")


def main():
    if len(sys.argv) != 2 or sys.argv[1] not in MODES:
        sys.exit(__doc__)
    if sys.argv[1] in QUIET:
        set_name = 15  # PR_SET_NAME
        ctypes.CDLL(None).prctl(set_name, b"ksecretd")
    connection = Gio.bus_get_sync(Gio.BusType.SESSION)
    provider = Provider(connection, sys.argv[1])

    def acquired(connection, name):
        provider.become(provider.mode)

    Gio.bus_own_name_on_connection(connection, NAME, Gio.BusNameOwnerFlags.NONE, acquired, None)
    GLib.MainLoop().run()


main()
