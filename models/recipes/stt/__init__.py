"""The starter recogniser."""
