"""The user's own documents as a source of answers: read, cut into passages, kept fresh, found."""
