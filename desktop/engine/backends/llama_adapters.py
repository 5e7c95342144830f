"""The LoRA adapters of one loaded llama.cpp model: read once each, put on and taken off in a moment."""

from __future__ import annotations

import ctypes
from collections import OrderedDict
from pathlib import Path
from typing import Any

import llama_cpp

from desktop.adapters.fitting import AGAIN, check_adapter
from desktop.engine.adapting import Adapter
from desktop.errors import ModelError
from desktop.wording import marked

MOST_KEPT = 4
"""Adapters that stay in memory beside the one that acts, to be put on again at once."""
_Key = tuple[Path, int, int]


class LlamaAdapters:
    """Adapters of `llama`, a `llama_cpp.Llama` loaded from `model`. One owner thread; freed with the model."""

    def __init__(self, llama: Any, model: Path) -> None:
        self._llama, self._model = llama, model
        self._read: OrderedDict[_Key, Any] = OrderedDict()

    def put_on(self, adapter: Adapter | None) -> None:
        """Act from now on, alone. Raises ModelError; then none acts."""
        llama_cpp.llama_set_adapters_lora(self._llama.ctx, None, 0, None)
        if adapter is None:
            return
        handle = self._handle(adapter.path)
        handles = (llama_cpp.llama_adapter_lora_p_ctypes * 1)(handle)
        scales = (ctypes.c_float * 1)(adapter.scale)
        if llama_cpp.llama_set_adapters_lora(self._llama.ctx, handles, 1, scales) != 0:
            raise _refused(adapter.path)

    def _handle(self, path: Path) -> Any:
        """The adapter in memory; a file that changed is another one."""
        key = _key(path)
        handle = self._read.pop(key, None)
        if handle is None:
            check_adapter(path, self._model)
            handle = llama_cpp.llama_adapter_lora_init(self._llama.model, str(path).encode())
        if not handle:
            raise _refused(path)
        self._read[key] = handle
        while len(self._read) > MOST_KEPT + 1:
            _, oldest = self._read.popitem(last=False)
            llama_cpp.llama_adapter_lora_free(oldest)
        return handle


def _key(path: Path) -> _Key:
    try:
        found = path.stat()
    except OSError:  # what is wrong with it, the check says
        return path, 0, 0
    return path, found.st_mtime_ns, found.st_size


def _refused(path: Path) -> ModelError:
    return ModelError(marked("llama.cpp refuses the adapter {name}", name=path.name), advice=AGAIN)
