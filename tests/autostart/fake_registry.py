"""A registry in memory with the calls of Python's `winreg` that Sotto makes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

Values = dict[str, object]


class FakeRegistry:
    """Keys of one user; what is not there raises what Windows raises."""

    HKEY_CURRENT_USER, KEY_READ, KEY_SET_VALUE, REG_SZ = 0x80000001, 0x20019, 0x0002, 1

    def __init__(self) -> None:
        self.keys: dict[str, Values] = {}
        self.locked = False

    @contextmanager
    def OpenKey(self, root: int, path: str, reserved: int = 0, access: int = KEY_READ) -> Iterator[Values]:  # noqa: N802
        assert root == self.HKEY_CURRENT_USER
        if self.locked and access == self.KEY_SET_VALUE:
            raise PermissionError(5, "Access is denied")
        if path not in self.keys:
            raise FileNotFoundError(2, "The system cannot find the file specified")
        yield self.keys[path]

    @contextmanager
    def CreateKeyEx(self, root: int, path: str, reserved: int, access: int) -> Iterator[Values]:  # noqa: N802
        if not self.locked:
            self.keys.setdefault(path, {})
        with self.OpenKey(root, path, reserved, access) as key:
            yield key

    def QueryValueEx(self, key: Values, name: str) -> tuple[object, int]:  # noqa: N802
        if name not in key:
            raise FileNotFoundError(2, "The system cannot find the file specified")
        return key[name], self.REG_SZ

    def SetValueEx(self, key: Values, name: str, reserved: int, kind: int, value: str) -> None:  # noqa: N802
        assert kind == self.REG_SZ
        key[name] = value

    def DeleteValue(self, key: Values, name: str) -> None:  # noqa: N802
        if name not in key:
            raise FileNotFoundError(2, "The system cannot find the file specified")
        del key[name]
