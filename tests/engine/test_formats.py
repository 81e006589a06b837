"""Grammars and schemas: the good ones hold, the hostile ones are refused in words."""

import contextlib
import json
import math
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from answers import Answer
from families import synthetic_gemma
from gguf_files import tiny_llama
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import GrammarInvalid
from app.domain.generation import PromptMessage, Request, Role, Sampling
from app.domain.models import LoadRequest
from app.engine.client import EngineClient
from app.engine.commands import GRAMMAR_HANGS
from app.engine.host.gbnf import check_grammar
from app.engine.host.json_schema import _digits, grammar_of_schema
from app.workers.supervisor import Child

WILD = Sampling(temperature=2.0, top_k=0, top_p=1.0, min_p=0.0)
"""A random model at this temperature goes wherever a grammar lets it."""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EngineClient]:
    client = EngineClient()
    path = tiny_llama(tmp_path_factory.mktemp("formats") / "tiny.gguf")
    client.load(LoadRequest(path, 512, 1), lambda _done: None)
    yield client
    client.close()


@pytest.fixture(scope="module", params=["tiny", "synthetic"])
def any_engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[EngineClient]:
    """Tokens of a byte each, or of words and their beginnings."""
    make = tiny_llama if request.param == "tiny" else synthetic_gemma
    client = EngineClient()
    path = make(tmp_path_factory.mktemp("formats") / f"{request.param}.gguf")
    client.load(LoadRequest(path, 512, 1), lambda _done: None)
    yield client
    client.close()


def ask(client: EngineClient, seed: int = 1, tokens: int | None = 400, **rest: Any) -> Answer:
    answer = Answer()
    sampling = Sampling(**{**{f: getattr(WILD, f) for f in WILD.__slots__}, "seed": seed})
    client.generate(
        Request((PromptMessage(Role.USER, "x"),), sampling, tokens, **rest), answer.hear
    )
    assert answer.ended.wait(60)
    return answer


# --- grammars --------------------------------------------------------------------------------

DOUBLING = "\n".join(f"a{n} ::= a{n + 1} | a{n + 1}" for n in range(60)) + '\na60 ::= "x"\n'
HOSTILE = {
    "empty": " \n# nothing\n",
    "no root": 'start ::= "a"',
    "left recursion": 'root ::= root "a" | "b"',
    "indirect": 'root ::= a "x"\na ::= b\nb ::= root | "y"',
    "behind what may be empty": 'root ::= a root "x" | "y"\na ::= b\nb ::= c?\nc ::= "z"',
    "in brackets": 'root ::= (root "a")',
    "undefined": 'root ::= "a" missing',
    "brackets": "root ::= " + "(" * 100_000 + '"a"' + ")" * 100_000,
    "a megabyte": "root ::= " + '"a" ' * 262_144,
    "a chain": "root ::= r0\n" + "\n".join(f"r{n} ::= r{n + 1}" for n in range(9000)),
    "doubling": "root ::= a0\n" + DOUBLING,
    "a million times": 'root ::= "a"{1000000}',
    "times times": 'root ::= "a"{1000}{1000}',
    "written out": 'root ::= "' + "a" * 1000 + '"{1999}',
    "a huge number": 'root ::= "a"{99999999999999999999999}',
    "a null": 'root ::= "a\0"',
    "an unknown escape": r'root ::= "\q"',
    "half an escape": r'root ::= "\x4"',
    "an open text": 'root ::= "a',
    "an open set": "root ::= [a",
    "an open bracket": 'root ::= ("a"',
    "an unknown token": "root ::= <no-such-token>",
    "a huge token": "root ::= <[99999999999999999999]>",
    "nothing repeated": 'root ::= *"a"',
    "an empty text repeated": 'root ::= ""*',
    "no arrow": 'root "a"',
    "prose": "Please answer politely!",
    "a lone surrogate": 'root ::= "\ud800" "',
}


@pytest.mark.real_engine
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_grammar_is_refused_and_the_engine_lives(engine: EngineClient, name: str) -> None:
    before = engine.pid
    error = ask(engine, grammar=HOSTILE[name]).failed().error
    assert isinstance(error, GrammarInvalid)
    assert "cannot be used" in str(error)
    assert engine.pid == before


GOOD = {
    r'root ::= "a" | "b"': r"a|b",
    'root ::= [a-c]+ " " [^a-z]{2}\n': r"[a-c]+ [^a-z]{2}",
    'root ::= (i ", "){2,4} i # the end\ni ::= "the" | "it"\r\n': r"((the|it), ){2,4}(the|it)",
    'root ::=\n  "x"? ("y" |\n  "z")*\n': r"x?[yz]*",
    r'root ::= "\x41\u0042\"\\\n" [\]\-a]': r'AB"\\\n[\]\-a]',
    'root ::= "한글" [가-힣]{1,3}': r"한글[가-힣]{1,3}",
    'root ::= l\nl ::= "(" l ")" | ""': r"\(*\)*",
    'root ::= ws "a" ws "b"\nws ::= " "*': r" *a *b",
    "root ::= .{3}": r"(?s:.{3})",
}


@pytest.mark.real_engine
@pytest.mark.parametrize("grammar", GOOD)
def test_answers_follow_a_grammar(any_engine: EngineClient, grammar: str) -> None:
    for seed in range(3):
        answer = ask(any_engine, seed, 120, grammar=grammar)
        # Bytes that are no UTF-8 count as characters in llama.cpp's grammars.
        if answer.finished().reason == "stop" and "�" not in answer.text:
            assert re.fullmatch(GOOD[grammar], answer.text), answer.text


@given(st.text(alphabet='root:=ab"[]()|*+?{}1,\n \\^-.<>!#', max_size=80))
def test_reading_a_grammar_ends_in_words_or_not_at_all(text: str) -> None:
    for grammar in (text, f"root ::= {text}"):
        with contextlib.suppress(GrammarInvalid):
            check_grammar(grammar)


@pytest.mark.real_engine
def test_nonsense_that_passes_the_check_does_not_end_the_engine(engine: EngineClient) -> None:
    before = engine.pid
    for seed in range(150):
        ask(engine, 1, 3, grammar="root ::= " + nonsense(seed))
    assert engine.pid == before


def nonsense(seed: int) -> str:
    import random

    pieces = ['"a"', '""', "[a-z]", "[^x]", "[]", ".", "(", ")", "|", "*", "+", "?", "{2}", "{0,3}"]
    pieces += ["root", "b", "\nb ::= ", " ", "<s>", "!<s>", "<[5]>", '"\\n"']
    return "".join(random.Random(seed).choices(pieces, k=12)) + '\nb ::= "b"?\n'


def test_a_grammar_that_never_finishes_ends_the_process_with_its_last_words() -> None:
    program = (
        "import time, app.engine.host.grammar as g\n"
        "g.STEP_SECONDS, g._LOOK_SECONDS = 0.2, 0.1\n"
        "with g._Watch(): time.sleep(600)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, timeout=60, check=False
    )
    assert done.returncode == 1
    assert GRAMMAR_HANGS in done.stderr.decode()


def test_the_client_knows_those_words() -> None:
    child = Child("engine", {}, lambda _frame, _raw: None, lambda _code: None)
    child._log.extend(["…", GRAMMAR_HANGS])
    assert isinstance(EngineClient()._end_error(child, 1, None), GrammarInvalid)


# --- schemas ---------------------------------------------------------------------------------

Check = Callable[[Any], bool]
SCHEMAS: dict[str, tuple[Any, Check]] = {
    "integer": ({"type": "integer"}, lambda v: type(v) is int),
    "limits": (
        {"type": "integer", "minimum": -12, "exclusiveMaximum": 340},
        lambda v: -12 <= v < 340,
    ),
    "below": ({"type": "integer", "maximum": -5}, lambda v: v <= -5),
    "number": ({"type": "number"}, lambda v: math.isfinite(v)),
    "positive": ({"type": "number", "minimum": 0}, lambda v: v >= 0),
    "boolean": ({"type": ["boolean", "null"]}, lambda v: v in (True, False, None)),
    "enum": (
        {"enum": ['a"b\\c', "줄\n바꿈", 3, None, {"k": [1]}]},
        lambda v: v in ('a"b\\c', "줄\n바꿈", 3, None, {"k": [1]}),
    ),
    "length": (
        {"type": "string", "minLength": 2, "maxLength": 5},
        lambda v: 2 <= len(v) <= 5,
    ),
    "formats": (
        {"type": "array", "minItems": 1, "maxItems": 1, "items": {"format": "date-time"}},
        lambda v: bool(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d.*", v[0])),
    ),
    "uuid": ({"type": "string", "format": "uuid"}, lambda v: len(v) == 36),
    "array": (
        {"type": "array", "items": {"type": "boolean"}, "minItems": 2, "maxItems": 4},
        lambda v: 2 <= len(v) <= 4,
    ),
    "tuple": (
        {"prefixItems": [{"const": 1}, {"type": "null"}], "items": False},
        lambda v: v == [1, None],
    ),
    "optional": (
        {
            "properties": {name: {"const": name} for name in ("a", "b", "c", 'q"\\', "이름")},
            "required": ["b"],
        },
        lambda v: "b" in v and all(key == value for key, value in v.items()),
    ),
    "all optional": (
        {"properties": {name: {"type": "null"} for name in "abc"}},
        lambda v: set(v) <= set("abc"),
    ),
    "named values": (
        {"type": "object", "additionalProperties": False},
        lambda v: v == {},
    ),
    "references": (
        {
            "$defs": {
                "node": {
                    "type": "object",
                    "properties": {
                        "id": {"const": 0},
                        "next": {"anyOf": [{"$ref": "#/$defs/node"}, {"type": "null"}]},
                    },
                    "required": ["id", "next"],
                },
                "a/b": {"type": "null"},
            },
            "properties": {
                "node": {"$ref": "#/$defs/node"},
                "none": {"$ref": "#/$defs/a~1b"},
            },
            "required": ["node", "none"],
        },
        lambda v: v["node"]["id"] == 0 and v["none"] is None,
    ),
    "all of": (
        {
            "$defs": {"one": {"properties": {"x": {"const": 1}}, "required": ["x"]}},
            "allOf": [
                {"$ref": "#/$defs/one"},
                {"properties": {"y": {"const": 2}}, "required": ["y"]},
            ],
        },
        lambda v: v == {"x": 1, "y": 2},
    ),
}


@pytest.mark.real_engine
@pytest.mark.parametrize("name", SCHEMAS)
def test_answers_follow_a_schema(any_engine: EngineClient, name: str) -> None:
    schema, is_valid = SCHEMAS[name]
    complete = 0
    for seed in range(6):
        answer = ask(any_engine, seed, json_schema=json.dumps(schema))
        if answer.finished().reason == "stop":
            complete += 1
            assert is_valid(json.loads(answer.text)) or "�" in answer.text
    assert complete >= 3


def nested(depth: int) -> str:
    return '{"items":' * depth + "{}" + "}" * depth


UNUSABLE: dict[str, Any] = {
    "a remote reference": {"$ref": "https://example.com/schema.json"},
    "another file": {"$ref": "other.json#/x"},
    "file scheme": {"$ref": "file:///etc/passwd"},
    "leads nowhere": {"$ref": "#/$defs/missing"},
    "only itself": {"$ref": "#"},
    "round and round": {
        "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}},
        "$ref": "#/$defs/a",
    },
    "all of itself": {"allOf": [{"$ref": "#"}]},
    "unknown type": {"type": "elephant"},
    "types of no type": {"type": [[]]},
    "a pattern": {"type": "string", "pattern": "^a+$"},
    "not": {"not": {"type": "string"}},
    "unique": {"type": "array", "uniqueItems": True},
    "number limits": {"type": "number", "maximum": 3},
    "nothing valid": False,
    "no schema": [1],
    "required unknown": {"properties": {"a": {}}, "required": ["b"]},
    "no integer": {"type": "integer", "minimum": 5, "maximum": 4},
    "negative length": {"type": "string", "minLength": -1},
    "lengths reversed": {"type": "string", "minLength": 3, "maxLength": 2},
    "huge length": {"type": "string", "maxLength": 10**9},
    "huge integer": {"type": "integer", "maximum": 10**30},
    "empty enum": {"enum": []},
    "properties as list": {"properties": []},
    "format with length": {"type": "string", "format": "date", "maxLength": 3},
    "many properties": {"properties": {str(n): {} for n in range(3000)}},
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_a_schema_that_cannot_be_held_is_refused(name: str) -> None:
    with pytest.raises(GrammarInvalid):
        check_grammar(grammar_of_schema(json.dumps(UNUSABLE[name])))


@pytest.mark.parametrize(
    "text",
    ["", "{", "[" * 99_999, nested(10_000), nested(60), "NaN", "x" * 200_000],
    ids=["nothing", "open", "brackets", "deep", "rather deep", "NaN", "long"],
)
def test_a_text_that_is_no_usable_schema_is_refused(text: str) -> None:
    with pytest.raises(GrammarInvalid):
        grammar_of_schema(text)


@given(st.integers(0, 5000), st.integers(0, 5000), st.integers(0, 10**15))
def test_integers_between_limits_are_exactly_those(low: int, high: int, other: int) -> None:
    low, high = min(low, high), max(low, high)
    pattern = re.compile(_digits(low, high).replace(" ", "").replace('"', ""))
    near = {low - 1, low, low + 1, high - 1, high, high + 1, (low + high) // 2, other}
    for number in near | set(range(0, 5000, 97)):
        if number >= 0:
            assert bool(pattern.fullmatch(str(number))) == (low <= number <= high)


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
)
WORDS = st.sampled_from(
    ["type", "properties", "required", "items", "$ref", "anyOf", "allOf", "enum", "minItems",
     "maxLength", "minimum", "format", "additionalProperties", "prefixItems", "const"]
)  # fmt: skip


@given(st.dictionaries(WORDS, JSON_VALUES | st.dictionaries(WORDS, JSON_VALUES, max_size=3)))
def test_any_json_is_a_schema_or_refused(schema: Any) -> None:
    with contextlib.suppress(GrammarInvalid):
        check_grammar(grammar_of_schema(json.dumps(schema)))


def test_no_reference_is_fetched(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Neither the network nor a file is asked: the refusal comes from the schema's text alone."""
    opened: list[str] = []
    sys.addaudithook(
        lambda event, _args: (
            opened.append(event)
            if event in ("open", "socket.connect", "socket.getaddrinfo") and is_watching
            else None
        )
    )
    is_watching = True
    for reference in ("https://example.com/s.json", f"file://{tmp_path}", str(tmp_path), "s.json"):
        with pytest.raises(GrammarInvalid, match="not inside the schema"):
            grammar_of_schema(json.dumps({"properties": {"a": {"$ref": reference}}}))
    is_watching = False
    assert not opened
