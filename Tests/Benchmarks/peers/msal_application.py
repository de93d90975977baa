"""msal, with the persisted and locked cache of msal-extensions.

The library insists on an https authority with a discovery document, so its HTTP client is ours: it answers discovery
itself and sends everything else to the loopback server.
"""

import base64
import json
import sys
import time

import msal
import requests
from msal_extensions import FilePersistence, PersistedTokenCache

import peer

AUTHORITY = "https://login.example.com/tenant"
SCOPES = ["notes"]


class Loopback:
    """An HTTP client as msal wants one."""

    def __init__(self, url):
        self.url = url
        self.session = requests.Session()

    def get(self, url, **options):
        """Answers the discovery."""
        answer = requests.Response()
        answer.status_code = 200
        endpoint = AUTHORITY + "/token"
        document = {"issuer": AUTHORITY, "authorization_endpoint": endpoint, "token_endpoint": endpoint}
        answer._content = json.dumps(document).encode()
        return answer

    def post(self, url, **options):
        """Sends what is for the token endpoint."""
        return self.session.post(self.url, data=options.get("data"), headers=options.get("headers"))

    def close(self):
        """Ends the session."""
        self.session.close()


def application(url, cache):
    """A public client with an account in its cache."""
    return msal.PublicClientApplication(
        peer.CLIENT,
        oidc_authority=AUTHORITY,
        token_cache=cache,
        http_client=Loopback(url),
        instance_discovery=False,
    )


def add_session(cache, is_valid):
    """What a sign-in leaves in the cache."""
    claims = {"iss": AUTHORITY, "sub": "ada", "aud": peer.CLIENT, "oid": "ada", "preferred_username": "ada"}
    claims |= {"exp": int(time.time()) + 3600, "iat": int(time.time())}
    part = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    cache.add(
        {
            "client_id": peer.CLIENT,
            "scope": SCOPES,
            "token_endpoint": AUTHORITY + "/token",
            "environment": "login.example.com",
            "response": {
                "access_token": "at.0.0",
                "refresh_token": "rt.0.0",
                "id_token": f"e30.{part}.",
                "client_info": base64.urlsafe_b64encode(b'{"uid":"ada","utid":"tenant"}').decode().rstrip("="),
                "expires_in": 3600 if is_valid else -3600,
                "token_type": "Bearer",
            },
        }
    )


def silent(client):
    """The token, refreshed where it must be."""
    answer = client.acquire_token_silent(SCOPES, account=client.get_accounts()[0])
    return answer and answer.get("access_token")


def caller(url, is_valid):
    """What an application does before each request."""
    cache = msal.TokenCache()
    add_session(cache, is_valid)
    client = application(url, cache)
    account = client.get_accounts()[0]
    return lambda: (client.acquire_token_silent(SCOPES, account=account) or {}).get("access_token")


def prepare(file, is_valid):
    """Writes the persisted cache."""
    add_session(PersistedTokenCache(FilePersistence(file)), is_valid)


def token(file, url):
    """Loads, refreshes where it must, and writes back: all of it is the library's."""
    found = silent(application(url, PersistedTokenCache(FilePersistence(file))))
    if not found:
        sys.exit(1)
    return found


if __name__ == "__main__":
    peer.main(sys.modules[__name__])
