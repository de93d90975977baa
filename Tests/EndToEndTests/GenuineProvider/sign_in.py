"""Runs an OpenID provider that nobody here wrote, signs a user in at it as a Python app with authlib does, and leaves
the token file such an app leaves.

usage: sign_in.py TOKEN_FILE

Prints one line of JSON with the provider's addresses, and ends when its standard input is closed.
"""

import json
import os
import sys
import warnings

warnings.simplefilter("ignore")

import requests  # noqa: E402
from authlib.integrations.requests_client import OAuth2Session  # noqa: E402
from oidc_provider_mock import run_server_in_thread  # noqa: E402

REDIRECT = "http://localhost/callback"


def sign_in(issuer: str, metadata: dict) -> dict:
    """The authorization code flow, with the part of the browser played by hand."""
    session = OAuth2Session("notes", "secret", scope="openid email", redirect_uri=REDIRECT)
    url, _ = session.create_authorization_url(metadata["authorization_endpoint"])
    answer = requests.post(url, data={"sub": "ada@example.com"}, allow_redirects=False, timeout=10)
    assert answer.status_code == 302, answer.text
    return session.fetch_token(metadata["token_endpoint"], authorization_response=answer.headers["Location"])


def main() -> None:
    with run_server_in_thread() as server:
        issuer = f"http://localhost:{server.server_port}"
        metadata = requests.get(f"{issuer}/.well-known/openid-configuration", timeout=10).json()
        token = sign_in(issuer, metadata)
        descriptor = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(token, file)
        ready = {name: metadata[name] for name in ("issuer", "jwks_uri", "token_endpoint")}
        print(json.dumps(ready), flush=True)
        sys.stdin.read()


main()
