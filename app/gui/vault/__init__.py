"""The vault in the window: making, unlocking, locking and erasing it."""
