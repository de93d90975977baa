"""Credentials in the header of a request."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping

from .authorization import Authorization


def without_fragment(url: str) -> str:
    """A URL as it is sent."""
    return url.split("#", 1)[0]


class Dress:
    """What a request wears: the credentials that were put into it last, over what it had before."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        self._cookies = headers.get("Cookie")
        self._worn: dict[str, str] = {}

    def put_on(self, headers: MutableMapping[str, str], authorization: Authorization) -> None:
        """Puts credentials into a header, in the place of the earlier ones."""
        for name in self._worn:
            headers.pop(name, None)
        self._worn = {
            name: self._joined(value) if name == "Cookie" else value for name, value in authorization.fields.items()
        }
        if self._cookies is not None and "Cookie" not in self._worn:
            headers["Cookie"] = self._cookies
        headers.update(self._worn)

    def is_worn(self, headers: Mapping[str, str], *, redirected: bool) -> bool:
        """Whether a request still has the credentials: what a redirect led to may have lost them.

        A proof and a cookie are not for another URL.
        """
        if redirected and set(self._worn) != {"Authorization"}:
            return False
        return all(headers.get(name) == value for name, value in self._worn.items())

    def _joined(self, ours: str) -> str:
        # A client that keeps cookies may have been given this one as well, and perhaps an older one.
        name = ours.split("=", 1)[0]
        others = [pair.strip() for pair in (self._cookies or "").split(";")]
        return "; ".join([*(pair for pair in others if pair and pair.split("=", 1)[0] != name), ours])
