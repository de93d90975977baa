"""Writes requests-oauthlib.json: the token of a requests-oauthlib session, as an app keeps it with json.dump."""

import json

from canned import jwt, stand_still

stand_still()

import requests  # noqa: E402
from requests_oauthlib import OAuth2Session  # noqa: E402


class Server(requests.adapters.BaseAdapter):
    def send(self, request, **_):
        answer = requests.Response()
        answer.status_code = 200
        answer.headers["Content-Type"] = "application/json"
        answer.request = request
        answer._content = json.dumps(
            {
                "access_token": jwt(iss="https://old.example.com/", sub="ada"),
                "refresh_token": "oauthlib-refresh-1",
                "token_type": "Bearer",
                "expires_in": 3600,
                "scope": ["notes"],
            }
        ).encode()
        return answer

    def close(self):
        pass


session = OAuth2Session("notes", scope=["notes"], redirect_uri="https://localhost/callback")
session.mount("https://", Server())
token = session.fetch_token("https://old.example.com/token", code="x", client_secret="secret")
with open("requests-oauthlib.json", "w") as file:
    json.dump(token, file, indent=2)
