from __future__ import annotations

import gc
import subprocess
import sys

import pytest

from desktop.loading import later, loading


def of_itself(code: str) -> None:
    """Run this in a process of its own, for modules stay loaded."""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_the_collector_rests_and_works_again_whatever_happens() -> None:
    with loading():
        assert not gc.isenabled()
        with loading():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()
    with pytest.raises(RuntimeError), loading():
        raise RuntimeError
    assert gc.isenabled()
    gc.unfreeze()


def test_a_module_that_is_loaded_later_is_loaded_by_the_first_question() -> None:
    of_itself("""
import sys
from desktop.loading import later
with later("wave"):
    import wave
    assert type(wave).__name__ == "_Later"
assert "wave" not in sys.modules
assert wave.Error.__module__ == "wave"
import wave as whole
assert whole is sys.modules["wave"] and wave.open is whole.open
""")


def test_a_question_while_it_is_put_off_loads_it_at_once() -> None:
    of_itself("""
import sys
from desktop.loading import later
with later("wave"):
    import wave
    assert wave.Error
    assert sys.modules["wave"].Error is wave.Error
assert "wave" in sys.modules
""")


def test_what_is_loaded_already_stays() -> None:
    with later("subprocess"):
        assert sys.modules["subprocess"] is subprocess
    assert sys.modules["subprocess"] is subprocess


def test_the_recogniser_is_loaded_without_what_decodes_files_and_that_still_works() -> None:
    of_itself("""
import sys
import desktop.engine.backends.whisper, desktop.engine.backends.smart_turn
assert "av" not in sys.modules
import faster_whisper
from desktop.paths import assets
assert faster_whisper.decode_audio(str(assets() / "demo" / "question.wav")).size > 16_000
assert "av" in sys.modules
""")


def test_a_record_of_ones_own_is_opened_without_what_speaks_to_a_server() -> None:
    of_itself("""
import sys
import desktop.upkeep, desktop.assistant
assert not [name for name in sys.modules if "postgres" in name]
""")


def test_the_window_leaves_pythons_own_import_in_force_and_keeps_no_sources() -> None:
    of_itself("""
import builtins, linecache
own = builtins.__import__
import desktop.ui.application
assert builtins.__import__ is own
assert "desktop" not in "".join(linecache.cache)
import PySide6.QtNetwork, PySide6.QtSvg
assert builtins.__import__ is own
""")
