"""The same message to several models or styles, their answers side by side."""
