"""What a Python script with authlib does when it starts: it refreshes its token, and saves it in its file.

usage: refresh_token.py TOKEN_ENDPOINT CLIENT_ID FILE
"""

import json
import os
import sys
import warnings

warnings.simplefilter("ignore")

from authlib.integrations.requests_client import OAuth2Session  # noqa: E402

endpoint, client, path = sys.argv[1:]
with open(path) as file:
    token = json.load(file)
session = OAuth2Session(client, token_endpoint_auth_method="none", token=token)
token = session.refresh_token(endpoint)
with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
    json.dump(token, file)
print("saved")
