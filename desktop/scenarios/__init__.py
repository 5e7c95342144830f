"""Conversations written down in TOML, held with the real engine, and judged. docs/scenarios.md has the form."""
