"""Search in real encrypted databases with the real tables."""

import itertools
import time
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlcipher3.dbapi2
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, create_engine, event, insert, update

from app.domain.conversations import SearchHit
from app.domain.generation import Role
from app.store import search_index
from app.store.schema import attachments, conversations, folders, messages, metadata, tags
from app.store.search import search
from app.store.search_index import whole_text
from app.store.words import fold, terms

KEY = bytes(range(32))


def encrypted(path: Path) -> Engine:
    def connect() -> Any:
        connection = sqlcipher3.dbapi2.connect(path, isolation_level=None, check_same_thread=False)
        connection.set_key(f"x'{KEY.hex()}'")
        for pragma in ("journal_mode=WAL", "secure_delete=ON", "temp_store=MEMORY"):
            connection.execute(f"PRAGMA {pragma}").fetchall()
        return connection

    engine = create_engine("sqlite+pysqlite://", module=sqlcipher3.dbapi2, creator=connect)
    with engine.connect() as connection:
        metadata.create_all(connection)
        search_index.create(connection)
        connection.commit()
    event.listen(engine, "begin", lambda each: each.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


class History:
    """A history that is written to as the repositories will."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._numbers = itertools.count(1)

    def talk(self, title: str = "제목 없음", **values: object) -> int:
        seq = next(self._numbers)
        row = {"seq": seq, "id": f"c{seq}", "title": title, "created_at": 0, "changed_at": 0}
        names = values.pop("tags", ())
        self.connection.execute(insert(conversations), {**row, **values})
        for name in names:  # type: ignore[attr-defined]
            self.connection.execute(insert(tags), {"conversation": seq, "name": name})
        search_index.index_title(self.connection, seq, title)
        return seq

    def say(
        self, text: str, talk: int, files: tuple[tuple[str, str], ...] = (), **values: object
    ) -> int:
        seq = next(self._numbers)
        row = {"seq": seq, "id": f"m{seq}", "conversation": talk, "role": "user", "text": text}
        self.connection.execute(insert(messages), {**row, "created_at": seq, **values})
        for number, (name, content) in enumerate(files):
            kept = {"message": seq, "kind": "file", "name": name, "text": content}
            kept["id"] = f"a{seq}.{number}"
            self.connection.execute(insert(attachments), kept)
        search_index.index_message(self.connection, seq, whole_text(text, files))
        return seq

    def found(self, query: str, limit: int = 50, *, ranked: bool = False) -> list[str]:
        """The ids of the messages, or of the conversations whose titles were found."""
        hits = search(self.connection, query, limit, ranked=ranked)
        return [hit.message or hit.conversation.id for hit in hits]

    def hit(self, query: str) -> SearchHit:
        (hit,) = search(self.connection, query)
        return hit


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    engine = encrypted(tmp_path / "history.db")
    with engine.connect() as connection:
        yield History(connection)
    engine.dispose()


def marked(hit: SearchHit) -> list[str]:
    return [hit.excerpt[start:end] for start, end in hit.marks]


@pytest.mark.parametrize(
    ("text", "query", "words"),
    [
        ("임대차계약서를 다시 써 주세요.", "계약", ["계약"]),
        ("임대차계약서를 다시 써 주세요.", "임대차계약", ["임대차계약"]),
        ("우리집 전세", "집", ["집"]),
        ("회의는 3월 5일에 시작합니다", "3월", ["3월"]),
        ("黒猫が好きです。", "猫", ["猫"]),
        ("契約書をご確認ください", "契約書", ["契約書"]),
        ("请把合同翻译成韩文。", "翻译", ["翻译"]),
        ("Die STRASSE, die Straße", "straße", ["STRASSE", "Straße"]),
        ("nach İstanbul", "istanbul", ["İstanbul"]),
        ("Two contracts, a contract", '"contract"', ["contract"]),
        ("Two contracts", "contr", ["contr"]),
        ("mail kim.minsu@example.com now", "minsu", ["minsu"]),
        ("mail kim.minsu@example.com now", "kim.minsu@example.com", ["kim.minsu@example.com"]),
        (unicodedata.normalize("NFD", "새 계약서 café"), "계약 CAFÉ", None),
    ],
)
def test_words_are_found_and_marked(
    history: History, text: str, query: str, words: list[str] | None
) -> None:
    history.say(text, history.talk())
    hit = history.hit(query)
    expected = words or [unicodedata.normalize("NFD", each) for each in ("계약", "café")]
    assert marked(hit) == expected
    assert hit.excerpt == text


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("계약과 약서는 다르다", "계약서"),
        ("contract", "tract"),
        ("contracts", '"contract"'),
        ("the contract", "contract -the"),
        ("임대차계약서", "임대 -계약"),
        ("first last", '"last first"'),
        ("계약", "계약 없음"),
    ],
)
def test_what_is_not_there_is_not_found(history: History, text: str, query: str) -> None:
    history.say(text, history.talk())
    assert history.found(query) == []


def test_newest_first_and_titles_before_messages(history: History) -> None:
    old = history.talk("계약 이야기")
    first = history.say("계약 하나", old)
    new = history.talk("다른 계약")
    second = history.say("계약 둘", new)
    assert history.found("계약") == [f"c{new}", f"c{old}", f"m{second}", f"m{first}"]
    assert history.found("계약", 2) == [f"c{new}", f"m{second}"]
    assert history.found("계약", 0) == []


def test_ranked_puts_the_densest_first(history: History) -> None:
    talk = history.talk()
    dense = history.say("tea tea tea", talk)
    for number in range(20):
        history.say(f"tea and {number} other words that have nothing to do with it", talk)
    assert history.found("tea", ranked=True)[0] == f"m{dense}"
    assert history.found("tea")[-1] == f"m{dense}"


def test_a_hit_holds_its_conversation(history: History) -> None:
    history.connection.execute(insert(folders), {"id": "f", "name": "집", "position": 0})
    talk = history.talk(
        "이사", folder="f", is_pinned=1, is_archived=1, created_at=1_000_000, changed_at=2_000_000,
        tags=("업무", "todo"),
    )  # fmt: skip
    seq = history.say("전세 보증금", talk, role="assistant", created_at=3_500_000)
    hit = history.hit("보증금")
    assert (hit.message, hit.role) == (f"m{seq}", Role.ASSISTANT)
    assert hit.created_at == datetime(1970, 1, 1, 0, 0, 3, 500_000, tzinfo=UTC)
    talked = hit.conversation
    assert (talked.id, talked.title, talked.folder) == (f"c{talk}", "이사", "f")
    assert (talked.is_pinned, talked.is_archived) == (True, True)
    assert talked.tags == ("todo", "업무")
    assert (talked.created_at.second, talked.changed_at.second) == (1, 2)
    title = history.hit("이사")
    assert (title.message, title.role, title.excerpt, title.marks) == (
        None,
        None,
        "이사",
        ((0, 2),),
    )


def test_deleted_conversations_are_never_found(history: History) -> None:
    talk = history.talk("비밀 계약")
    history.say("비밀", talk)
    assert len(history.found("비밀")) == 2
    history.connection.execute(update(conversations).values(deleted_at=1))
    for query in ("비밀", "role:user", "in:비밀 비밀", "before:2030"):
        assert history.found(query) == []
        assert history.found(query, ranked=True) == []


def test_operators_narrow(history: History) -> None:
    for row in (
        {"id": "f", "name": "Work", "position": 0},
        {"id": "g", "name": "서류", "parent": "f", "position": 1},
    ):
        history.connection.execute(insert(folders), row)
    trip = history.talk("서울 여행", tags=("Travel",), is_pinned=1)
    work = history.talk("분기 예산", folder="g", is_archived=1, tags=("업무", "2026"))
    noon = int(datetime(2026, 3, 1, 12).astimezone().timestamp() * 1e6)
    a = history.say("호텔 비용", trip, created_at=noon)
    b = history.say("비용 요약", work, role="assistant", model="SmolLM2-135M", created_at=1)
    c = history.say("비용", work, is_pinned=1, created_at=2)
    for query, expected in {
        "비용": [c, b, a],
        "비용 in:여행": [a],
        "비용 안에:work": [c, b],
        '비용 in:"서울 여행"': [a],
        "비용 in:없는것": [],
        "비용 tag:travel": [a],
        "비용 태그:#업무": [c, b],
        "비용 tag:업무 tag:travel": [],
        "비용 tag:none": [],
        "비용 role:user": [c, a],
        "비용 role:assistant": [b],
        "비용 model:smollm2": [b],
        "비용 model:qwen": [],
        "비용 after:2026-03-01": [a],
        "비용 이후:2026년 3월 2일": [],
        "비용 before:2026-03-01": [c, b],
        "비용 before:2026-03-02": [c, b, a],
        "비용 is:pinned": [c, a],
        "비용 is:archived": [c, b],
        "비용 -요약": [c, a],
        "role:assistant": [b],
        "role:user -호텔": [c],
    }.items():
        assert history.found(query) == [f"m{seq}" for seq in expected], query
    assert history.found("is:archived") == [f"c{work}"]
    assert history.found("tag:travel") == [f"c{trip}"]
    assert history.found("is:pinned -여행") == []


def test_attachments_are_found_with_their_message(history: History) -> None:
    talk = history.talk()
    seq = history.say("첨부한 것을 보세요", talk, files=(("계약서.pdf", "갑과 을은 합의한다"),))
    history.say("첨부 없음", talk)
    assert history.found("합의한다") == [f"m{seq}"]
    assert history.found("첨부 합의") == [f"m{seq}"]
    assert history.found("첨부 -합의") != [f"m{seq}"]
    assert marked(history.hit("합의")) == ["합의"]
    assert history.hit("계약").excerpt == "계약서.pdf"
    assert history.hit("합의").attachment == "계약서.pdf"
    assert history.hit("보세요").attachment is None
    assert history.found('"보세요 계약서"') == []


def test_the_index_forgets_a_changed_text(history: History) -> None:
    seq = history.say("처음 문장", history.talk("처음 제목"))
    search_index.unindex_message(history.connection, seq, "처음 문장")
    search_index.unindex_title(history.connection, 1, "처음 제목")
    for table in (search_index.MESSAGES, search_index.TITLES):
        rows = history.connection.exec_driver_sql(
            f"SELECT rowid FROM {table} WHERE {table} MATCH '\"처음\"'"
        )
        assert rows.all() == []
    assert history.found("처음") == []


@pytest.mark.parametrize(
    "text",
    [
        "임대차계약서를 3월에",
        "ㅋㅋ 각각",
        "黒猫がカフェ 𠮷野家 请翻译",
        "กินข้าว हिन्दी में עברית العربية",
        "й Ångström é x² ½",
        "𞤀𞤁𞤂 𑄌𑄋𑄴𑄟𑄳𑄦 𖹀𖹁",
    ],
    ids=["hangul", "jamo", "han and kana", "marks", "letters", "younger than the tokenizer"],
)
def test_the_tokenizer_keeps_every_term_whole(history: History, text: str) -> None:
    history.say(text, history.talk(""))
    history.connection.exec_driver_sql(
        "CREATE VIRTUAL TABLE temp.v USING fts5vocab(main, message_words, row)"
    )
    kept = history.connection.exec_driver_sql("SELECT term FROM v").scalars()
    assert sorted(kept) == sorted(set(terms(text).split()))
    history.connection.rollback()


def test_only_as_many_rows_are_read_as_are_shown(history: History) -> None:
    talk = history.talk()
    for number in range(400):
        history.say(f"흔한 말 common {number}", talk)
    fetched = 0

    def count(*_: object) -> int:
        nonlocal fetched
        fetched += 1
        return 0

    raw = history.connection.connection.driver_connection
    steps = []
    for limit in (10, 300):
        fetched = 0
        raw.set_progress_handler(count, 10)
        assert len(history.found("common", limit)) == limit
        steps.append(fetched)
    raw.set_progress_handler(None, 0)
    assert steps[0] * 5 < steps[1]


def test_what_is_too_new_or_not_pinned_is_not_read(history: History) -> None:
    late = int(datetime(2026, 3, 1).astimezone().timestamp() * 1e6)
    talk, kept = history.talk(), history.talk(is_pinned=1)
    old = history.say("common of old", kept, created_at=1)
    for number in range(800):
        history.say(f"흔한 말 common {number} " * 20, talk, created_at=late + number)
    raw = history.connection.connection.driver_connection
    fetched = 0

    def count(*_: object) -> int:
        nonlocal fetched
        fetched += 1
        return 0

    raw.set_progress_handler(count, 10)
    steps = {}
    for query in ("common", "common before:2026-02", "common is:pinned"):
        fetched = 0
        found = history.found(query, 700)
        steps[query] = fetched
        assert len(found) == 700 if query == "common" else found == [f"m{old}"]
    raw.set_progress_handler(None, 0)
    assert steps["common before:2026-02"] * 10 < steps["common"]
    assert steps["common is:pinned"] * 2 < steps["common"]


def test_a_very_long_word_is_found_by_all_of_it(history: History) -> None:
    talk = history.talk()
    one = history.say("x" * 90 + "one", talk)
    two = history.say("x" * 90 + "two", talk)
    assert history.found("x" * 90 + "one") == [f"m{one}"]
    assert history.found("x" * 90) == [f"m{two}", f"m{one}"]
    assert history.found('"' + "x" * 90 + '"') == []
    assert history.found("xxx -" + "x" * 90 + "one") == [f"m{two}"]


def test_a_rebuilt_index_finds_the_same_and_can_be_changed(history: History) -> None:
    talk = history.talk("계약 이야기")
    seq = history.say("처음 문장", talk, files=(("a.txt", "첨부한 글"),))
    before = {query: history.found(query) for query in ("계약", "처음 첨부", "없음")}
    search_index.rebuild(history.connection)
    assert {query: history.found(query) for query in before} == before
    files = search_index.attached(history.connection, seq)
    search_index.unindex_message(history.connection, seq, whole_text("처음 문장", files))
    assert history.found("첨부") == []


def test_a_model_is_found_by_a_part_of_its_name(history: History) -> None:
    seq = history.say("안녕", history.talk(), model="my_Model-7B")
    assert history.found("model:MY_model") == [f"m{seq}"]
    assert history.found("안녕 model:7b") == [f"m{seq}"]


_TYPED = st.lists(
    st.sampled_from(
        ['"', "-", ":", "in:", "tag:", "model:", "role:user", "is:pinned", "before:2026", " 3월",
         "*", "(", "AND ", "NOT ", "'", ";", "계약", "집", "the ", " ", "\0", "\ud800", "\u0301"]
    ),
    max_size=12,
).map("".join)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.text(), _TYPED), st.booleans())
def test_no_query_is_an_error(history: History, query: str, ranked: bool) -> None:
    with history.connection.begin_nested() as undo:
        history.say("the 계약 집", history.talk("the 계약", tags=("계약",)), model="m", is_pinned=1)
        for hit in search(history.connection, query, ranked=ranked):
            assert hit.excerpt
        undo.rollback()


def words_of(text: str) -> list[str]:
    kinds = (unicodedata.category(each)[0] if each.isprintable() else "C" for each in text)
    parted = "".join(
        each if each.isalnum() or kind == "M" or each in "\u00ad\u200c\u200d\u2060\ufeff" else " "
        for each, kind in zip(text, kinds, strict=True)
    )
    return [word for word in parted.split() if terms(word)]


_WORDS = st.text(
    alphabet=st.one_of(
        st.sampled_from("계약서집가나猫がカabcXYZß3İéกิ_-.\"' \n\u0301\u11a8"), st.characters()
    ),
    max_size=40,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_WORDS)
@example("กิabc")
@example("\ud800계\udfff약")
@example("e\u0301\u0301\u0301clair -tag:x")
@example("ᏣᎳᎩ ꭲ")
@example(":\u1160 a\uff9e")
def test_any_text_is_found_by_its_words_and_gone_afterwards(history: History, text: str) -> None:
    """Words here are letters, digits and what stands on them, without the rules of the index."""
    connection = history.connection
    kept = text.encode("utf-8", "replace").decode().replace("\0", " ")
    with connection.begin_nested() as undo:
        seq = history.say(kept, history.talk(""))
        for word in set(words_of(kept)):
            (hit,) = search(connection, word)
            assert hit.message == f"m{seq}"
            assert hit.marks
            assert all(0 <= start < end <= len(hit.excerpt) for start, end in hit.marks)
            sought = "".join(fold(word).split())
            assert all(sought in "".join(fold(part).split()) for part in marked(hit))
        search_index.unindex_message(connection, seq, kept)
        connection.exec_driver_sql("CREATE VIRTUAL TABLE v USING fts5vocab(message_words, row)")
        assert connection.exec_driver_sql("SELECT term FROM v").all() == []
        undo.rollback()


def test_a_hostile_message_is_found_in_bounded_time(history: History) -> None:
    talk = history.talk()
    for text in ("a" * 1_000_000, "가" * 300_000, "e" + "\u0301" * 500_000, "a " * 400_000):
        history.say(text, talk)
    started = time.process_time()
    for query in ("a", "aaa", "가가가가", "가가나", '"a a a b"', "é", "-a 가", "a " * 400):
        history.found(query)
        history.found(query, ranked=True)
    assert time.process_time() - started < 40


def terms_in_pages(engine: Engine, folder: Path) -> bytes:
    """The pages of the decrypted database, after a checkpoint: free ones too."""
    pages = b""
    raw = engine.raw_connection()
    assert raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0
    raw.close()
    encrypted_pages = (folder / "history.db").read_bytes()
    assert b"SQLite format" not in encrypted_pages
    for number in range(len(encrypted_pages) // 4096):
        pages += decrypted(encrypted_pages[number * 4096 : (number + 1) * 4096], number == 0)
    return pages


def decrypted(page: bytes, is_first: bool) -> bytes:
    """One page of SQLCipher 4: AES-256-CBC, its vector and HMAC-SHA512 in the last 80 bytes."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    vector = page[-80:-64]
    begin = 16 if is_first else 0
    decryptor = Cipher(algorithms.AES(KEY), modes.CBC(vector)).decryptor()
    return decryptor.update(page[begin:-80]) + decryptor.finalize()


@pytest.mark.parametrize("is_deleted", [True, False])
def test_no_term_of_a_deleted_message_stays_in_a_decrypted_page(
    tmp_path: Path, is_deleted: bool
) -> None:
    engine = encrypted(tmp_path / "history.db")
    text, title = "quokkaberg 쏉뺣홵 secretword", "zyxtitle"
    with engine.connect() as connection:
        history = History(connection)
        for number in range(300):
            history.say(f"message {number} 보통 문장 " + "lorem ipsum " * 20, history.talk())
        seq = history.say(text, history.talk(title))
        connection.commit()
        for number in range(300):
            history.say(f"later {number} 다른 문장 " + "dolor sit amet " * 20, history.talk())
        connection.commit()
        if is_deleted:
            search_index.unindex_message(connection, seq, text)
            search_index.unindex_title(connection, seq - 1, title)
            connection.execute(messages.delete().where(messages.c.seq == seq))
            connection.execute(conversations.delete().where(conversations.c.seq == seq - 1))
            connection.commit()
    pages = terms_in_pages(engine, tmp_path)
    engine.dispose()
    assert b"message_words" in pages
    for secret in ("okkaberg", "ecretword", "yxtitle", "뺣"):
        assert (secret.encode() in pages) is not is_deleted, secret
