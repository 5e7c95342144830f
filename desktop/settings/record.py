"""What every record of settings is."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    """Never changes once it is made, and holds nothing that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")
