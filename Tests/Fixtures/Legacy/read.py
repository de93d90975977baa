"""Reads a token file with the library that it is from, and prints what that library makes of it.

usage: read.py authlib|requests-oauthlib|msal FILE
"""

import json
import sys
import warnings

warnings.simplefilter("ignore")

from canned import stand_still  # noqa: E402


def authlib(text: str) -> dict:
    from authlib.integrations.requests_client import OAuth2Session

    token = OAuth2Session("notes", token=json.loads(text)).token
    return {name: token.get(name) for name in ("access_token", "refresh_token", "expires_at")}


def requests_oauthlib(text: str) -> dict:
    from requests_oauthlib import OAuth2Session

    session = OAuth2Session("notes", token=json.loads(text))
    return {name: session.token.get(name) for name in ("access_token", "refresh_token", "expires_at")}


def msal(text: str) -> dict:
    stand_still()
    from msal import PublicClientApplication, SerializableTokenCache

    cache = SerializableTokenCache()
    cache.deserialize(text)
    entries = {kind: list(cache.search(kind)) for kind in ("AccessToken", "RefreshToken", "IdToken")}
    client = "notes-client"
    app = PublicClientApplication(
        client,
        authority="https://login.microsoftonline.com/tenant-1",
        token_cache=cache,
        instance_discovery=False,
        http_client=Endpoints(),
    )
    return {
        "accounts": sorted(account["username"] for account in app.get_accounts()),
        "access_tokens": sorted(entry["secret"] for entry in entries["AccessToken"]),
        "refresh_tokens": sorted(entry["secret"] for entry in entries["RefreshToken"]),
        "expiries": sorted(int(entry["expires_on"]) for entry in entries["AccessToken"]),
    }


class Endpoints:
    """MSAL asks for the endpoints before it looks into its cache."""

    status_code = 200
    headers: dict = {}
    text = json.dumps(
        {"authorization_endpoint": "https://x/a", "token_endpoint": "https://x/t", "issuer": "https://x"}
    )

    def get(self, url, **_):
        return self

    def raise_for_status(self):
        pass

    def close(self):
        pass


readers = {"authlib": authlib, "requests-oauthlib": requests_oauthlib, "msal": msal}
with open(sys.argv[2]) as file:
    print(json.dumps(readers[sys.argv[1]](file.read()), sort_keys=True))
