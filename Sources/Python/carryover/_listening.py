"""Who is called back, and the functions that C calls for them."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from typing import Any

from ._library import EventCallback, StartCallback

_numbers = itertools.count(1)


class Listening:
    """One function of each kind for the whole life of a session: ctypes keeps none, and another thread may be inside."""

    def __init__(self) -> None:
        ears = _Ears()
        self._ears = ears

        # They hold what they tell, and not the session, which could not be dropped then.
        def event(_session: int, text: bytes, _data: int) -> None:
            callback = ears.callback
            if callback is not None:
                callback(json.loads(text))

        def start(_session: int, result: int, text: bytes, number: int) -> None:
            told = ears.starts.pop(number, None)
            if told is not None:
                told(result, text.decode())

        self._event, self._start = EventCallback(event), StartCallback(start)

    def events(self, callback: Callable[[dict[str, Any]], None] | None) -> Any:
        """Has a callback told, and returns the function for C."""
        self._ears.callback = callback
        return EventCallback() if callback is None else self._event

    def start(self, told: Callable[[int, str], None]) -> tuple[Any, int]:
        """Has somebody told of the end of one start; returns the function for C, and the data for it."""
        number = next(_numbers)
        self._ears.starts[number] = told
        return self._start, number

    def forget(self, number: int) -> None:
        """Tells nobody of the end of a start."""
        self._ears.starts.pop(number, None)


class _Ears:
    def __init__(self) -> None:
        self.callback: Callable[[dict[str, Any]], None] | None = None
        self.starts: dict[int, Callable[[int, str], None]] = {}
