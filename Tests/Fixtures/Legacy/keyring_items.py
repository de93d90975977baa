"""Leaves items in the keyring as other libraries do, and reads them back.

usage: keyring_items.py write LIBRARY SERVICE USER SECRET
       keyring_items.py read SERVICE USER               as python-keyring reads it; prints JSON, null for nothing
       keyring_items.py list SERVICE                    the attributes, label and type of every item; prints JSON

python-keyring writes its items itself. The others are in other languages; their items are made with SecretStorage from
the attributes that their sources name.
"""

import json
import sys


def made(library: str, service: str, user: str) -> tuple[str, dict]:
    """The label and the attributes of an item."""
    return {
        "keytar": (
            f"{service}/{user}",
            {"xdg:schema": "org.freedesktop.Secret.Generic", "service": service, "account": user},
        ),
        "go-keyring": (f"Password for '{user}' on '{service}'", {"service": service, "username": user}),
        "keyring-rs": (
            f"keyring-rs v3 for target 'default', service '{service}', user '{user}'",
            {"service": service, "username": user, "target": "default", "application": "rust-keyring"},
        ),
        "msal": ("MSAL cache", {"xdg:schema": "msal.cache", "service": service, "MsalClientID": user}),
    }[library]


def storage():
    import secretstorage

    return secretstorage.get_default_collection(secretstorage.dbus_init())


def named(attributes: dict) -> dict:
    """The attributes but for the schema of no name, which gnome-keyring gives an item whenever it saves it."""
    return {name: value for name, value in attributes.items() if value != "org.freedesktop.Secret.Generic"}


def write(library: str, service: str, user: str, secret: str) -> None:
    if library == "python-keyring":
        python_keyring().set_password(service, user, secret)
    else:
        label, attributes = made(library, service, user)
        storage().create_item(label, attributes, secret.encode(), replace=True)


def python_keyring():
    from keyring.backends.SecretService import Keyring

    return Keyring()


command, *arguments = sys.argv[1:]
if command == "write":
    write(*arguments)
elif command == "read":
    print(json.dumps(python_keyring().get_password(*arguments)))
elif command == "list":
    items = [item for item in storage().get_all_items() if item.get_attributes().get("service") == arguments[0]]
    found = [[named(item.get_attributes()), item.get_label(), item.get_secret_content_type()] for item in items]
    # The bus gives attributes in any order.
    print(json.dumps(sorted(found, key=lambda item: json.dumps(item, sort_keys=True)), sort_keys=True))
