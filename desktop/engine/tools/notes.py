"""Notes and the shopping list: one list of short texts, kept on disk."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from desktop.engine.tools.registry import Arguments, JsonObject, Tool, ToolError
from desktop.engine.tools.store import JsonList
from desktop.wording import marked


class NoteText(Arguments):
    """The note."""

    text: str = Field(min_length=1, max_length=500, description="One note or item.")


def note_tools(notes: JsonList[str]) -> list[Tool]:
    """`add_note`, `remove_note`, `clear_notes` and `list_notes` over one list."""

    def add(arguments: NoteText) -> JsonObject:
        notes.replace([*notes.items, arguments.text])
        return {"ok": True}

    def remove(arguments: NoteText) -> JsonObject:
        items = notes.items
        match = next((n for n in items if n.lower() == arguments.text.lower()), None)
        if match is None:
            raise ToolError(f"{arguments.text} is not on the list")
        items.remove(match)
        notes.replace(items)
        return {"ok": True}

    def clear(_: Arguments) -> JsonObject:
        notes.replace([])
        return {"ok": True}

    def show(_: Arguments) -> JsonObject:
        return {"notes": notes.items[-10:]}

    add_words = ("Added {text} to the list", "Could not add it", marked("add something to the list"))
    clear_words = ("Cleared the list", "Could not clear the list", marked("clear the whole list"))
    remove_words = ("Removed {text} from the list", "Could not remove it", marked("take something off the list"))
    show_words = ("Read the list", "Could not read the list")
    writes: dict[str, Any] = {"effect": "write", "own_words": True}
    return [
        Tool("add_note", "Add a note or an item.", NoteText, add, *add_words, **writes),
        Tool("remove_note", "Remove a note or an item.", NoteText, remove, *remove_words, **writes),
        Tool("clear_notes", "Remove all notes.", Arguments, clear, *clear_words, effect="write"),
        Tool("list_notes", "Read the notes.", Arguments, show, *show_words, quotes="user"),
    ]
