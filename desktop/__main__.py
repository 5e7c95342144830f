"""`python -m desktop` and the command `sotto`."""

from __future__ import annotations

import contextlib
import sys


def main() -> None:
    """Run the command line; exit 0 on success, 2 on bad use, 1 on failure with one line that says what to do."""
    _leave_no_core_file()
    from desktop.cli.quick import quick

    code = quick(sys.argv[1:])
    if code is None:
        from desktop.loading import loading

        with loading():
            from desktop.cli.app import run
        code = run(sys.argv[1:])
    sys.exit(code)


def _leave_no_core_file() -> None:
    """What is said is in this process's memory, which a crash would otherwise write to the disk."""
    if sys.platform == "win32":  # which writes none
        return
    import resource

    with contextlib.suppress(ValueError, OSError):  # some systems forbid asking
        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


if __name__ == "__main__":
    main()
