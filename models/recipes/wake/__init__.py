"""The starter wake word, "hey Sotto"."""
