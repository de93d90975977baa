"""The credentials for one request."""

from __future__ import annotations

import json


class Authorization:
    """What a request has to carry, so that it is let in: ``fields`` holds the header fields to set.

    It belongs to one request, and is given to ``Session.take_answer`` with what the server answered.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        fields: dict[str, str] = json.loads(text)["fields"]
        self._fields = fields

    @property
    def fields(self) -> dict[str, str]:
        """The header fields, by name. ``Cookie`` is joined with ``"; "`` to what is there already."""
        return dict(self._fields)

    def __repr__(self) -> str:
        return f"<carryover.Authorization {', '.join(self._fields)}>"
