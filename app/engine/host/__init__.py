"""The engine child: llama.cpp behind a command loop. Imported in the child process alone."""
