"""The C functions of carryover.h, as ctypes sees them."""

from __future__ import annotations

import ctypes
import os
from ctypes import POINTER, c_char_p, c_int32, c_int64, c_size_t, c_uint32, c_void_p


class Options(ctypes.Structure):
    """``carryover_options``."""

    _fields_ = [("size", c_size_t), ("flags", c_uint32), ("passphrase", c_char_p)]


EventCallback = ctypes.CFUNCTYPE(None, c_void_p, c_char_p, c_void_p)
StartCallback = ctypes.CFUNCTYPE(None, c_void_p, c_int32, c_char_p, c_void_p)

# Texts that this side has to free come back as plain pointers: ctypes would copy a c_char_p and lose the original.
_text = POINTER(c_void_p)
_error = POINTER(c_void_p)

_signatures: dict[str, tuple[object, list[object]]] = {
    "version_text": (c_char_p, []),
    "result_name": (c_char_p, [c_int32]),
    "free": (None, [c_void_p]),
    "error_code": (c_int32, [c_void_p]),
    "error_message": (c_char_p, [c_void_p]),
    "error_detail": (c_char_p, [c_void_p]),
    "error_free": (None, [c_void_p]),
    "open_json": (c_int32, [c_char_p, POINTER(Options), POINTER(c_void_p), _error]),
    "open_file": (c_int32, [c_char_p, POINTER(Options), POINTER(c_void_p), _error]),
    "close": (None, [c_void_p]),
    "settle": (c_int32, [c_int64, _error]),
    "start": (c_int32, [c_void_p, c_uint32, c_int64, _text, _error]),
    "start_async": (c_int32, [c_void_p, c_uint32, StartCallback, c_void_p, _error]),
    "token": (c_int32, [c_void_p, c_int64, c_int64, _text, _error]),
    "refresh": (c_int32, [c_void_p, c_char_p, c_int64, _text, _error]),
    "authorize": (c_int32, [c_void_p, c_char_p, c_char_p, c_int64, c_int64, _text, _error]),
    "take_answer": (c_int32, [c_void_p, c_char_p, c_int32, c_char_p, c_int64, _text, _error]),
    "check_url": (c_int32, [c_void_p, c_char_p, _error]),
    "status": (c_int32, [c_void_p, c_int64, _text, _error]),
    "state": (c_char_p, [c_void_p]),
    "sign_in": (c_int32, [c_void_p, c_char_p, c_int64, _error]),
    "sign_out": (c_int32, [c_void_p, c_uint32, c_int64, _error]),
    "keep_fresh": (c_int32, [c_void_p, c_int32, _error]),
    "event_fd": (c_int32, [c_void_p]),
    "dispatch": (c_int32, [c_void_p, _error]),
    "set_event_callback": (c_int32, [c_void_p, EventCallback, c_void_p, _error]),
    "next_event": (c_int32, [c_void_p, _text, _error]),
}


def _load() -> ctypes.CDLL:
    library = ctypes.CDLL(os.environ.get("CARRYOVER_LIBRARY", "libcarryover.so.0"))
    for name, (result, arguments) in _signatures.items():
        function = getattr(library, f"carryover_{name}")
        function.restype = result
        function.argtypes = arguments
    return library


lib = _load()


def take_text(pointer: c_void_p) -> str | None:
    """The text behind a pointer, which is freed."""
    if not pointer.value:
        return None
    try:
        return ctypes.string_at(pointer.value).decode()
    finally:
        lib.carryover_free(pointer)


def library_version() -> str:
    """The version of the shared library, such as ``"0.1.0"``."""
    text: bytes = lib.carryover_version_text()
    return text.decode()
