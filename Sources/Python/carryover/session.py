"""A session, as a Python app holds it."""

from __future__ import annotations

import asyncio
import ctypes
import json
import os
from collections.abc import Callable
from ctypes import byref, c_void_p
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from ._library import EventCallback, Options, StartCallback, lib, take_text
from .errors import CarryoverError, check

_NO_PROMPT = 1
_RETRY_NOW = 1
_LOCAL = 1


@dataclass(frozen=True)
class StartReport:
    """What a start came to."""

    state: str
    """Where the user stands, such as ``"active"``."""
    migrated: bool
    """Whether this start exchanged a legacy login."""
    problem: dict[str, Any] | None
    """What is worth telling although there is a session."""

    @staticmethod
    def parse(text: str) -> StartReport:
        value = json.loads(text)
        return StartReport(value["state"], value["migrated"], value["problem"])


def open(
    configuration: str | os.PathLike[str] | dict[str, Any],
    *,
    prompt: bool = True,
    passphrase: str | None = None,
) -> Session:
    """Opens a session from a configuration file, or from a configuration itself.

    Nothing is read but the configuration, and nothing is sent. ``prompt=False`` never asks a person anything, not even
    to unlock the keyring; ``passphrase`` protects the encrypted file where there is no keyring.

    Raises ``ConfigurationInvalid`` with the path of the key that is wrong.
    """
    options = Options(
        ctypes.sizeof(Options), 0 if prompt else _NO_PROMPT, None if passphrase is None else passphrase.encode()
    )
    handle, error = c_void_p(), c_void_p()
    if isinstance(configuration, dict):
        text = json.dumps(configuration).encode()
        check(lib.carryover_open_json(text, byref(options), byref(handle), byref(error)), error)
    else:
        path = os.fsencode(configuration)
        check(lib.carryover_open_file(path, byref(options), byref(handle), byref(error)), error)
    return Session(handle)


def _end(start: asyncio.Future[StartReport]) -> None:
    if not start.done():
        start.set_exception(CarryoverError("cancelled", "the session was closed", {}))


def _milliseconds(timeout: float | None) -> int:
    return -1 if timeout is None else max(0, int(timeout * 1000))


class Session:
    """One account's session. A context manager; leaving it closes the session, and the user stays signed in.

    ``timeout`` is in seconds, and ``None`` waits as long as it takes, which has an end of its own. A call that raises
    ``DeadlinePassed`` has stopped waiting, no more.
    """

    def __init__(self, handle: c_void_p) -> None:
        self._handle = handle
        # ctypes keeps no reference to a callback; this does, also to one that was replaced or has been called: another
        # thread may be inside it.
        self._callbacks: list[object] = []
        self._starts: set[asyncio.Future[StartReport]] = set()

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<carryover.Session {self.state or 'closed'}>"

    def close(self) -> None:
        """Closes the session; calls under way end. Closing twice is fine."""
        handle, self._handle = self._handle, c_void_p()
        lib.carryover_close(handle)
        for start in list(self._starts):
            start.get_loop().call_soon_threadsafe(_end, start)

    def start(self, *, retry_now: bool = False, timeout: float | None = None) -> StartReport:
        """What an app does at launch: restores the session, or finds the legacy one and migrates it.

        Raises where there is no session afterwards, with what is in the way.
        """
        text, error = c_void_p(), c_void_p()
        flags = _RETRY_NOW if retry_now else 0
        result = lib.carryover_start(self._handle, flags, _milliseconds(timeout), byref(text), byref(error))
        report = take_text(text)
        check(result, error)
        return StartReport.parse(report or "{}")

    def token(self, *, min_ttl: int = 0, timeout: float | None = None) -> str:
        """A usable access token, refreshed first if it must."""
        text, error = c_void_p(), c_void_p()
        result = lib.carryover_token(self._handle, min_ttl, _milliseconds(timeout), byref(text), byref(error))
        check(result, error)
        return take_text(text) or ""

    def refresh(self, refused: str | None = None, *, timeout: float | None = None) -> str:
        """A new access token. ``refused`` is one that a server has just refused; it is never the answer."""
        text, error = c_void_p(), c_void_p()
        old = None if refused is None else refused.encode()
        result = lib.carryover_refresh(self._handle, old, _milliseconds(timeout), byref(text), byref(error))
        check(result, error)
        return take_text(text) or ""

    def check_url(self, url: str) -> None:
        """Raises ``OriginNotAllowed`` where the token may not be sent."""
        if "\0" in url:
            raise ValueError("a URL has no NUL in it")
        error = c_void_p()
        check(lib.carryover_check_url(self._handle, url.encode(), byref(error)), error)

    def status(self, *, timeout: float | None = None) -> dict[str, Any]:
        """Where things stand; asks no server, unlocks nothing, changes nothing."""
        text, error = c_void_p(), c_void_p()
        check(lib.carryover_status(self._handle, _milliseconds(timeout), byref(text), byref(error)), error)
        status: dict[str, Any] = json.loads(take_text(text) or "{}")
        return status

    @property
    def state(self) -> str:
        """The state as this process knows it, such as ``"active"``; empty once the session is closed."""
        text: bytes = lib.carryover_state(self._handle)
        return text.decode()

    def sign_in(self, answer: str | dict[str, Any], *, timeout: float | None = None) -> None:
        """Takes over a session that the app's own sign-in obtained: the token endpoint's answer."""
        text, error = answer if isinstance(answer, str) else json.dumps(answer), c_void_p()
        check(lib.carryover_sign_in(self._handle, text.encode(), _milliseconds(timeout), byref(error)), error)

    def sign_out(self, *, local: bool = False, timeout: float | None = None) -> None:
        """Signs out: here first and for good, then at the provider, now or at a later start."""
        error, flags = c_void_p(), _LOCAL if local else 0
        check(lib.carryover_sign_out(self._handle, flags, _milliseconds(timeout), byref(error)), error)

    def keep_fresh(self, on: bool = True) -> None:
        """Keeps the session fresh in the background until it is closed, or not any more."""
        error = c_void_p()
        check(lib.carryover_keep_fresh(self._handle, int(on), byref(error)), error)

    # Events

    def fileno(self) -> int:
        """A descriptor that is readable while there is something to dispatch: for select, asyncio and GLib."""
        descriptor: int = lib.carryover_event_fd(self._handle)
        return descriptor

    def dispatch(self) -> None:
        """Calls the callbacks that are due, on this thread."""
        error = c_void_p()
        check(lib.carryover_dispatch(self._handle, byref(error)), error)

    def on_event(self, callback: Callable[[dict[str, Any]], None] | None) -> None:
        """Has events told to a callback, inside ``dispatch``; ``None`` tells nobody.

        One that is replaced while another thread dispatches may be called once more.
        """

        def told(_session: int, text: bytes, _data: int) -> None:
            if callback is not None:
                callback(json.loads(text))

        function, error = EventCallback() if callback is None else EventCallback(told), c_void_p()
        self._callbacks.append(function)
        check(lib.carryover_set_event_callback(self._handle, function, None, byref(error)), error)

    def next_event(self) -> dict[str, Any] | None:
        """The next event, or ``None``: for apps that would rather ask than be called."""
        text, error = c_void_p(), c_void_p()
        check(lib.carryover_next_event(self._handle, byref(text), byref(error)), error)
        event = take_text(text)
        return None if event is None else json.loads(event)

    async def start_async(self, *, retry_now: bool = False) -> StartReport:
        """Starts without blocking the running asyncio loop, which dispatches meanwhile."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[StartReport] = loop.create_future()

        def settle(report: StartReport, problem: Exception | None) -> None:
            if done.done():
                return
            if problem is None:
                done.set_result(report)
            else:
                done.set_exception(problem)

        def told(_session: int, result: int, text: bytes, _data: int) -> None:
            report = StartReport.parse(text.decode())
            problem: Exception | None = None
            try:
                check(result, c_void_p())
            except Exception as raised:
                raised.detail = report.problem or {}  # type: ignore[attr-defined]
                problem = raised
            # Whoever dispatches calls this, and that may be another thread than the loop's.
            if not loop.is_closed():
                loop.call_soon_threadsafe(settle, report, problem)

        function, error = StartCallback(told), c_void_p()
        flags = _RETRY_NOW if retry_now else 0
        self._callbacks.append(function)
        check(lib.carryover_start_async(self._handle, flags, function, None, byref(error)), error)
        # One of its own: the loop has one reader for a descriptor, and the app or another start may have that.
        descriptor = os.dup(self.fileno())
        self._starts.add(done)
        loop.add_reader(descriptor, self._dispatch_for, done)
        try:
            return await done
        finally:
            self._starts.discard(done)
            loop.remove_reader(descriptor)
            os.close(descriptor)

    def _dispatch_for(self, start: asyncio.Future[StartReport]) -> None:
        if self._handle and not start.done():
            self.dispatch()
