"""Settings of the language model, the voice and the tools."""

from __future__ import annotations

from pydantic import Field

from desktop.settings.marks import Advanced, File, Live, LongText
from desktop.settings.record import Record

SYSTEM_PROMPT = "You are Sotto, a private voice assistant. Answer in one or two short spoken sentences."

NO_ADAPTER = "none"
"""In place of an adapter's name: none, whatever is chosen elsewhere."""
STRONGEST = 4.0
"""Times its own strength that an adapter can be given; more only breaks a model."""


class LanguageModelSettings(Record, title="Answers"):
    """What Sotto thinks of an answer with."""

    model: Live[File[str]] = Field("", title="Language model", description="GGUF file; empty means the starter's.")
    larger: Live[File[str]] = Field(
        "",
        title="Larger model",
        description="GGUF file for questions that need it, loaded when one comes; empty for one model.",
    )
    context: Live[Advanced[int]] = Field(
        2048,
        ge=256,
        title="Context",
        description="Tokens the model may see; never more than it was trained for.",
    )
    max_tokens: Advanced[int] = Field(160, ge=8, title="Longest reply", description="In tokens.")
    threads: Live[Advanced[int]] = Field(
        0, ge=0, title="Threads", description="0 means one fewer than the machine has cores."
    )
    temperature: Live[Advanced[float]] = Field(
        0.0, ge=0, le=2, title="Temperature", description="0 always gives the likeliest words."
    )
    adapter: Live[Advanced[str]] = Field(
        "",
        title="Adapter",
        description="LoRA adapter that changes how the model answers: a name that `sotto adapters list` shows, or a "
        "GGUF file. Empty means none.",
    )
    adapter_scale: Live[Advanced[float]] = Field(
        1.0, ge=0, le=STRONGEST, title="Strength of the adapter", description="1 is as it was made, 0 without effect."
    )
    persona: Live[str] = Field(
        "Sotto",
        max_length=80,
        title="Persona",
        description="Name of who the instructions make of the model; past conversations can be filtered by it.",
    )
    system_prompt: Live[LongText[str]] = Field(
        SYSTEM_PROMPT, title="Instructions", description="What the model is told about itself."
    )


class RouterSettings(Record, title="Larger model"):
    """Which questions the larger model answers, where one is chosen."""

    long_words: Live[Advanced[int]] = Field(
        25, ge=0, title="Long question", description="Words from which on a question is for it; 0 for never."
    )
    topics: Live[Advanced[tuple[str, ...]]] = Field(
        (
            "prove", "proof", "step by step", "in detail", "compare", "difference between", "pros and cons",
            "analyse", "analyze", "essay", "write a program", "write a function", "explain how", "explain why",
            "advantages", "disadvantages", "argue", "contract", "summarize", "summarise", "plan a", "debug",
        ),
        title="Topics",
        description="Words of which one in the question is enough.",
    )  # fmt: skip
    least_sure: Live[Advanced[float]] = Field(
        -1.2,
        le=0,
        title="Doubt",
        description="Mean log-probability of its first words below which the small model gives way.",
    )
    idle_minutes: Live[Advanced[float]] = Field(
        10, gt=0, title="Free its memory after", description="Minutes without a question for it."
    )


class VoiceSettings(Record, title="Voice"):
    """What Sotto speaks with."""

    model: Live[File[str]] = Field(
        "", title="Voice", description="Piper ONNX file with its JSON beside it; empty means the starter's."
    )
    length_scale: Live[float] = Field(
        1.0, ge=0.4, le=3.0, title="Slowness", description="1 is the voice's own speed, 2 half of it."
    )


class ToolSettings(Record, title="Tools"):
    """What Sotto may do for you."""

    allowed: Advanced[tuple[str, ...]] = Field(
        ("*:set_timer", "*:cancel_timer", "*:add_note", "*:remove_note", "*:remember_fact", "*:forget_fact"),
        title="Allowed without asking",
        description="Tools that change something and need not ask, each as 'persona:tool'; * is every persona.",
    )
    patience_s: float = Field(
        30, ge=2, le=600, title="Wait for an answer", description="Seconds after which no answer is a no."
    )
    most_calls: Advanced[int] = Field(
        8, ge=1, le=50, title="Calls for one answer", description="How often tools may be used for one answer."
    )
    longest_s: Advanced[float] = Field(
        20, ge=1, le=300, title="Time for one answer", description="Seconds that tools may take for one answer."
    )


class PackSettings(Record, title="Packs"):
    """Packs: tools and personas for one job."""

    enabled: tuple[str, ...] = Field((), title="Packs", description="Names of those that are switched on.")
