"""Notes and the shopping list: one list of short texts, kept on disk."""

from __future__ import annotations

from pydantic import Field

from desktop.engine.tools.registry import Arguments, JsonObject, Tool, ToolError
from desktop.engine.tools.store import JsonList


class NoteText(Arguments):
    """The note."""

    text: str = Field(min_length=1, max_length=500)


def note_tools(notes: JsonList[str]) -> list[Tool]:
    """`add_note`, `remove_note` and `list_notes` over one list."""

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

    def show(_: Arguments) -> JsonObject:
        return {"notes": notes.items[-10:]}

    return [
        Tool("add_note", "Add a note or a shopping item.", NoteText, add),
        Tool("remove_note", "Remove a note or a shopping item.", NoteText, remove),
        Tool("list_notes", "Read the notes.", Arguments, show),
    ]
