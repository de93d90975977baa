"""Carries a signed-in user over from one identity provider to another.

A thin, typed layer over ``libcarryover.so.0``. Everything may be called from any thread; calls that wait let other
threads run. No object of this package shows a token unless it is asked for one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._library import library_version
from .authorization import Authorization
from .errors import (
    CallForked,
    CarryoverError,
    ConfigurationInvalid,
    DeadlinePassed,
    OriginNotAllowed,
    SignInNeeded,
    StoreUnusable,
    TryLater,
)
from .session import Session, StartReport, open
from ._settling import settle

if TYPE_CHECKING:
    from .httpx_auth import HTTPXAuth
    from .requests_auth import RequestsAuth

__all__ = [
    "Authorization",
    "CallForked",
    "CarryoverError",
    "ConfigurationInvalid",
    "DeadlinePassed",
    "HTTPXAuth",
    "OriginNotAllowed",
    "RequestsAuth",
    "Session",
    "SignInNeeded",
    "StartReport",
    "StoreUnusable",
    "TryLater",
    "library_version",
    "open",
    "settle",
]


def __getattr__(name: str) -> object:
    # httpx and requests are looked for only by those who use them.
    if name == "HTTPXAuth":
        from .httpx_auth import HTTPXAuth

        return HTTPXAuth
    if name == "RequestsAuth":
        from .requests_auth import RequestsAuth

        return RequestsAuth
    raise AttributeError(f"module 'carryover' has no attribute {name!r}")
