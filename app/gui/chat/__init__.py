"""The transcript side of the window: messages rendered, shown and scrolled."""
