"""What the models page reads in the background."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from desktop.errors import Cancelled, UserFacingError
from desktop.models.catalogue import load_catalogue
from desktop.models.machine_speed import known_speed
from desktop.models.shelf import Shelf
from desktop.models.staging import unfinished
from desktop.paths import Paths
from desktop.ui.assistant_like import AssistantLike
from desktop.ui.models.model_card import ModelCard, cards
from desktop.ui.models.model_work import costs, measured

T = TypeVar("T")


def read_cards(paths: Paths, assistant: AssistantLike | None) -> list[ModelCard]:
    """All models and packs, as they are now. Raises UserFacingError when settings or catalogue cannot be used."""
    costing, fast = (costs(assistant), measured(assistant)) if assistant is not None else ({}, frozenset())
    catalogue, speed = load_catalogue(paths), known_speed(paths)
    return cards(Shelf(paths).all(), catalogue, unfinished(paths), costing, speed, fast)


def tried(work: Callable[[], T]) -> T | UserFacingError | Cancelled:
    """Its result, or the error that it ended with where that is none of the program's."""
    try:
        return work()
    except (UserFacingError, Cancelled) as error:
        return error
