"""What a process does before it ends."""

from __future__ import annotations

import atexit
import time
import weakref
from ctypes import byref, c_void_p
from typing import TYPE_CHECKING

from ._library import lib
from .errors import CarryoverError, DeadlinePassed, check

if TYPE_CHECKING:
    from .session import Session

PATIENCE = 5.0
"""How many seconds a session that is closed, and a process that ends, wait for an answer to be stored."""

_SLICE = 0.1

sessions: weakref.WeakSet[Session] = weakref.WeakSet()
"""Those that are open."""


def settle(timeout: float | None = None) -> None:
    """Waits until no request that spends a refresh token is under way, and what it brought is stored.

    A process that ends in between takes the new tokens along, and the provider may take the return of the spent one for
    theft. Closing a session does this for up to five seconds, and so does the end of the interpreter.

    Raises ``DeadlinePassed``.
    """
    end = None if timeout is None else time.monotonic() + timeout
    while True:
        # In slices, since Python heeds a signal between two calls only.
        left = _SLICE if end is None else min(_SLICE, max(0.0, end - time.monotonic()))
        error = c_void_p()
        try:
            return check(lib.carryover_settle(int(left * 1000), byref(error)), error)
        except DeadlinePassed:
            if end is not None and time.monotonic() >= end:
                raise


class Ending:
    """The end of the interpreter, which a user who has interrupted one wait already does not wait for."""

    def __init__(self) -> None:
        self._is_awaited = True

    def wait(self, timeout: float) -> None:
        """Waits, and says nothing where that was not long enough, or where a forked child has nothing to wait for."""
        try:
            settle(timeout)
        except CarryoverError:
            pass
        except KeyboardInterrupt:
            self._is_awaited = False
            raise

    def come(self) -> None:
        # Only what is closed begins nothing new.
        for session in list(sessions):
            session.close(timeout=0)
        if self._is_awaited:
            self.wait(PATIENCE)


ending = Ending()
atexit.register(ending.come)
