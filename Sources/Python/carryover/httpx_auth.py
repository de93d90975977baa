"""Authentication for httpx."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Generator
from typing import TypeVar

import httpx

from ._dressing import Dress, without_fragment
from ._waiting import in_thread
from .authorization import Authorization
from .errors import DeadlinePassed
from .session import Session

Value = TypeVar("Value")


class HTTPXAuth(httpx.Auth):
    """Puts credentials into requests to the hosts that the configuration lists, and into no others.

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
        authorization: Authorization | None = self._authorize(request, self._timeout)
        # Else there would be nothing left to send a second time.
        request.read()
        dress = Dress(request.headers)
        while authorization is not None:
            dress.put_on(request.headers, authorization)
            response = yield request
            if not self._is_answer(response, request, dress):
                return
            authorization = self._take_answer(authorization, response, self._timeout)
            if authorization is not None:
                response.read()

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        authorization: Authorization | None = await self._at_once_or_later(
            lambda timeout: self._authorize(request, timeout)
        )
        await request.aread()
        dress = Dress(request.headers)
        while authorization is not None:
            dress.put_on(request.headers, authorization)
            response = yield request
            if not self._is_answer(response, request, dress):
                return
            sent = authorization
            authorization = await self._at_once_or_later(
                lambda timeout: self._take_answer(sent, response, timeout)
            )
            if authorization is not None:
                await response.aread()

    def _authorize(self, request: httpx.Request, timeout: float | None) -> Authorization:
        return self._session.authorize(
            request.method, without_fragment(str(request.url)), min_ttl=self._min_ttl, timeout=timeout
        )

    def _take_answer(
        self, authorization: Authorization, response: httpx.Response, timeout: float | None
    ) -> Authorization | None:
        return self._session.take_answer(
            authorization, response.status_code, response.headers.multi_items(), timeout=timeout
        )

    @staticmethod
    def _is_answer(response: httpx.Response, request: httpx.Request, dress: Dress) -> bool:
        return dress.is_worn(response.request.headers, redirected=response.request.url != request.url)

    async def _at_once_or_later(self, call: Callable[[float | None], Value]) -> Value:
        try:
            return call(0)
        except DeadlinePassed:
            if self._timeout == 0:
                raise
        return await in_thread(lambda: call(self._timeout))
