"""Settings, paths and what this computer has. May import `app.domain`."""
