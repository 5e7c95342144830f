"""A scenario's file in YAML: to the plain table that TOML gives, and back to the line of each key."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import yaml
from yaml.composer import ComposerError
from yaml.constructor import ConstructorError

_BOOL = "tag:yaml.org,2002:bool"


class _Loader(yaml.SafeLoader):
    """Plain values alone, as YAML 1.2 has them: `no` is a word, a key stands once, nothing stands for another."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        """As the library does it, without aliases, which can make a few lines larger than any memory, and tags."""
        event = self.peek_event()
        if isinstance(event, yaml.AliasEvent):
            raise ComposerError(None, None, "aliases are not taken", event.start_mark)
        if event.tag is not None:
            raise ComposerError(None, None, f"tags are not taken, such as {event.tag}", event.start_mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        """As the library does it, but that a key which stands twice is refused."""
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value in seen:
                raise ConstructorError(None, None, f"the key {key.value} stands there twice", key.start_mark)
            seen.add(str(key.value))
        return super().construct_mapping(node, deep)


_Loader.yaml_implicit_resolvers = {
    first: [each for each in known if each[0] != _BOOL]
    for first, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(_BOOL, re.compile("^(?:true|false)$"), ["t", "f"])


def parse_yaml(text: str) -> Any:
    """Return the plain values of a text. Raises ValueError, which says why and where, and RecursionError."""
    try:
        return yaml.load(text, _Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f" (line {mark.line + 1}, column {mark.column + 1})" if mark else ""
        raise ValueError(f"{error.problem or error.context}{where}") from error
    except yaml.YAMLError as error:
        raise ValueError(" ".join(str(error).split())) from error
    except OverflowError as error:
        raise ValueError(str(error)) from error


def line_of_yaml(text: str, location: Sequence[str | int]) -> int | None:
    """Line, from 1, of a key, or of the part that it is missing in; None where there is none. The text is YAML."""
    node, line = yaml.compose(text, _Loader), None
    for part in location:
        found = _within(node, part)
        if found is None:
            break
        line, node = found
    return line


def _within(node: Any, part: str | int) -> tuple[int, Any] | None:
    """Line and value of a key or a place."""
    if isinstance(node, yaml.MappingNode):
        return next(((key.start_mark.line + 1, value) for key, value in node.value if key.value == part), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part].start_mark.line + 1, node.value[part]
    return None
