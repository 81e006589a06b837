"""Child processes: the wire between them, their supervision and their confinement.

May import `app.domain`, `app.config` and `app.security`.
"""
