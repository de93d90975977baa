"""botocore: `RefreshableCredentials`, with the cache in a JSON file as its own providers keep it."""

import datetime
import json
import os
import sys

import urllib3
from botocore.credentials import RefreshableCredentials
from botocore.utils import JSONFileCache

import peer

pool = urllib3.PoolManager(maxsize=64)


def metadata(access, refresh, seconds):
    """Credentials as the library takes them; the session token has the refresh token's place."""
    end = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds)
    return {"access_key": access, "secret_key": "-", "token": refresh, "expiry_time": end.isoformat()}


def credentials(url, held, keep=lambda fresh: None):
    """Credentials that refresh themselves."""
    state = {"refresh": held["token"]}

    def refresh():
        answer = pool.request(
            "POST", url, fields={"grant_type": "refresh_token", "refresh_token": state["refresh"]},
            encode_multipart=False,
        )
        if answer.status != 200:
            raise RuntimeError(f"status {answer.status}")
        body = json.loads(answer.data)
        state["refresh"] = body["refresh_token"]
        fresh = metadata(body["access_token"], body["refresh_token"], body["expires_in"])
        keep(fresh)
        return fresh

    return RefreshableCredentials.create_from_metadata(held, refresh, "peer")


def caller(url, is_valid):
    """What signing a request asks for."""
    session = credentials(url, metadata("at.0.0", "rt.0.0", 3600 if is_valid else -3600))
    return lambda: session.get_frozen_credentials().access_key


def cache(file):
    """The cache in the file's folder."""
    return JSONFileCache(os.path.dirname(file)), os.path.basename(file)


def prepare(file, is_valid):
    """Writes the cache."""
    folder, key = cache(file)
    folder[key] = metadata("at.0.0", "rt.0.0", 3600 if is_valid else -3600)


def token(file, url):
    """Loads, refreshes where it must, and writes back."""
    folder, key = cache(file)
    session = credentials(url, folder[key], lambda fresh: folder.__setitem__(key, fresh))
    return session.get_frozen_credentials().access_key


if __name__ == "__main__":
    peer.main(sys.modules[__name__])
