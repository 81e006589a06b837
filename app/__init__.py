"""Snug: private conversations with a language model that runs on this computer."""

__version__ = "0.1.0"
