"""ONNX networks with one thread and no spinning, so that they leave the cores to the other stages."""

from __future__ import annotations

from pathlib import Path

import onnxruntime
from onnxruntime.capi import onnxruntime_pybind11_state as failures

from desktop.errors import ModelError
from desktop.wording import marked

_ONLY_ERRORS = 3
RUN_FAILURES = (failures.Fail, failures.InvalidArgument, failures.NotImplemented, failures.RuntimeException)
"""What running a network raises that was given something it does not take."""


def open_session(path: Path, part: bytes | None = None) -> onnxruntime.InferenceSession:
    """Load a network for the processor, or `part` of it. Raises ModelError when the file is missing or damaged."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = _ONLY_ERRORS
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.add_session_config_entry("session.inter_op.allow_spinning", "0")
    try:
        session = onnxruntime.InferenceSession(part or str(path), options, providers=["CPUExecutionProvider"])
    except (
        failures.Fail,
        failures.InvalidArgument,
        failures.InvalidGraph,
        failures.InvalidProtobuf,
        failures.NoSuchFile,
        failures.NotImplemented,
        failures.RuntimeException,
    ) as error:
        raise ModelError(
            marked("the network {path} cannot be loaded", path=path), advice=marked("get the model again")
        ) from error
    session._model_bytes = None  # as large as the network, and kept for a try with other providers, of which none is
    return session
