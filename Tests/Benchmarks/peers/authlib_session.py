"""authlib: `OAuth2Session` on requests, with the token in a JSON file of the application."""

import json
import os
import sys
import time

os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"

from authlib.integrations.requests_client import OAuth2Session

import peer


def stored_token(is_valid):
    """A token as the library keeps it."""
    return {
        "access_token": "at.0.0",
        "refresh_token": "rt.0.0",
        "token_type": "Bearer",
        "expires_at": int(time.time()) + (3600 if is_valid else -3600),
    }


def session(url, token, update=None):
    """A session that refreshes by itself."""
    return OAuth2Session(
        peer.CLIENT, token=token, token_endpoint=url, token_endpoint_auth_method="none", update_token=update
    )


def caller(url, is_valid):
    """What the library does before each request: the check, and the refresh."""
    client = session(url, stored_token(is_valid))

    def call():
        client.ensure_active_token(client.token)
        return client.token["access_token"]

    return call


def write(file, token):
    """Keeps the token."""
    with open(file, "w", opener=lambda path, flags: os.open(path, flags, 0o600)) as output:
        json.dump(token, output)


def prepare(file, is_valid):
    """Writes the file."""
    write(file, stored_token(is_valid))


def token(file, url):
    """Loads, refreshes where it must, and writes back."""
    with open(file) as source:
        stored = json.load(source)
    client = session(url, stored, lambda token, refresh_token=None, access_token=None: write(file, token))
    client.ensure_active_token(client.token)
    return client.token["access_token"]


if __name__ == "__main__":
    peer.main(sys.modules[__name__])
