"""The voice loop. Knows nothing of Qt or SQL."""
