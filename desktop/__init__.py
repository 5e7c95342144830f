"""Sotto: a private voice assistant for the desktop."""

import os

__version__ = "0.1.0"

# pydantic would hand whatever is validated to plug-ins of other packages, and look for them at each start
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
