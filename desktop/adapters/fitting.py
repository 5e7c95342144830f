"""Whether an adapter is whole and fits a language model, told from the headers of both files.

llama.cpp is handed an adapter only after it passed here.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.errors import ModelError
from desktop.gguf import DamagedError, GgufFacts, TensorFacts, read_facts
from desktop.wording import marked

ADVICE = marked("choose an adapter that was made for this language model, or none; `sotto adapters list` shows both")
AGAIN = marked("get or make the adapter again, as a GGUF file; `convert_lora_to_gguf.py` of llama.cpp writes one")
_A, _B = ".lora_a", ".lora_b"
_EMBEDDING = "token_embd.weight"
"""Its adapter stands the other way round."""


@dataclass(frozen=True, slots=True)
class AdapterFacts:
    """What an adapter's file says of it."""

    title: str
    """The name that whoever made it gave it; may be empty."""
    architecture: str
    """Of the models it can go with, such as `llama`."""
    rank: int
    """The largest inner dimension of its matrices."""
    alpha: float
    """Its matrices are scaled by this over their rank."""
    tensors: int
    """Matrices of the model that it changes."""


def read_adapter(path: Path) -> AdapterFacts:
    """Raises ModelError when it is no whole adapter."""
    return _facts(path, _read(path))


def check_adapter(path: Path, model: Path) -> AdapterFacts:
    """The same, for an adapter that is to go with the language model in `model`. Raises ModelError."""
    found = _read(path)
    facts = _facts(path, found)
    base = _read_model(model)
    wanted = str(base.metadata.get("general.architecture", ""))
    if facts.architecture != wanted:
        raise _unfit(
            path, model, marked("it is for {found} models, and this one is {wanted}",
                                found=facts.architecture, wanted=wanted)
        )  # fmt: skip
    for name, (a, b) in _pairs(path, found.tensors).items():
        tensor = base.tensors.get(name)
        if tensor is None:
            raise _unfit(path, model, marked("the model has no {name}", name=name))
        if not _fits(tensor.shape, a.shape, b.shape, turned=name == _EMBEDDING):
            shapes = " x ".join(str(length) for length in tensor.shape)
            raise _unfit(path, model, marked("its {name} is not of the model's {shapes}", name=name, shapes=shapes))
    return facts


def fits(path: Path, model: Path) -> bool:
    """Whether there is such an adapter, and it can go with that language model."""
    try:
        check_adapter(path, model)
    except ModelError:
        return False
    return True


def _read(path: Path) -> GgufFacts:
    try:
        return read_facts(path)
    except FileNotFoundError as error:
        raise ModelError(marked("the adapter {path} does not exist", path=path), advice=ADVICE) from error
    except PermissionError as error:
        raise ModelError(
            marked("{path} cannot be read: {reason}", path=path, reason=error.strerror),
            advice=marked("make sure that you may read that file and its folder"),
        ) from error
    except (DamagedError, OSError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise _broken(path, why) from error


def _read_model(path: Path) -> GgufFacts:
    try:
        return read_facts(path)
    except (DamagedError, OSError) as error:
        message = marked("{path} is not a whole language model: {error}", path=path, error=error)
        raise ModelError(message, advice=ADVICE) from error


def _facts(path: Path, found: GgufFacts) -> AdapterFacts:
    metadata = found.metadata
    if metadata.get("general.type") != "adapter":
        raise _broken(path, marked("it is no adapter, but a model or something else"))
    if metadata.get("adapter.type") != "lora":
        raise _broken(path, marked("it is an adapter of another kind than LoRA"))
    alpha = metadata.get("adapter.lora.alpha", 0.0)
    if not isinstance(alpha, int | float) or not math.isfinite(alpha):
        raise _broken(path, marked("its alpha is no number"))
    pairs = _pairs(path, found.tensors)
    return AdapterFacts(
        title=str(metadata.get("general.name", "")),
        architecture=str(metadata.get("general.architecture", "")),
        rank=max(b.shape[0] for _, b in pairs.values()),
        alpha=float(alpha),
        tensors=len(pairs),
    )


def _pairs(path: Path, tensors: Mapping[str, TensorFacts]) -> dict[str, tuple[TensorFacts, TensorFacts]]:
    """The two matrices that stand beside each of the model's, by its name."""
    names = {name.removesuffix(_A).removesuffix(_B) for name in tensors}
    if not names:
        raise _broken(path, marked("it holds no matrices"))
    pairs = {}
    for name in sorted(names):
        a, b = tensors.get(name + _A), tensors.get(name + _B)
        if a is None or b is None:
            raise _broken(path, marked("of {name} it has only a part", name=name))
        if len(a.shape) < 2 or len(b.shape) < 2 or 0 in (*a.shape, *b.shape):
            raise _broken(path, marked("of {name} it has no matrices", name=name))
        pairs[name] = (a, b)
    return pairs


def _fits(model: tuple[int, ...], a: tuple[int, ...], b: tuple[int, ...], *, turned: bool) -> bool:
    """As llama.cpp multiplies them; what lies behind the second dimension are the same experts."""
    if turned:
        return model[0] == b[1] and model[1] == a[1] and a[0] == b[0]
    return len(model) > 1 and model[0] == a[0] and model[1] == b[1] and a[1] == b[0] and model[2:] == a[2:] == b[2:]


def _broken(path: Path, why: Any) -> ModelError:
    return ModelError(marked("{path} is not a whole adapter: {why}", path=path, why=why), advice=AGAIN)


def _unfit(path: Path, model: Path, why: str) -> ModelError:
    message = marked("{name} does not fit {model}: {why}", name=path.name, model=model.name, why=why)
    return ModelError(message, advice=ADVICE)
