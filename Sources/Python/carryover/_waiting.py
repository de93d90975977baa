"""Calls that wait, without anybody having to wait for the end of them."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import TypeVar

Value = TypeVar("Value")

_SLICE = 0.1


def in_background(call: Callable[[], Value]) -> Future[Value]:
    """Has a thread of its own make a call. A process that ends does not wait for it."""
    future: Future[Value] = Future()
    # Whoever waits for it and is cancelled does not cancel the call.
    future.set_running_or_notify_cancel()

    def run() -> None:
        try:
            future.set_result(call())
        except BaseException as raised:
            future.set_exception(raised)

    threading.Thread(target=run, name="carryover", daemon=True).start()
    return future


def heeding_signals(call: Callable[[], Value]) -> Value:
    """Makes a call that waits.

    Python runs its signal handlers on the main thread, and not while that is inside a call of C: there the call is left
    to another thread. Whoever interrupts the wait, with Ctrl-C for one, leaves the call to its end.
    """
    if threading.current_thread() is not threading.main_thread():
        return call()
    try:
        future = in_background(call)
    except RuntimeError:
        # The interpreter is on its way out, and starts no thread any more.
        return call()
    try:
        # In slices: a signal that comes just before the wait, or to another thread, does not end it.
        while not wait([future], _SLICE).done:
            pass
        return future.result()
    finally:
        # Else what was raised would hold this frame, and this frame what was raised.
        del future


async def in_thread(call: Callable[[], Value]) -> Value:
    """Makes a call that waits, and lets the loop run. A task that is cancelled leaves the call to its end."""
    return await asyncio.wrap_future(in_background(call))
