"""The front door: the window, the command line, or the role of a child process."""

import sys


def main() -> int:
    """Run as what the arguments ask for; the exit code."""
    arguments = sys.argv[1:]
    if arguments[:1] == ["--role"]:
        return _child(arguments[1:])
    from app.cli.main import run

    return run(arguments)


def _child(arguments: list[str]) -> int:
    if arguments != ["engine"]:
        sys.stderr.write("unknown role\n")
        return 2
    # Confined before anything of llama.cpp is loaded and before a second thread exists.
    from app.workers.child import take_pipes
    from app.workers.sandbox import confine_engine

    channel = take_pipes()
    guards = confine_engine()
    from app.engine.host.serve import serve

    serve(channel, guards)
    return 0


if __name__ == "__main__":
    sys.exit(main())
