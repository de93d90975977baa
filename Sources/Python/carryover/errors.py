"""What can go wrong, by what an app does about it."""

from __future__ import annotations

import json
from ctypes import c_void_p
from typing import Any

from ._library import lib


class CarryoverError(Exception):
    """A call that did not do what it was for. Nothing in it is secret.

    ``code`` is stable, such as ``"signed-out"``; ``detail`` holds the layer below, the endpoint and the HTTP status
    where there were some.
    """

    def __init__(self, code: str, message: str, detail: dict[str, Any]) -> None:
        super().__init__(f"{code}: {message}" if message else code)
        self.code = code
        self.message = message
        self.detail = detail


class SignInNeeded(CarryoverError):
    """There is no session, or the provider refused it: ask the user to sign in."""


class TryLater(CarryoverError):
    """A server could not be reached or did not finish; what was there before is still there."""


class StoreUnusable(CarryoverError):
    """The store is locked, unavailable or corrupt. Nobody is signed out by that."""


class ConfigurationInvalid(CarryoverError):
    """The configuration is wrong, or the provider does not know this client or endpoint."""


class OriginNotAllowed(CarryoverError):
    """The token may not be sent there."""


class DeadlinePassed(CarryoverError, TimeoutError):
    """The call stopped waiting; what was begun goes on."""


class CallForked(CarryoverError):
    """This process was forked off one that has a session open."""


_kinds: dict[str, type[CarryoverError]] = {
    "signed-out": SignInNeeded,
    "rejected": SignInNeeded,
    "lost-answer": SignInNeeded,
    "transient": TryLater,
    "deferred": TryLater,
    "superseded": TryLater,
    "store": StoreUnusable,
    "configuration": ConfigurationInvalid,
    "origin-not-allowed": OriginNotAllowed,
    "timeout": DeadlinePassed,
    "forked": CallForked,
}


def check(result: int, error: c_void_p) -> None:
    """Raises what a result amounts to."""
    if result == 0:
        return
    code = lib.carryover_result_name(result).decode()
    message, detail = "", {}
    if error.value:
        message = lib.carryover_error_message(error).decode()
        detail = json.loads(lib.carryover_error_detail(error) or b"{}")
        lib.carryover_error_free(error)
    raise _kinds.get(code, CarryoverError)(code, message, detail)
