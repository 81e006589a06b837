"""The life of the child: its terms, one task, and the end."""

import os
import queue
import sys
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.hub.host.door import Door
from app.hub.host.environment import fix_environment
from app.hub.messages import (
    COMMANDS,
    REPLIES,
    Fault,
    Fetch,
    Fetched,
    FetchWheel,
    Look,
    Passed,
    Pause,
    Paused,
    Progress,
    Read,
    Refused,
    Terms,
    Trouble,
)
from app.security.outbound_guard import guard_connections
from app.workers.child import BAD_FRAME, read_commands, tell
from app.workers.wire import Channel, WireError

if TYPE_CHECKING:
    import httpx2


def serve(channel: Channel) -> None:
    """Do one task for the parent; the process ends when its pipe does."""
    inbox: queue.SimpleQueue[tuple[dict[str, Any], bytes]] = queue.SimpleQueue()
    door = Door(lambda message: tell(channel, REPLIES.encode(message)))
    pause = threading.Event()

    def hear(frame: dict[str, Any]) -> None:
        """What cannot wait for the task, which waits for it."""
        message = COMMANDS.decode(frame)
        if isinstance(message, Passed | Refused):
            door.answered(message)
        elif isinstance(message, Pause):
            pause.set()
            door.break_off()

    guard_connections(door.knows_name, door.knows_address)
    read_commands(channel, inbox, hear)
    terms: Terms | None = None
    while True:
        message = COMMANDS.decode(inbox.get()[0])
        if isinstance(message, Terms) and terms is None:
            terms = message
        elif isinstance(message, Look | Fetch | FetchWheel | Read) and terms is not None:
            tell(channel, REPLIES.encode(_done(terms, message, door, pause)))
        elif isinstance(message, Terms | Look | Fetch | FetchWheel | Read):
            sys.stderr.write("terms come first, and once\n")
            os._exit(BAD_FRAME)


def _done(
    terms: Terms, task: Look | Fetch | FetchWheel | Read, door: Door, pause: threading.Event
) -> object:
    """Do a task; what is told of its end."""
    fix_environment(terms.address)
    # Imported here: huggingface_hub reads the environment when it is.
    from huggingface_hub import close_session, set_client_factory

    from app.hub.host import asking
    from app.hub.host.connections import session_maker
    from app.hub.host.package_index import IndexPlace
    from app.hub.host.transfer import FOR_A_LIST, Pausing, fetch_file, persist

    make_session = session_maker(door, terms.proxy, terms.stall)
    set_client_factory(make_session)
    kept = [task.kept if isinstance(task, Fetch) else 0]

    def step(progress: Progress) -> None:
        door.count()
        door.say(progress)

    try:
        if isinstance(task, Read):
            return _read(make_session, terms, task)
        if isinstance(task, Look):
            return persist(
                lambda: asking.listing(terms, task.repository, task.commit),
                terms.patience,
                pause,
                FOR_A_LIST,
            )
        if isinstance(task, FetchWheel):
            fetch_file(terms, task, IndexPlace(terms, task), pause, step, kept)
        else:
            fetch_file(terms, task, asking.HubPlace(terms, task), pause, step, kept)
        return Fetched()
    except Pausing:
        return Paused(kept[0])
    except asking.Failure as failure:
        return Trouble(failure.fault, failure.detail, kept[0])
    except (OSError, ValueError, WireError) as error:
        return Trouble(Fault.ANSWER, f"{type(error).__name__}: {error}"[:300], kept[0])
    finally:
        close_session()


def _read(make_session: "Callable[[], httpx2.Client]", terms: Terms, task: Read) -> object:
    from app.hub.host import asking
    from app.hub.host.reading import read_text

    try:
        with make_session() as client:
            return read_text(client, terms, task)
    except Exception as error:
        raise asking.failure_of(error) from error
