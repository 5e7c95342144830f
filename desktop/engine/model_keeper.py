"""Loads models while the engine runs: another one in place of one, and again one that was unloaded to save memory."""

from __future__ import annotations

import queue
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from desktop import events, log
from desktop.engine.bay import Bay
from desktop.engine.memory import give_back
from desktop.engine.model_orders import Freed, Lend, Missing, Order, Stop, UnloadAfter, Use, Used
from desktop.engine.recipes import Cost, Recipe, free, measured, read_ahead
from desktop.engine.reporting import Reporter
from desktop.errors import FAULT_ADVICE, Cancelled, ModelError, UserFacingError
from desktop.terms import ModelChange, Stage
from desktop.wording import marked

PENDING_S = 0.05
"""How often somebody who has a model to load looks whether the turn is over."""
LOOK_S = 1.0
"""How often it is looked whether the models have been idle for long enough."""


@dataclass(slots=True)
class Place:
    """One stage's model: where it stands, how it is loaded, what it costs."""

    bay: Bay[Any]
    nudge: Callable[[], object]
    """Has the bay's owner look into it."""
    warm: Callable[[Any], None]
    """Uses the model once, as the first turn will."""
    recipe: Recipe | None = None
    """Of the model that stands there; None where it cannot be loaded again."""
    cost: Cost = field(default_factory=Cost)
    wanted: Recipe | None = None
    """Of another one that is to be loaded."""
    given_up: Recipe | None = None
    """Of one that the user no longer wants."""
    leaves: bool = True
    """Whether it is unloaded when it is idle."""
    lazy: bool = False
    """Whether it is loaded only when it is needed, and is idle by a measure of its own."""
    idle_s: float = 0.0
    used_at: float = 0.0
    """Of a lazy one: seconds after which it is idle, and when it was used last."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How one stage's model stands."""

    stage: Stage
    recipe: Recipe
    loaded: bool
    cost: Cost


class ModelKeeper:
    """`run` is the loading thread; the others may call everything else.

    A method for each message to it and for each thing that thread does about one; all of it is which model stands.
    """

    def __init__(self, places: Mapping[Stage, Place], report: Reporter, quiet: Callable[[], bool]) -> None:
        """`quiet` tells whether no turn is under way, and nothing is being said."""
        self._places, self._report, self._quiet = places, report, quiet
        self._after_s, self._used_at = 0.0, report.clock.monotonic()
        self.inbox: queue.SimpleQueue[Order] = queue.SimpleQueue()
        for stage, place in places.items():
            place.bay.on_missing = lambda stage=stage: self._miss(stage)  # type: ignore[misc]

    def use(self, recipes: Mapping[Stage, Recipe]) -> None:
        """Have these models from now on; those that stand already are left alone."""
        self.inbox.put(Use(recipes))

    def cancel(self, stage: Stage) -> None:
        """Keep the model that stands there rather than the one that is being loaded.

        One that was to come back stays away until it is needed anew; whoever waits for it is cancelled.
        """
        place = self._places[stage]
        place.given_up = place.wanted or (None if place.bay.present else place.recipe)

    def lend(self, stage: Stage, recipe: Recipe | None, idle_s: float) -> None:
        """Have a lazy stage's model loaded when it is needed, and unloaded after so many seconds without use.

        With None there is none.
        """
        self.inbox.put(Lend(stage, recipe, idle_s))

    def used(self, stage: Stage) -> None:
        """A lazy stage's model is needed, or was used."""
        self.inbox.put(Used(stage, self._report.clock.monotonic()))

    def unload_after(self, seconds: float) -> None:
        """Drop the models after so many seconds without a turn; 0 keeps them."""
        self.inbox.put(UnloadAfter(seconds))

    def wake(self) -> None:
        """Somebody speaks, or is about to: have every model there soon, be it for a turn that is over at once."""
        self._used_at = self._report.clock.monotonic()
        for stage, place in self._places.items():
            if place.leaves and not place.lazy and place.recipe is not None and not place.bay.stay():
                self._miss(stage)

    def _miss(self, stage: Stage) -> None:
        self._places[stage].given_up = None
        self.inbox.put(Missing(stage))

    def standing(self) -> Sequence[Standing]:
        """How each model stands that can be loaded again."""
        places = self._places.items()
        return [Standing(stage, one.recipe, one.bay.present, one.cost) for stage, one in places if one.recipe]

    def stop(self) -> None:
        """End the loop, after the model that is being loaded; nobody waits for one any more."""
        for place in self._places.values():
            place.bay.end()
        self.inbox.put(Stop())

    def run(self) -> None:
        """Obey commands until Stop; look after the models in between."""
        while True:
            try:
                item = self.inbox.get(timeout=self._wait_s())
            except queue.Empty:
                item = None
            match item:
                case Stop():
                    return
                case Use(recipes=recipes):
                    self._want(recipes)
                case Missing(stage=stage):
                    self._reload(self._places[stage])
                case UnloadAfter(seconds=seconds):
                    self._after_s = seconds
                case Lend() | Used():
                    self._lend(self._places[item.stage], item)
                case Freed():
                    give_back()
                case None:
                    pass
            self._look()

    def _wait_s(self) -> float | None:
        if any(place.wanted for place in self._places.values()):
            return PENDING_S
        lent = any(place.lazy and place.bay.present for place in self._places.values())
        return LOOK_S if self._after_s or lent else None

    def _want(self, recipes: Mapping[Stage, Recipe]) -> None:
        for stage, recipe in recipes.items():
            place = self._places[stage]
            place.given_up = None
            place.wanted = recipe if recipe != place.recipe else None

    def _lend(self, place: Place, lent: Lend | Used) -> None:
        if isinstance(lent, Used):
            place.used_at = lent.at
            return
        place.idle_s = lent.idle_s
        if lent.recipe != place.recipe:
            self._dismiss(place)
            place.recipe = lent.recipe

    def _look(self) -> None:
        """Do what waits for a moment in which nobody speaks."""
        if not self._quiet():
            self._used_at = self._report.clock.monotonic()
            return
        for place in self._places.values():
            if place.wanted is not None:
                self._change(place, place.wanted)
        for place in self._places.values():
            if place.lazy and self._report.clock.monotonic() - place.used_at >= place.idle_s:
                self._dismiss(place)
        if self._after_s and self._report.clock.monotonic() - self._used_at >= self._after_s:
            for place in self._places.values():
                self._dismiss(place)

    def _dismiss(self, place: Place) -> None:
        recipe = place.recipe
        if recipe is not None and place.leaves and place.bay.present:
            place.bay.dismiss(lambda: self._taken(recipe, ModelChange.UNLOADED))
            place.nudge()

    def _reload(self, place: Place) -> None:
        """Load again what stood there, unless it has come meanwhile."""
        self._used_at = self._report.clock.monotonic()
        if place.recipe is None and place.lazy:  # it was given up since
            place.bay.fail(
                ModelError(marked("there is no larger model"), advice=marked("choose one in the settings"))
            )
        if place.recipe is None or place.bay.stay():
            return
        if place.given_up == place.recipe:
            place.bay.fail(Cancelled())
            return
        try:
            self._load(place, place.recipe)
        except Exception as error:  # noqa: BLE001 - the thread's boundary: whoever waits for the model reports it
            place.bay.fail(error)
            self._tell(place.recipe, ModelChange.UNLOADED)

    def _change(self, place: Place, recipe: Recipe) -> None:
        """Load another model; the one before stays until it is there, and for good if it cannot be loaded."""
        try:
            self._load(place, recipe)
        except Exception as error:  # noqa: BLE001 - the thread's boundary: reported and logged
            self._keep(place, recipe, error)
        place.wanted = None if place.wanted == recipe else place.wanted

    def _load(self, place: Place, recipe: Recipe) -> None:
        old = place.recipe if place.bay.present else None
        self._tell(recipe, ModelChange.LOADING, other=old)
        read_ahead(recipe.path, lambda: place.given_up == recipe)
        model, cost = (None, Cost()) if place.given_up == recipe else measured(recipe, place.warm)
        if place.given_up == recipe:
            free(model)
            self._tell(place.recipe or recipe, ModelChange.KEPT, other=recipe)
            if recipe == place.recipe:
                place.bay.fail(Cancelled())
            place.given_up = None
            return
        place.recipe, place.cost = recipe, cost
        place.bay.offer(model, lambda: self._taken(recipe, ModelChange.READY, cost))
        place.nudge()

    def _taken(self, recipe: Recipe, change: ModelChange, cost: Cost | None = None) -> None:
        """The owner has taken it, or let go of it. On the owner's thread."""
        self._tell(recipe, change, cost)
        self.inbox.put(Freed())

    def _keep(self, place: Place, recipe: Recipe, error: Exception) -> None:
        kept = place.recipe or recipe
        if isinstance(error, UserFacingError):
            why, advice = error.message, error.advice
        else:
            log.models.error("%s could not be loaded", recipe.name, exc_info=error)
            why, advice = f"{type(error).__name__}: {error}", FAULT_ADVICE
        message = marked("{name} cannot be used: {why}; {kept} still is", name=recipe.name, why=why, kept=kept.name)
        self._report.failure(0, recipe.stage, ModelError(message, advice=advice))
        self._tell(kept, ModelChange.KEPT, other=recipe)

    def _tell(
        self, recipe: Recipe, change: ModelChange, cost: Cost | None = None, *, other: Recipe | None = None
    ) -> None:
        cost = cost or Cost()
        self._report.emit(
            events.ModelChanged(
                **self._report.head(),
                stage=recipe.stage,
                change=change,
                name=recipe.name,
                other=other.name if other is not None else "",
                load_ms=cost.load_ms,
                bytes=cost.bytes,
            )
        )
