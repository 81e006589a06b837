"""A child that reads one document and ends: for systems where a process cannot safely be forked.

The file comes through the pipe, piece by piece, so that nothing need be opened here.
"""

import contextlib
import io
import os
import threading

from app.domain.documents import Refusal
from app.index.reader.commands import (
    COMMANDS,
    REPLIES,
    Draw,
    FileEnd,
    Hello,
    Job,
    Piece,
    Probe,
    Read,
)
from app.index.reader.job import confine_for, refusal, result_of
from app.index.reader.loading import load_everything
from app.workers.child import PARENT_GONE, parent_pid
from app.workers.wire import Channel, WireError


def serve(channel: Channel) -> None:
    """Take a job and a file, confine this process, answer, end."""
    load_everything()
    # What libraries print may quote the document.
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 2)
    os.close(nothing)
    channel.send(REPLIES.encode(Hello(())))
    received = channel.receive()
    if received is None:
        return
    job = COMMANDS.decode(received[0])
    if not isinstance(job, Read | Draw | Probe):
        raise WireError("a job was to come first")
    guards = confine_for(job, parent_pid())
    try:
        file = _file(channel, job)
    except MemoryError:
        channel.send_packed(refusal(Refusal.OUT_OF_MEMORY))
        return
    threading.Thread(target=_end_with_parent, args=(channel,), daemon=True).start()
    channel.send_packed(result_of(job, file, guards))


def _end_with_parent(channel: Channel) -> None:
    """Nothing more is to come: what comes is the end of the pipe, and nobody waits any more."""
    with contextlib.suppress(WireError, OSError, ValueError):
        channel.receive()
    os._exit(PARENT_GONE)


def _file(channel: Channel, job: Job) -> io.BytesIO:
    file = io.BytesIO()
    while True:
        received = channel.receive()
        command = None if received is None else COMMANDS.decode(received[0])
        if received is None or not isinstance(command, Piece | FileEnd):
            raise WireError("the file did not come whole")
        if isinstance(command, FileEnd):
            file.seek(0)
            return file
        file.write(received[1])
        if file.tell() > job.limits.file_bytes:
            raise WireError("more than the file was to have")
