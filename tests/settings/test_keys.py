from __future__ import annotations

import pytest

from desktop.settings.keys import Keys, parse_keys


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("Ctrl+Alt+Space", Keys(("Ctrl", "Alt"), "Space")),
        (" space ".join(("alt+ctrl+", "")), Keys(("Ctrl", "Alt"), "Space")),
        ("super+k", Keys(("Meta",), "K")),
        ("f9", Keys((), "F9")),
        ("Shift+Pause", Keys(("Shift",), "Pause")),
        ("control+pgup", Keys(("Ctrl",), "PageUp")),
        ("Ctrl+Ctrl+7", Keys(("Ctrl",), "7")),
    ],
)
def test_keys_are_read_as_people_write_them(text: str, keys: Keys) -> None:
    assert parse_keys(text) == keys
    assert parse_keys(str(keys)) == keys


@pytest.mark.parametrize("text", ["", "Ctrl", "Ctrl+", "Ctrl+Alt", "F25", "Hyper+A", "Ctrl+ä", "Space+Ctrl", "++"])
def test_what_is_no_key_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="such as"):
        parse_keys(text)


@pytest.mark.parametrize("text", ["Space", "a", "Shift+a", "Home"])
def test_keys_that_people_write_with_need_another_one(text: str) -> None:
    with pytest.raises(ValueError, match="needed for writing"):
        parse_keys(text)
