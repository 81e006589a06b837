"""Where conversations are kept. May import `app.domain`, `app.config`, `app.security`."""
