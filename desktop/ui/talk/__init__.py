"""The conversation as it is read and typed."""
