"""No sentence of the window is forgotten: each goes through `desktop.wording`, so that it can be translated."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import desktop.ui

ROOT = Path(desktop.ui.__path__[0]).parent
SOURCES = sorted((ROOT / "ui").rglob("*.py"))
SHOWING = frozenset(
    [
        "setText",
        "setToolTip",
        "setAccessibleName",
        "setAccessibleDescription",
        "setWindowTitle",
        "setPlaceholderText",
        "setTitle",
        "setStatusTip",
        "setWhatsThis",
        "setNameFilters",
        "setInformativeText",
        "setDetailedText",
        "setSuffix",
        "setPrefix",
        "setFormat",
        "addAction",
        "addMenu",
        "addItem",
        "addItems",
        "addTab",
        "setTabText",
        "addRow",
        "addButton",
        "insertItem",
        "setHeaderLabels",
        "QLabel",
        "ElidedLabel",
        "QPushButton",
        "QToolButton",
        "QCheckBox",
        "QRadioButton",
        "QGroupBox",
        "QAction",
        "QMenu",
        "QLineEdit",
        "QPlainTextEdit",
        "QTextEdit",
        "QFileDialog",
        "QMessageBox",
        "QTableWidgetItem",
        "QListWidgetItem",
        "Switch",
        "show_error",
        "show_notice",
        "show_offer",
        "showMessage",
        "notify",
        "showText",
    ]
)
TRANSLATING = {"tr", "ntr", "key_words"}
NAMING = {"tr", "ntr", "marked"}
NAMES = {"Sotto", "ms", "min", "MiB", "GB"}
"""A name, and units that are the same everywhere."""


def called(node: ast.AST) -> str:
    """The last part of what is called, or nothing."""
    if not isinstance(node, ast.Call):
        return ""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def is_words(text: str) -> bool:
    return any(word not in NAMES for word in re.findall(r"[A-Za-z]{2,}", text))


def module_sentences(tree: ast.Module) -> set[str]:
    """Names in a module that stand for sentences which are not translated yet."""
    kept = [node for node in tree.body if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None]
    holding = [node for node in kept if any(called(part) == "marked" for part in ast.walk(node.value))]
    targets = [
        target for node in holding for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
    ]
    return {name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)}


SENTENCES = set().union(*(module_sentences(ast.parse(path.read_text("utf-8"))) for path in SOURCES))


def forgotten(tree: ast.AST) -> Iterator[str]:
    """Words, and names of sentences, that are shown as they are written."""
    for call in (node for node in ast.walk(tree) if called(node) in SHOWING):
        assert isinstance(call, ast.Call)
        for part in (inner for argument in (*call.args, *call.keywords) for inner in outside_of(argument)):
            if isinstance(part, ast.Constant) and isinstance(part.value, str) and is_words(part.value):
                yield f"line {part.lineno}: {part.value!r}"
            elif isinstance(part, ast.Name) and part.id in SENTENCES and called(call) not in TELLING:
                yield f"line {part.lineno}: {part.id}"


TELLING = {"show_error", "show_notice", "show_offer"}
"""The banner translates what it is given."""


def outside_of(argument: ast.AST) -> Iterator[ast.AST]:
    """An argument and what is below it, but for what is translated there, and for names of looks."""
    if called(argument) in TRANSLATING or isinstance(argument, ast.comprehension):
        return
    if called(argument) == "named":
        assert isinstance(argument, ast.Call)
        yield from outside_of(argument.args[0])
        return
    yield argument
    for child in ast.iter_child_nodes(argument):
        yield from outside_of(child)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_what_is_shown_can_be_translated(path: Path) -> None:
    assert list(forgotten(ast.parse(path.read_text("utf-8")))) == []


@pytest.mark.parametrize("path", [path for path in SOURCES if path.stem != "stylesheet"], ids=lambda path: path.stem)
def test_numbers_are_written_in_the_readers_way(path: Path) -> None:
    """An f-string writes them in English; `figure` and translated sentences do not."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FormattedValue) and node.format_spec is not None:
            assert not re.search(r"[,%fg]", ast.unparse(node.format_spec).strip("f'")), f"line {node.lineno}"


def is_literal(node: ast.AST) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


@pytest.mark.parametrize("path", sorted(ROOT.rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT)))
def test_only_whole_literals_are_translated(path: Path) -> None:
    """A catalogue knows what is written in the source: neither an f-string nor a sum or choice of parts."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if called(node) in NAMING and isinstance(node, ast.Call):
            sentences = node.args[:2] if called(node) == "ntr" else node.args[:1]
            for sentence in (one for one in sentences if not isinstance(one, ast.Constant)):
                words = [part for part in ast.walk(sentence) if is_literal(part)]
                assert not words, f"{path.name}, line {sentence.lineno}"
        if isinstance(node, ast.JoinedStr):  # nobody looks for sentences inside one
            inside = [call for call in ast.walk(node) if called(call) in NAMING and isinstance(call, ast.Call)]
            assert not any(isinstance(call.args[0], ast.Constant) for call in inside), (
                f"{path.name}, line {node.lineno}"
            )


@pytest.mark.parametrize(
    "line",
    [
        'label.setText("Not ready")',
        'label.setText(f"{name} is here")',
        'QPushButton("Close")',
        'named(QLabel("Close"), "heading")',
        'menu.addAction("Open", act)',
        "label.setToolTip(PINNED)",
        'label.setText(tr("Yes") if good else "No")',
    ],
)
def test_the_search_finds_what_is_forgotten(line: str) -> None:
    assert list(forgotten(ast.parse(line)))


@pytest.mark.parametrize(
    "line",
    [
        'label.setText(tr("Not ready"))',
        'label.setText(tr("{name} is here").format(name=name))',
        'named(QLabel(tr("Close")), "heading")',
        'self.setWindowTitle("Sotto")',
        'label.setText(f"{value:.0f} ms")',
        'label.setText(", ".join(parts))',
    ],
)
def test_the_search_lets_pass_what_is_translated(line: str) -> None:
    assert not list(forgotten(ast.parse(line)))
