"""Prompts and assistants in the window: found, written, filled in."""
