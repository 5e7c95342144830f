"""The record of conversations: one SQLite file, one writer."""
