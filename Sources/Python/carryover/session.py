"""A session, as a Python app holds it."""

from __future__ import annotations

import asyncio
import ctypes
import json
import os
import weakref
from collections.abc import Callable, Iterable
from ctypes import byref, c_void_p
from dataclasses import dataclass
from types import TracebackType
from typing import Any, TypeVar

from ._library import Options, lib, take_text
from ._listening import Listening
from ._settling import PATIENCE, ending, sessions, settle
from ._waiting import heeding_signals
from .authorization import Authorization
from .errors import CarryoverError, DeadlinePassed, check

_NO_PROMPT = 1
_RETRY_NOW = 1
_LOCAL = 1
_LONGEST_LIFE = 31_536_000

Value = TypeVar("Value")


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
    to unlock the keyring; ``passphrase`` protects the encrypted file where there is no keyring, and must not be empty.

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


def _bytes(text: str, name: str) -> bytes:
    # C would take what is before it for the whole.
    if "\0" in text:
        raise ValueError(f"{name} has a NUL in it")
    return text.encode()


def _life(seconds: int) -> int:
    # ctypes would take what is left of a larger number.
    if not 0 <= seconds <= _LONGEST_LIFE:
        raise ValueError(f"min_ttl is from 0 to {_LONGEST_LIFE}")
    return int(seconds)


def _at_once_or_later(call: Callable[[int], Value], timeout: float | None) -> Value:
    """Makes a call that nearly always has its answer at hand, and takes its time only where it has not."""
    try:
        return call(0)
    except DeadlinePassed:
        if timeout is not None and _milliseconds(timeout) == 0:
            raise
    return heeding_signals(lambda: call(_milliseconds(timeout)))


def _milliseconds(timeout: float | None) -> int:
    # No more than C takes; some hundred million years.
    return -1 if timeout is None else max(0, int(min(timeout * 1000, 2.0**62)))


class Session:
    """One account's session. A context manager; leaving it closes the session, and the user stays signed in.

    One that is dropped is closed as well.

    ``timeout`` is in seconds, and ``None`` waits as long as it takes, which has an end of its own. A call that raises
    ``DeadlinePassed`` has stopped waiting, no more.
    """

    def __init__(self, handle: c_void_p) -> None:
        self._handle = handle
        self._listening = Listening()
        self._starts: set[asyncio.Future[StartReport]] = set()
        # Also for a session that was dropped: nobody keeps it fresh any more.
        self._finalizer = weakref.finalize(self, lib.carryover_close, handle)
        # The end of the interpreter closes sessions by itself, in its order.
        self._finalizer.atexit = False
        sessions.add(self)

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<carryover.Session {self.state or 'closed'}>"

    def close(self, *, timeout: float = PATIENCE) -> None:
        """Closes the session; calls under way end. Closing twice is fine.

        Where a refresh has been sent, up to ``timeout`` seconds are given to its answer, so that an app that ends next
        does not lose it; zero does not wait.
        """
        self._handle = c_void_p()
        sessions.discard(self)
        is_open = self._finalizer.alive
        self._finalizer()
        for start in list(self._starts):
            if not start.get_loop().is_closed():
                start.get_loop().call_soon_threadsafe(_end, start)
        if is_open and timeout > 0:
            ending.wait(timeout)

    def start(self, *, retry_now: bool = False, timeout: float | None = None) -> StartReport:
        """What an app does at launch: restores the session, or finds the legacy one and migrates it.

        Raises where there is no session afterwards, with what is in the way.
        """
        handle, flags = self._handle, _RETRY_NOW if retry_now else 0

        def call() -> StartReport:
            text, error = c_void_p(), c_void_p()
            result = lib.carryover_start(handle, flags, _milliseconds(timeout), byref(text), byref(error))
            report = take_text(text)
            check(result, error)
            return StartReport.parse(report or "{}")

        return heeding_signals(call)

    def token(self, *, min_ttl: int = 0, timeout: float | None = None) -> str:
        """A usable access token, refreshed first if it must.

        For requests prefer ``authorize``, or one of the classes for httpx and requests: where a token is bound to a key
        or travels in a cookie, it is of no use by itself.
        """
        handle, seconds = self._handle, _life(min_ttl)

        def call(milliseconds: int) -> str:
            text, error = c_void_p(), c_void_p()
            check(lib.carryover_token(handle, seconds, milliseconds, byref(text), byref(error)), error)
            return take_text(text) or ""

        return _at_once_or_later(call, timeout)

    def refresh(self, refused: str | None = None, *, timeout: float | None = None) -> str:
        """A new access token. ``refused`` is one that no server takes any more, and is never the answer.

        A 401 by itself is no proof of that; ``take_answer`` does what it asks for, without a risk for the session.
        """
        handle, old = self._handle, None if refused is None else _bytes(refused, "refused")

        def call() -> str:
            text, error = c_void_p(), c_void_p()
            result = lib.carryover_refresh(handle, old, _milliseconds(timeout), byref(text), byref(error))
            check(result, error)
            return take_text(text) or ""

        return heeding_signals(call)

    def authorize(
        self, method: str, url: str, *, min_ttl: int = 0, timeout: float | None = None
    ) -> Authorization:
        """The header fields that a request needs, if it goes where the token may go.

        Raises ``OriginNotAllowed`` where it does not.
        """
        handle, seconds = self._handle, _life(min_ttl)
        names = _bytes(method, "method"), _bytes(url, "url")

        def call(milliseconds: int) -> Authorization:
            text, error = c_void_p(), c_void_p()
            result = lib.carryover_authorize(handle, *names, seconds, milliseconds, byref(text), byref(error))
            check(result, error)
            return Authorization(take_text(text) or "")

        return _at_once_or_later(call, timeout)

    def take_answer(
        self,
        authorization: Authorization,
        status: int,
        headers: Iterable[tuple[str, str]] = (),
        *,
        timeout: float | None = None,
    ) -> Authorization | None:
        """Tells what a server answered to a request, and says how to send it once more; ``None`` if it is not to be.

        A 401 has the token refreshed once. ``headers`` are the answer's, each field by itself: some providers send new
        tokens in them, ask for another proof, or say that the session is over.
        """
        handle, sent = self._handle, authorization._text.encode()
        lines = "\n".join(f"{name}: {value}" for name, value in headers).replace("\0", "").encode(errors="replace")

        def call(milliseconds: int) -> Authorization | None:
            text, error = c_void_p(), c_void_p()
            result = lib.carryover_take_answer(handle, sent, status, lines, milliseconds, byref(text), byref(error))
            check(result, error)
            again = take_text(text)
            return None if again is None else Authorization(again)

        return _at_once_or_later(call, timeout)

    def check_url(self, url: str) -> None:
        """Raises ``OriginNotAllowed`` where the token may not be sent."""
        error = c_void_p()
        check(lib.carryover_check_url(self._handle, _bytes(url, "url"), byref(error)), error)

    def status(self, *, timeout: float | None = None) -> dict[str, Any]:
        """Where things stand; asks no server, unlocks nothing, changes nothing."""
        handle = self._handle

        def call() -> dict[str, Any]:
            text, error = c_void_p(), c_void_p()
            check(lib.carryover_status(handle, _milliseconds(timeout), byref(text), byref(error)), error)
            status: dict[str, Any] = json.loads(take_text(text) or "{}")
            return status

        return heeding_signals(call)

    @property
    def state(self) -> str:
        """The state as this process knows it, such as ``"active"``; empty once the session is closed."""
        text: bytes = lib.carryover_state(self._handle)
        return text.decode()

    def sign_in(self, answer: str | dict[str, Any], *, timeout: float | None = None) -> None:
        """Takes over a session that the app's own sign-in obtained: the token endpoint's answer."""
        handle = self._handle
        text = _bytes(answer if isinstance(answer, str) else json.dumps(answer), "answer")

        def call() -> None:
            error = c_void_p()
            check(lib.carryover_sign_in(handle, text, _milliseconds(timeout), byref(error)), error)

        heeding_signals(call)

    def sign_out(self, *, local: bool = False, timeout: float | None = None) -> None:
        """Signs out: here first and for good, then at the provider, now or at a later start."""
        handle, flags = self._handle, _LOCAL if local else 0

        def call() -> None:
            error = c_void_p()
            check(lib.carryover_sign_out(handle, flags, _milliseconds(timeout), byref(error)), error)

        heeding_signals(call)

    def keep_fresh(self, on: bool = True) -> None:
        """Keeps the session fresh in the background until it is closed, or not any more."""
        error = c_void_p()
        check(lib.carryover_keep_fresh(self._handle, int(on), byref(error)), error)

    def settle(self, *, timeout: float | None = None) -> None:
        """Waits until no refresh of this process is under way, and what it brought is stored: ``carryover.settle``."""
        settle(timeout)

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
        """Has events told to a callback, inside ``dispatch``; ``None`` tells nobody."""
        error = c_void_p()
        function = self._listening.events(callback)
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

        def finish(report: StartReport, problem: Exception | None) -> None:
            if done.done():
                return
            if problem is None:
                done.set_result(report)
            else:
                done.set_exception(problem)

        def told(result: int, text: str) -> None:
            report = StartReport.parse(text)
            problem: Exception | None = None
            try:
                check(result, c_void_p())
            except Exception as raised:
                raised.detail = report.problem or {}  # type: ignore[attr-defined]
                problem = raised
            # Whoever dispatches calls this, and that may be another thread than the loop's.
            if not loop.is_closed():
                loop.call_soon_threadsafe(finish, report, problem)

        error, flags = c_void_p(), _RETRY_NOW if retry_now else 0
        function, number = self._listening.start(told)
        # Before the call: a close on another thread ends what it finds here.
        self._starts.add(done)
        descriptor = -1
        try:
            check(lib.carryover_start_async(self._handle, flags, function, number, byref(error)), error)
            events = self.fileno()
            if events >= 0:
                # One of its own: the loop has one reader for a descriptor, and the app or another start may have that.
                descriptor = os.dup(events)
                loop.add_reader(descriptor, self._dispatch_for, done)
            if not self._handle:
                _end(done)
            return await done
        finally:
            self._listening.forget(number)
            self._starts.discard(done)
            if descriptor >= 0:
                loop.remove_reader(descriptor)
                os.close(descriptor)

    def _dispatch_for(self, start: asyncio.Future[StartReport]) -> None:
        if self._handle and not start.done():
            self.dispatch()
