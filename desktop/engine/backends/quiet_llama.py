"""What llama.cpp says of itself goes to the log, not to the terminal."""

from __future__ import annotations

import ctypes

import llama_cpp

from desktop import log


@llama_cpp.llama_log_callback  # type: ignore[untyped-decorator]  # module level: the library keeps only its address
def _log(level: int, text: bytes, _data: object) -> None:
    log.models.debug("llama.cpp %d: %s", level, text.decode("utf-8", "replace").rstrip())


def silence() -> None:
    """From now on, for every model of the process."""
    llama_cpp.llama_log_set(_log, ctypes.c_void_p(0))
