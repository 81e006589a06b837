"""The window. The only package that imports Qt; reaches the skills through services."""
