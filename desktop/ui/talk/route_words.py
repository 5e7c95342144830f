"""Which way a turn went and why, in words for people."""

from __future__ import annotations

from desktop.terms import Route, RouteReason
from desktop.wording import marked, tr

ROUTES = {
    Route.RULES: marked("By rules: {reason}"),
    Route.SMALL: marked("Small model: {reason}"),
    Route.LARGER: marked("Larger model: {reason}"),
}
REASONS = {
    RouteReason.GREETING: marked("a greeting"),
    RouteReason.TIME: marked("the time"),
    RouteReason.DATE: marked("the date"),
    RouteReason.TIMER: marked("the timer"),
    RouteReason.TIMER_LEFT: marked("the timer"),
    RouteReason.SUM: marked("a sum"),
    RouteReason.FACT: marked("what you asked to remember"),
    RouteReason.DOCUMENT: marked("your documents"),
    RouteReason.USUAL: marked("nothing asked for more"),
    RouteReason.LONG: marked("a long question"),
    RouteReason.TOPIC: marked("its topic"),
    RouteReason.ASKED: marked("it was to think harder"),
    RouteReason.DOUBT: marked("the small one was in doubt"),
    RouteReason.MISSING: marked("the larger one could not be loaded"),
}


def way_words(route: str, reason: str) -> str:
    """Return a line about a `Route` and its `RouteReason`; empty where there was no choice, or both are not ours."""
    try:
        way, why = ROUTES[Route(route)], REASONS[RouteReason(reason)]
    except (ValueError, KeyError):  # an import may have brought anything
        return ""
    return tr(way).format(reason=tr(why))
