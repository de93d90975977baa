"""google-auth: `Credentials` of a user, whose own JSON form is the file.

Its loader takes the token endpoint of the library's owner, so the few lines of it are here.
"""

import datetime
import json
import os
import sys

import google.auth.transport.requests
from google.oauth2.credentials import Credentials

import peer


def credentials(url, is_valid):
    """A session as the application would hold it."""
    now = datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None)
    expiry = now + datetime.timedelta(hours=1 if is_valid else -1)
    return Credentials(
        "at.0.0", refresh_token="rt.0.0", token_uri=url, client_id=peer.CLIENT, client_secret="", expiry=expiry
    )


def caller(url, is_valid):
    """What the transport does before each request."""
    session = credentials(url, is_valid)
    request = google.auth.transport.requests.Request()

    def call():
        session.before_request(request, "GET", "http://127.0.0.1/", {})
        return session.token

    return call


def prepare(file, is_valid):
    """Writes the file as the documentation has it."""
    with open(file, "w", opener=lambda path, flags: os.open(path, flags, 0o600)) as output:
        output.write(credentials("http://127.0.0.1:1/token", is_valid).to_json())


def token(file, url):
    """Loads, refreshes where it must, and writes back."""
    with open(file) as source:
        stored = json.load(source)
    session = Credentials(
        stored["token"],
        refresh_token=stored["refresh_token"],
        token_uri=url,
        client_id=stored["client_id"],
        client_secret=stored["client_secret"],
        expiry=datetime.datetime.strptime(stored["expiry"].rstrip("Z").split(".")[0], "%Y-%m-%dT%H:%M:%S"),
    )
    if not session.valid:
        session.refresh(google.auth.transport.requests.Request())
        with open(file, "w") as output:
            output.write(session.to_json())
    return session.token


if __name__ == "__main__":
    peer.main(sys.modules[__name__])
