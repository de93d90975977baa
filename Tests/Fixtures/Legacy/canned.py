"""What the scripts here share: tokens that look genuine and are worth nothing, a clock that stands still, and an
authorization server that is an object."""

import base64
import json
import time

NOW = 1756340000


def stand_still() -> None:
    time.time = lambda: float(NOW)


def encode(value: dict) -> str:
    text = json.dumps(value, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(text).rstrip(b"=").decode()


def jwt(**claims) -> str:
    header = {"alg": "RS256", "typ": "JWT", "kid": "1"}
    return f"{encode(header)}.{encode({'iat': NOW, 'exp': NOW + 3600, **claims})}.c2lnbmF0dXJl"
