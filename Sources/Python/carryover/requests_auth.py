"""Authentication for requests."""

from __future__ import annotations

from typing import Any

import requests
from requests.auth import AuthBase

from .session import Session


class RequestsAuth(AuthBase):
    """Puts the token into requests to the hosts that the configuration lists, and into no others.

    On a 401 the token is refreshed once and the request sent once more, if its body can be. A request elsewhere raises
    ``carryover.OriginNotAllowed`` before anything is sent.
    """

    def __init__(self, session: Session, *, min_ttl: int = 0, timeout: float | None = None) -> None:
        self._session = session
        self._min_ttl = min_ttl
        self._timeout = timeout

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        self._session.check_url(request.url or "")
        token = self._session.token(min_ttl=self._min_ttl, timeout=self._timeout)
        request.headers["Authorization"] = f"Bearer {token}"

        def again(response: requests.Response, **arguments: Any) -> requests.Response:
            body = response.request.body
            if response.status_code != 401 or not (body is None or isinstance(body, (str, bytes))):
                return response
            # Not what a redirect led to: the token was taken out of that.
            if response.request.headers.get("Authorization") != f"Bearer {token}":
                return response
            response.content
            response.close()
            second = response.request.copy()
            second.hooks["response"] = []
            second.headers["Authorization"] = f"Bearer {self._session.refresh(token, timeout=self._timeout)}"
            answer = response.connection.send(second, **arguments)
            answer.history.append(response)
            answer.request = second
            return answer

        request.register_hook("response", again)  # type: ignore[no-untyped-call]
        return request
