"""Writes msal.json: the cache of MSAL for Python with two accounts, of which one has tokens for two resources, and an
app's own token, which belongs to no user."""

import json

from canned import NOW, encode, jwt, stand_still

stand_still()

import msal  # noqa: E402

CLIENT = "notes-client"
TENANT = "tenant-1"
AUTHORITY = f"https://login.microsoftonline.com/{TENANT}"


class Answer:
    status_code = 200
    headers: dict = {}

    def __init__(self, content: dict):
        self.text = json.dumps(content)

    def raise_for_status(self):
        pass


class Server:
    """The two requests that MSAL makes here: for the endpoints, and for tokens."""

    user = "ada"
    count = 0

    def get(self, url, **_):
        if "discovery/instance" in url:
            return Answer({"tenant_discovery_endpoint": f"{AUTHORITY}/v2.0/.well-known/openid-configuration", "metadata": []})
        return Answer(
            {
                "authorization_endpoint": f"{AUTHORITY}/oauth2/v2.0/authorize",
                "token_endpoint": f"{AUTHORITY}/oauth2/v2.0/token",
                "issuer": f"{AUTHORITY}/v2.0",
            }
        )

    def post(self, url, data=None, **_):
        Server.count += 1
        answer = {
            "token_type": "Bearer",
            "expires_in": 3600 + Server.count,
            "ext_expires_in": 7200,
            "access_token": f"msal-access-{Server.user}-{Server.count}",
        }
        if data["grant_type"] != "client_credentials":
            answer |= {
                "scope": data["scope"],
                "refresh_token": f"msal-refresh-{Server.user}",
                "id_token": jwt(
                    iss=f"{AUTHORITY}/v2.0", sub=Server.user, aud=CLIENT, oid=f"oid-{Server.user}", tid=TENANT,
                    preferred_username=f"{Server.user}@example.com", ver="2.0",
                ),
                "client_info": encode({"uid": f"oid-{Server.user}", "utid": TENANT}),
            }
        return Answer(answer)

    def close(self):
        pass


cache = msal.SerializableTokenCache()
app = msal.PublicClientApplication(
    CLIENT, authority=AUTHORITY, token_cache=cache, http_client=Server(), instance_discovery=False
)
for user, scopes in [("ada", ["User.Read"]), ("ada", ["api://notes/read"]), ("grace", ["User.Read"])]:
    Server.user = user
    result = app.acquire_token_by_refresh_token("x", scopes)
    assert "access_token" in result, result
Server.user = "nobody"
daemon = msal.ConfidentialClientApplication(
    CLIENT, client_credential="secret", authority=AUTHORITY, token_cache=cache, http_client=Server(),
    instance_discovery=False,
)
assert "access_token" in daemon.acquire_token_for_client(["api://notes/.default"])
with open("msal.json", "w") as file:
    file.write(cache.serialize())
