"""The front door: the window, the command line, or the role of a child process."""

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.workers.wire import Channel

INTERRUPTED = 130


def main() -> int:
    """Run as what the arguments ask for; the exit code."""
    _provide_streams()
    arguments = sys.argv[1:]
    if arguments[:1] == ["--role"]:
        return _child(arguments[1:])
    try:
        from app.cli.main import run
        from app.security.hardening import harden_main_process
        from app.security.outbound_guard import guard_main_process

        harden_main_process()
        guard_main_process()
        return run(arguments)
    except KeyboardInterrupt:  # before or after the command had its own way of stopping
        return INTERRUPTED


def _provide_streams() -> None:
    """Give back the standard streams that were closed; a file or pipe would take their place."""
    for descriptor, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free: this one
        if getattr(sys, name) is None:
            mode = "r" if descriptor == 0 else "w"
            setattr(sys, name, os.fdopen(descriptor, mode, closefd=False))


def _child(arguments: list[str]) -> int:
    from app.workers.child import parent_pid

    if not parent_pid():
        sys.stderr.write("Snug itself starts its parts; run `snug` instead.\n")
        return 2
    if arguments in (["reader"], ["reader-once"]):
        return _reader(arguments[0])
    if arguments == ["downloader"]:
        return _downloader()
    if arguments not in (["engine"], ["embedder"], ["workshop"]):
        sys.stderr.write("unknown role\n")
        return 2
    import signal

    # A terminal's Ctrl+C reaches every process: what it means is for the parent to say.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Confined before anything of llama.cpp is loaded and before a second thread exists.
    from app.workers.child import take_pipes
    from app.workers.sandbox import confine_engine

    channel = take_pipes()
    if arguments == ["workshop"]:
        return _workshop(channel)
    guards = confine_engine(parent_pid())
    if arguments == ["engine"]:
        from app.engine.host.serve import serve
    else:
        from app.engine.host.serve_embedder import serve

    serve(channel, guards)
    return 0


def _workshop(channel: "Channel") -> int:
    from app.engine.workshop_commands import writable
    from app.workers.child import parent_pid
    from app.workers.sandbox import confine_engine

    guards = confine_engine(parent_pid(), writable())
    from app.engine.host.serve_workshop import serve

    serve(channel, guards)
    return 0


def _reader(role: str) -> int:
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    from app.workers.child import take_pipes

    channel = take_pipes()
    # Confined once the parsers are loaded, before the first byte of a document.
    if role == "reader":
        from app.index.reader.forking import serve
    else:
        from app.index.reader.single import serve

    serve(channel)
    return 0


def _downloader() -> int:
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    from app.workers.child import parent_pid, take_pipes
    from app.workers.sandbox import confine_downloader

    channel = take_pipes()
    confine_downloader(parent_pid(), os.environ["SNUG_DOWNLOADER_WRITES"])
    from app.hub.host.serve import serve

    serve(channel)
    return 0


if __name__ == "__main__":
    sys.exit(main())
