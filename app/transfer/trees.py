"""Makes a sound tree of messages out of what an export says about parents.

Hidden nodes (roots, tools, thoughts) are taken out and what hung below them is hung higher; unknown
parents, circles and repeated ids are put right, and told of. Every step takes linear time.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from app.domain.conversations import now
from app.domain.generation import Role
from app.domain.transfer import Format, ImportedConversation, ImportedMessage
from app.transfer.fields import fingerprint, moment
from app.transfer.limits import MAX_CHARACTERS, MAX_MESSAGES
from app.transfer.refusal import Unreadable


@dataclass(slots=True)
class Node:
    """A node of an export's tree, in the order of the export. `message` is None for a hidden one.

    `date` is what the export says, whatever it is. The thoughts of a hidden node go to the next
    answer below it.
    """

    id: str
    parent: str | None
    message: ImportedMessage | None = None
    date: object = None
    thoughts: str = ""


@dataclass(slots=True)
class Facts:
    """What an export says of a conversation beside its messages; dates as they stand there."""

    format: Format
    source_id: str
    title: str
    created: object = None
    changed: object = None
    leaf: str | None = None
    folder: str = ""
    tags: Iterable[str] = ()
    is_archived: bool = False
    is_pinned: bool = False


@dataclass(slots=True)
class _Notes:
    told: list[str] = field(default_factory=list)

    def count(self, number: int, one: str, many: str) -> None:
        if number:
            self.told.append(one if number == 1 else f"{number} {many}")


# A message before its date is known; Node.date replaces it.
_NO_DATE = datetime.fromtimestamp(0, UTC)


def message(
    role: Role, text: str, *, thoughts: str = "", model: str | None = None, **more: object
) -> ImportedMessage:
    """A message whose id, parent and date its node brings."""
    made = ImportedMessage("", None, role, text, _NO_DATE, thoughts, model or None)
    return replace(made, **more) if more else made  # type: ignore[arg-type]  # by name


def chained(nodes: Sequence[Node]) -> Sequence[Node]:
    """The nodes as one line, each following the one before, with ids that differ."""
    before: str | None = None
    seen: set[str] = set()
    for number, node in enumerate(nodes):
        if not node.id or node.id in seen:
            node.id = f"{node.id}#{number}"
        seen.add(node.id)
        node.parent = before
        before = node.id
    return nodes


def conversation(facts: Facts, nodes: Sequence[Node]) -> ImportedConversation:
    """The conversation; raises Unreadable when it is too large."""
    if len(nodes) > MAX_MESSAGES:
        raise Unreadable("it has too many messages")
    notes = _Notes()
    unique = _unique(nodes, notes)
    parents = _sound_parents(unique, notes)
    visible, leaf = _without_hidden(unique, parents, facts.leaf)
    ordered = _parents_first(visible)
    messages = _dated(ordered, facts, {node.id: node for node in unique}, notes)
    _check_size(messages)
    leaf = leaf if leaf is not None else _last_leaf(messages)
    return _finished(facts, messages, leaf, notes)


def _unique(nodes: Sequence[Node], notes: _Notes) -> list[Node]:
    """Every id once: a repeated one gets a number, the first keeps what names it as parent."""
    seen: set[str] = set()
    changed = 0
    for number, node in enumerate(nodes):
        if node.id in seen or not node.id:
            changed += bool(node.id)
            node.id = f"{node.id}#{number}"
            while node.id in seen:
                node.id += "#"
        seen.add(node.id)
    notes.count(changed, "One message had the id of another.", "messages had the id of another.")
    return list(nodes)


def _sound_parents(nodes: list[Node], notes: _Notes) -> dict[str, str | None]:
    """Parents without circles; what names an unknown one follows what stands before it."""
    ids = {node.id for node in nodes}
    parents = {node.id: node.parent if node.parent in ids else None for node in nodes}
    notes.count(
        _cut_circles(parents),
        "One message followed itself in a circle.",
        "messages followed themselves in circles.",
    )
    lost = _adopt(nodes, ids, parents)
    notes.count(lost, "One message followed one that is missing.", "messages lost their place.")
    return parents


def _cut_circles(parents: dict[str, str | None]) -> int:
    done: set[str] = set()
    cut = 0
    for start in parents:
        path: set[str] = set()
        at: str | None = start
        before = start
        while at is not None and at not in done:
            if at in path:
                parents[before] = None
                cut += 1
                break
            path.add(at)
            before, at = at, parents[at]
        done |= path
    return cut


def _adopt(nodes: list[Node], ids: set[str], parents: dict[str, str | None]) -> int:
    """Hang orphans on what stands before them; those of one missing parent stay siblings."""
    roots = _Roots(parents)
    places: dict[str, str | None] = {}
    lost, before = 0, None
    for node in nodes:
        if node.parent is not None and node.parent not in ids:
            lost += 1
            place = places.setdefault(node.parent, before)
            if place is not None and roots.of(place) != node.id:
                parents[node.id] = place
                roots.join(node.id, place)
        before = node.id
    return lost


class _Roots:
    """Which root every node hangs from, while roots are hung below others (union-find)."""

    def __init__(self, parents: dict[str, str | None]) -> None:
        self._up = {key: key if parent is None else parent for key, parent in parents.items()}

    def of(self, node: str) -> str:
        root = node
        while self._up[root] != root:
            root = self._up[root]
        while self._up[node] != root:
            self._up[node], node = root, self._up[node]
        return root

    def join(self, root: str, place: str) -> None:
        self._up[root] = self.of(place)


def _without_hidden(
    nodes: list[Node], parents: dict[str, str | None], leaf: str | None
) -> tuple[list[ImportedMessage], str | None]:
    """The visible messages with visible parents, and the visible end of the branch in view."""
    by_id = {node.id: node for node in nodes}
    above: dict[str, tuple[str | None, tuple[str, ...]]] = {}

    def visible_from(start: str | None) -> tuple[str | None, tuple[str, ...]]:
        """The nearest visible node from `start` upwards, and the thoughts passed on the way."""
        path: list[str] = []
        at = start
        while at is not None and at not in above and by_id[at].message is None:
            path.append(at)
            at = parents[at]
        found = (at, ()) if at is None or at not in above else above[at]
        for each in reversed(path):
            thought = by_id[each].thoughts
            # Kept short: a chain of hidden nodes must not copy what it gathered at every step.
            found = (found[0], (*found[1][-15:], thought) if thought else found[1])
            above[each] = found
        return found

    messages = []
    for node in nodes:
        if node.message is None:
            continue
        parent, passed = visible_from(parents[node.id])
        thoughts = node.message.thoughts
        if passed and node.message.role is Role.ASSISTANT:
            thoughts = "\n\n".join([*passed, thoughts] if thoughts else passed)
        messages.append(replace(node.message, id=node.id, parent=parent, thoughts=thoughts))
    end = visible_from(leaf)[0] if leaf in by_id else None
    return messages, end


def _parents_first(messages: list[ImportedMessage]) -> list[ImportedMessage]:
    """The same messages, none before its parent, otherwise in their order."""
    by_id = {each.id: each for each in messages}
    placed: set[str] = set()
    ordered: list[ImportedMessage] = []
    for each in messages:
        waiting = []
        at: str | None = each.id
        while at is not None and at not in placed:
            waiting.append(by_id[at])
            placed.add(at)
            at = by_id[at].parent
        ordered += reversed(waiting)
    return ordered


def _dated(
    messages: list[ImportedMessage], facts: Facts, nodes: dict[str, Node], notes: _Notes
) -> list[ImportedMessage]:
    """The messages with dates; one that is missing or impossible gets that of the one before."""
    start = moment(facts.created) or moment(facts.changed)
    known = {each.id: moment(nodes[each.id].date) for each in messages}
    if start is None:
        start = next((date for date in known.values() if date is not None), None) or now()
    wrong = sum(
        date is None and nodes[key].date not in (None, 0, "") for key, date in known.items()
    )
    dated: dict[str, datetime] = {}
    for each in messages:
        above = start if each.parent is None else dated[each.parent]
        dated[each.id] = known[each.id] or above
    wrong += facts.created not in (None, 0, "") and moment(facts.created) is None
    notes.count(wrong, "One date was impossible and was replaced.", "dates were replaced.")
    return [replace(each, created_at=dated[each.id]) for each in messages]


def _check_size(messages: list[ImportedMessage]) -> None:
    if sum(len(each.text) + len(each.thoughts) for each in messages) > MAX_CHARACTERS:
        raise Unreadable("it has too much text")


def _last_leaf(messages: list[ImportedMessage]) -> str | None:
    """The end of the branch that was written to last."""
    inner = {each.parent for each in messages}
    ends = [each for each in messages if each.id not in inner]
    newest = max((each.created_at for each in ends), default=None)
    return next((each.id for each in reversed(ends) if each.created_at == newest), None)


def _finished(
    facts: Facts, messages: list[ImportedMessage], leaf: str | None, notes: _Notes
) -> ImportedConversation:
    dates = [each.created_at for each in messages]
    created = moment(facts.created) or min(dates, default=None) or moment(facts.changed) or now()
    changed = moment(facts.changed) or max(dates, default=created)
    first = messages[0].text if messages else ""
    return ImportedConversation(
        format=facts.format,
        source_id=facts.source_id or fingerprint(str(facts.created), facts.title, first[:4096]),
        title=facts.title or _title_from(messages),
        created_at=created,
        changed_at=max(changed, created),
        messages=tuple(messages),
        leaf=leaf,
        folder=facts.folder,
        tags=tuple(dict.fromkeys(tag for tag in facts.tags if tag)),
        is_archived=facts.is_archived,
        is_pinned=facts.is_pinned,
        notes=tuple(notes.told),
    )


def _title_from(messages: list[ImportedMessage]) -> str:
    first = next((each.text for each in messages if each.role is Role.USER), "")
    return " ".join(first[:200].split())[:60]
