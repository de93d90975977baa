"""Writes authlib.json: the token of an authlib session, as an app keeps it with json.dump."""

import json
import warnings

warnings.simplefilter("ignore")

from canned import jwt, stand_still  # noqa: E402

stand_still()

import requests  # noqa: E402
from authlib.integrations.requests_client import OAuth2Session  # noqa: E402

ISSUER = "https://old.example.com/"


class Server(requests.adapters.BaseAdapter):
    def send(self, request, **_):
        answer = requests.Response()
        answer.status_code = 200
        answer.headers["Content-Type"] = "application/json"
        answer.request = request
        answer._content = json.dumps(
            {
                "access_token": jwt(iss=ISSUER, sub="ada", aud="https://api.example.com"),
                "refresh_token": "authlib-refresh-1",
                "id_token": jwt(iss=ISSUER, sub="ada", aud="notes"),
                "token_type": "Bearer",
                "expires_in": 3600,
                "scope": "openid offline_access",
            }
        ).encode()
        return answer

    def close(self):
        pass


session = OAuth2Session("notes", "secret", token_endpoint_auth_method="client_secret_post")
session.mount("https://", Server())
token = session.fetch_token("https://old.example.com/token", grant_type="authorization_code", code="x")
with open("authlib.json", "w") as file:
    json.dump(token, file)
