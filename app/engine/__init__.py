"""The engine: a child process that hosts llama.cpp, and the client that speaks to it.

`app.engine.host` alone imports llama_cpp, and only the child imports `app.engine.host`.
May import `app.domain`, `app.config`, `app.security` and `app.workers`.
"""
