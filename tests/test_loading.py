from __future__ import annotations

import gc

import pytest

from desktop.loading import loading


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
