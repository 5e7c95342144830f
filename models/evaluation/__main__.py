"""`python -m models.evaluation PART`: measure the starter models and write a report."""

from __future__ import annotations

import argparse
import logging
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from desktop.paths import starter_models
from models.evaluation import adapting, hearing, speaking, thinking, turns, waking
from models.evaluation.report import Section, as_json, as_table, write_report
from models.evaluation.starter import Subject
from models.evaluation.voices import normalised
from models.recipes.common.speech import HELD_OUT_SPEAKERS

PARTS = ("stt", "llm", "tts", "turns", "adapters", "wake")


def main() -> int:
    """Run the command; 1 when a target is missed."""
    chosen = _arguments()
    logging.basicConfig(level=logging.ERROR)
    away = chosen.trained_texts.read_text("utf-8").splitlines() if chosen.trained_texts else []
    subject = Subject(chosen.models, chosen.limit, frozenset(map(normalised, away)))
    parts: dict[str, Callable[[Subject], Section]] = {
        "stt": lambda subject: hearing.evaluate(subject, chosen.speakers),
        "llm": thinking.evaluate,
        "tts": speaking.evaluate,
        "turns": turns.evaluate,
        "adapters": adapting.evaluate,
        "wake": waking.evaluate,
    }
    sections = []
    for part in PARTS if chosen.part == "all" else (chosen.part,):
        start = time.monotonic()
        sections.append(parts[part](subject))
        print(as_table(sections[-1]), f"({time.monotonic() - start:.0f} s)\n", sep="\n", flush=True)
        if chosen.report:
            facts = as_json(sections[-1], date.today().isoformat(), subject.fingerprint)
            write_report(chosen.report, {sections[-1].name: facts})
    missed = [one for section in sections for one in section.measures if one.met is False]
    return 1 if missed and chosen.strict else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m models.evaluation", description=__doc__)
    parser.add_argument("part", choices=(*PARTS, "all"))
    parser.add_argument("--report", type=Path, help="write FILE.md and FILE.json; parts not measured now stay in it")
    parser.add_argument("--limit", type=int, help="at most so many sentences, clips or conversations a set")
    parser.add_argument("--models", type=Path, default=starter_models(), help="folder laid out as models/starter")
    parser.add_argument("--speakers", nargs="*", default=HELD_OUT_SPEAKERS, help="of the recorded digits")
    parser.add_argument("--trained-texts", type=Path, help="lines that the recogniser was trained on: left out")
    parser.add_argument("--strict", action="store_true", help="exit with 1 when a target is missed")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
