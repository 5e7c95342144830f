"""The starter voice."""
