"""Authentication for requests."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import requests
from requests.auth import AuthBase

from ._dressing import Dress, without_fragment
from .session import Session


def _fields(response: requests.Response) -> Iterable[tuple[str, str]]:
    # Each by itself: requests joins cookies by commas, which they have in them as well.
    fields: Iterable[tuple[str, str]] = getattr(response.raw, "headers", response.headers).items()
    return fields


class RequestsAuth(AuthBase):
    """Puts credentials into requests to the hosts that the configuration lists, and into no others.

    On a 401 the token is refreshed once and the request sent once more, if its body can be. A request elsewhere raises
    ``carryover.OriginNotAllowed`` before anything is sent.
    """

    def __init__(self, session: Session, *, min_ttl: int = 0, timeout: float | None = None) -> None:
        self._session = session
        self._min_ttl = min_ttl
        self._timeout = timeout

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        url = without_fragment(request.url or "")
        first = self._session.authorize(request.method or "GET", url, min_ttl=self._min_ttl, timeout=self._timeout)
        dress = Dress(request.headers)
        dress.put_on(request.headers, first)

        def again(response: requests.Response, **arguments: Any) -> requests.Response:
            sent = first
            while True:
                # Not what a redirect led to: the token was taken out of that.
                redirected = without_fragment(response.request.url or "") != url
                if not dress.is_worn(response.request.headers, redirected=redirected):
                    return response
                following = self._session.take_answer(
                    sent, response.status_code, _fields(response), timeout=self._timeout
                )
                body = response.request.body
                if following is None or not (body is None or isinstance(body, (str, bytes))):
                    return response
                response.content
                response.close()
                second = response.request.copy()
                second.hooks["response"] = []
                dress.put_on(second.headers, following)
                answer: requests.Response = response.connection.send(second, **arguments)
                answer.history = [*response.history, response]
                answer.request = second
                sent, response = following, answer

        request.register_hook("response", again)  # type: ignore[no-untyped-call]
        return request
