#!/usr/bin/python3
"""Starts pass_secret_service 0.1a0, which was written for older versions of the libraries that it uses."""

import cryptography.utils

cryptography.utils.int_from_bytes = int.from_bytes

from pass_secret_service import main  # noqa: E402
from pass_secret_service.interfaces.session import Session  # noqa: E402

decode = Session._decode_secret


def decode_bytes(self, secret):
    # GLib's bindings give lists of numbers where they once gave bytes.
    session, parameters, content, content_type = secret
    return decode(self, (session, bytes(parameters), bytes(content), content_type))


Session._decode_secret = decode_bytes
main()
