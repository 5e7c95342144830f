"""`python -m desktop` and the command `sotto`."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line; exit 0 on success, 2 on bad use, 1 on failure with one line that says what to do."""
    from desktop.cli.quick import quick

    code = quick(sys.argv[1:])
    if code is None:
        from desktop.loading import loading

        with loading():
            from desktop.cli.app import run
        code = run(sys.argv[1:])
    sys.exit(code)


if __name__ == "__main__":
    main()
