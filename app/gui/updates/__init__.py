"""Telling of a newer Snug."""
