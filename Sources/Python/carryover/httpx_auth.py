"""Authentication for httpx."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Generator

import httpx

from .session import Session


def _is_refused(response: httpx.Response, token: str) -> bool:
    return response.status_code == 401 and response.request.headers.get("Authorization") == f"Bearer {token}"


class HTTPXAuth(httpx.Auth):
    """Puts the token into requests to the hosts that the configuration lists, and into no others.

    On a 401 the token is refreshed once and the request sent once more; not on that of a host that a redirect led to,
    and that the token was not sent to. A request elsewhere raises ``carryover.OriginNotAllowed`` before anything is
    sent.
    """

    requires_request_body = True

    def __init__(self, session: Session, *, min_ttl: int = 0, timeout: float | None = None) -> None:
        self._session = session
        self._min_ttl = min_ttl
        self._timeout = timeout

    def sync_auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        self._session.check_url(str(request.url))
        # Else there would be nothing left to send a second time.
        request.read()
        token = self._session.token(min_ttl=self._min_ttl, timeout=self._timeout)
        request.headers["Authorization"] = f"Bearer {token}"
        response = yield request
        if _is_refused(response, token):
            response.read()
            request.headers["Authorization"] = f"Bearer {self._session.refresh(token, timeout=self._timeout)}"
            yield request

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        self._session.check_url(str(request.url))
        await request.aread()
        token = await asyncio.to_thread(self._session.token, min_ttl=self._min_ttl, timeout=self._timeout)
        request.headers["Authorization"] = f"Bearer {token}"
        response = yield request
        if _is_refused(response, token):
            await response.aread()
            fresh = await asyncio.to_thread(self._session.refresh, token, timeout=self._timeout)
            request.headers["Authorization"] = f"Bearer {fresh}"
            yield request
