"""Milliseconds of a search in an encrypted history, beside plain SQLite in the same run.

    python tests/bench/search.py [--messages 100000] [--rounds 15]

Half of the messages are English, half Korean, about 500 bytes each, 50 to a conversation; words are
drawn by Zipf's law from frequent real ones and a long tail of made-up ones. Both databases hold the
same rows; their searches take turns. The files lie in a temporary folder and are removed.
"""

import argparse
import itertools
import random
import secrets
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

import sqlcipher3.dbapi2
from sqlalchemy import Connection, Engine, create_engine

from app.store import search_index
from app.store.schema import metadata
from app.store.search import search

ENGLISH = """the of and to in a is that for it as was with be by on not he this are or his from at
which but have an had they you were their one all we can her has there been if more when will would
who so no said what up its about into than them only other new some could time these two may then do
first any my now such like our over man me even most made after also did many before must through
back years where much your way well down should because each just those people how too little state
good very make world still own see work long get here between both life being under never day same
another know while last might us great old year come since against go came right used take three
model contract answer question document project server memory table install error update window
review meeting budget garden recipe travel ticket hotel letter friend school teacher"""
NOUNS = """계약 계약서 임대차 보증금 회의 일정 예산 보고서 자료 질문 답변 문서 모델 여행 서울 부산
제주 호텔 항공권 학교 선생님 친구 가족 어머니 아버지 음식 요리 김치 국수 커피 날씨 비 눈 봄 여름
가을 겨울 시간 오늘 내일 어제 아침 저녁 주말 회사 동료 팀장 프로젝트 서버 오류 설치 업데이트 컴퓨터
화면 파일 메모리 데이터 검색 번역 요약 문장 단어 책 소설 영화 음악 운동 병원 의사 약 보험 세금
은행 통장 월급 집 이사 아파트 전세"""
PARTICLES = ["", "를", "을", "이", "가", "은", "는", "에", "에서", "의", "까지"]
VERBS = """합니다 했습니다 입니다 있습니다 없습니다 알려주세요 부탁드립니다 됩니다 하는 있는 같은
그리고 그래서 하지만 또한 정말 매우 조금 다시 먼저 나중에 주세요 써주세요 정리해서 비교하면"""
RARE = ("quokkaberg", "대왕판다곰")
RARE_EVERY = 20_000
PER_CONVERSATION = 50
SEARCHES = {
    "rare word": RARE[0],
    "rare word, Korean": "판다곰",
    "no such word": "xylophage",
    "common word": "the",
    "common word, Korean": "계약",
    "common, three syllables": "계약서",
    "one syllable": "집",
    "two letters": "of",
    "two common words": "model contract",
    "one without the other": "계약 -보증금",
    "phrase": '"of the"',
    "common word, one tag of 40": "tag:travel the",
    "common word, one folder title": "in:대화-77 계약",
    "common word, role": "role:assistant the",
}
RANKED = {"common word, ranked": "the", "common word, Korean, ranked": "계약"}


def main() -> None:
    """Build both databases, then print a line for each search."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=15)
    args = parser.parse_args()
    key = secrets.token_bytes(32)
    with tempfile.TemporaryDirectory() as folder:
        engines = {
            "sqlcipher": _engine(Path(folder) / "encrypted.db", sqlcipher3.dbapi2, key),
            "sqlite": _engine(Path(folder) / "plain.db", sqlite3, None),
        }
        for name, engine in engines.items():
            seconds, mean = _fill(engine, args.messages)
            size = sum(file.stat().st_size for file in Path(folder).glob(_file(name)))
            print(
                f"{name}: {args.messages:,} messages of {mean:.0f} bytes in {seconds:.0f} s,"
                f" {1e3 * seconds / args.messages:.2f} ms each, {size / 1e6:.0f} MB"
            )
        print(f"\n{'median (worst) ms':32}{'hits':>6}{'sqlcipher':>18}{'sqlite':>18}{'ratio':>7}")
        with engines["sqlcipher"].connect() as ours, engines["sqlite"].connect() as plain:
            for ranked, searches in ((False, SEARCHES), (True, RANKED)):
                for name, query in searches.items():
                    _compare(name, query, ours, plain, args.rounds, ranked=ranked)
        for engine in engines.values():
            engine.dispose()


def _file(name: str) -> str:
    return "encrypted.db*" if name == "sqlcipher" else "plain.db*"


def _engine(path: Path, module: ModuleType, key: bytes | None) -> Engine:
    def connect() -> Any:
        connection = module.connect(path, isolation_level=None, check_same_thread=False)
        if key is not None:
            connection.set_key(f"x'{key.hex()}'")
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}").fetchall()
        connection.execute("PRAGMA temp_store=MEMORY")
        return connection

    return create_engine("sqlite+pysqlite://", module=module, creator=connect)


def texts_of_size(count: int) -> Iterator[str]:
    """English and Korean in turn."""
    chooser = random.Random(1)
    syllables = [chr(0xAC00 + chooser.randrange(11_172)) for _ in range(600)]
    letters = ["".join(pair) for pair in itertools.product("bcdfghklmnprstvw", "aeiou")]
    tail = ["".join(chooser.choices(letters, k=chooser.randint(2, 4))) for _ in range(20_000)]
    nouns = ["".join(chooser.choices(syllables, k=chooser.randint(2, 3))) for _ in range(8_000)]
    english, korean = _zipf(ENGLISH.split() + tail, chooser), _zipf(NOUNS.split() + nouns, chooser)
    verbs = VERBS.split()
    for number in range(count):
        if number % 2:
            words = english(chooser.randint(50, 135))
        else:
            words = [
                noun + chooser.choice(PARTICLES)
                if chooser.random() < 0.75
                else chooser.choice(verbs)
                for noun in korean(chooser.randint(25, 60))
            ]
        if number % RARE_EVERY in (7, 8):
            words.insert(len(words) // 2, RARE[number % 2 == 0])
        yield " ".join(words)


def _zipf(words: list[str], chooser: random.Random) -> Callable[[int], list[str]]:
    weights = list(itertools.accumulate(1 / rank for rank in range(1, len(words) + 1)))
    return lambda count: chooser.choices(words, cum_weights=weights, k=count)


def _fill(engine: Engine, count: int) -> tuple[float, float]:
    """Seconds for everything, and the mean length of a message in bytes."""
    started, length = time.perf_counter(), 0
    with engine.connect() as connection:
        connection.exec_driver_sql("BEGIN")
        metadata.create_all(connection)
        search_index.create(connection)
        for seq, text in enumerate(texts_of_size(count), 1):
            if seq % PER_CONVERSATION == 1:
                connection.exec_driver_sql("COMMIT")
                connection.exec_driver_sql("BEGIN")
                _add_conversation(connection, seq // PER_CONVERSATION + 1)
            _add_message(connection, seq, text)
            length += len(text.encode())
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return time.perf_counter() - started, length / count


def _add_conversation(connection: Connection, seq: int) -> None:
    title = f"대화-{seq} conversation {seq}"
    connection.exec_driver_sql(
        "INSERT INTO conversations(seq, id, title, created_at, changed_at, changed_seq, is_pinned,"
        " is_archived, settings, source) VALUES(?, ?, ?, ?, ?, ?, 0, 0, '{}', '')",
        (seq, f"{seq:032x}", title, seq, seq, seq),
    )
    search_index.index_title(connection, seq, title)
    if seq % 40 == 0:
        connection.exec_driver_sql("INSERT INTO tags VALUES(?, 'travel')", (seq,))


def _add_message(connection: Connection, seq: int, text: str) -> None:
    connection.exec_driver_sql(
        "INSERT INTO messages(seq, id, conversation, role, text, thoughts, created_at, calls,"
        " prompt_tokens, cached_tokens, completion_tokens, guessed_tokens, right_guesses, timing,"
        " is_pinned)"
        " VALUES(?, ?, ?, ?, ?, '', ?, '[]', 0, 0, 0, 0, 0, '{}', 0)",
        (
            seq,
            f"{seq:032x}",
            (seq - 1) // PER_CONVERSATION + 1,
            "user" if seq % 4 < 2 else "assistant",
            text,
            seq,
        ),
    )
    search_index.index_message(connection, seq, text)


def _compare(
    name: str, query: str, ours: Connection, plain: Connection, rounds: int, *, ranked: bool
) -> None:
    """Search in turns, so that both meet the same noise."""
    times: tuple[list[float], list[float]] = ([], [])
    hits = 0
    for _ in range(rounds):
        for connection, taken in zip((ours, plain), times, strict=True):
            started = time.perf_counter()
            hits = len(search(connection, query, ranked=ranked))
            taken.append(1e3 * (time.perf_counter() - started))
    medians = [statistics.median(taken) for taken in times]
    columns = "".join(
        f"{middle:10.2f} ({max(taken):5.1f})" for middle, taken in zip(medians, times, strict=True)
    )
    print(f"{name:32}{hits:6}{columns}{medians[0] / medians[1]:7.2f}")


if __name__ == "__main__":
    main()
