"""Settings of what tells how Sotto runs: event log, figures, live monitor. A part of `desktop.settings`."""

from __future__ import annotations

from pydantic import Field

from desktop.settings.marks import Advanced, File, Live
from desktop.settings.record import Record


class LogSettings(Record, title="Event log"):
    """The log of events."""

    events: bool = Field(
        True, title="Event log", description="Writes down what happens and how long it takes, never what is said."
    )
    words: bool = Field(
        False, title="Log what is said", description="Writes what you and Sotto say into the event log as well."
    )
    most_mb: int = Field(
        20, ge=1, le=10_000, title="Largest log", description="Megabytes; of more, the oldest entries go."
    )


class CacheSettings(Record, title="Answers given again"):
    """Answers that are given again to a question that means the same."""

    answers: bool = Field(
        False,
        title="Give answers again",
        description="Keeps answers, with their sound, and gives one again at once when a question means the same. "
        "Never those that depend on the moment, on a tool or on what was said before.",
    )
    most_mb: int = Field(
        200,
        ge=1,
        le=100_000,
        title="Most room",
        description="Megabytes; of more, what was not used for longest goes.",
    )
    most_days: int = Field(
        30, ge=1, le=3650, title="Keep answers for", description="Days after which an answer is asked for anew."
    )
    embedder: Advanced[File[str]] = Field(
        "",
        title="Embedding model",
        description="GGUF file of a model that tells how alike questions are; empty means the starter's.",
    )


class DocumentSettings(Record, title="Documents"):
    """The user's own documents as a source of answers."""

    folders: Live[tuple[str, ...]] = Field(
        (),
        title="Folders",
        description="Text, Markdown and PDF in them can be asked for; what is read of them stays on this machine.",
    )
    embedder: Live[Advanced[File[str]]] = Field(
        "",
        title="Embedding model",
        description="GGUF file of a model that tells what passages are about; empty means the starter's.",
    )


class MetricsSettings(Record, title="Figures"):
    """Figures for other programs, and what a turn costs."""

    endpoint: bool = Field(
        False,
        title="Metrics endpoint",
        description="Lets programs on this machine read the figures, as Prometheus does. They hold no words.",
    )
    port: int = Field(
        9464, ge=0, le=65_535, title="Port", description="Of the metrics endpoint; 0 takes any that is free."
    )
    prompt_price: float = Field(
        0.0, ge=0, title="Price of reading", description="Of 1,000 tokens that the language model reads."
    )
    reply_price: float = Field(
        0.0, ge=0, title="Price of writing", description="Of 1,000 tokens that the language model writes."
    )
    currency: str = Field("", max_length=8, title="Currency", description="Of these prices, such as EUR.")
    core_watts: float = Field(
        0.0,
        ge=0,
        le=1000,
        title="Power of a core",
        description="Watts that a busy processor core takes; 0 gives no estimate of energy.",
    )


class MonitorSettings(Record, title="Live monitor"):
    """Watching what happens from another program on this machine."""

    server: bool = Field(
        False,
        title="Live monitor",
        description="Lets `sotto monitor` and its web page on this machine watch what happens, with a key that only "
        "you can read.",
    )
    port: int = Field(
        9465, ge=0, le=65_535, title="Port", description="Of the live monitor; 0 takes any that is free."
    )
    words: bool = Field(False, title="Show what is said", description="Shows there what you and Sotto say as well.")
