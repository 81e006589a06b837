"""What is written like an operator and is none, and which value is being typed."""

from app.domain.search_operators import Fault, problem_of, quoted, unfinished


def fault(query: str) -> Fault | None:
    problem = problem_of(query)
    return None if problem is None else problem.fault


def test_what_can_be_meant_is_no_problem() -> None:
    for query in (
        "", "whales", "in:work tag:세금 before:2026-03", "after:2026년 3월 1일 before:2026-04",
        "is:pinned role:나 model:llama", "상태:고정 이전:2026", 'in:"my folder"', "-tag:x",
        "at 10:30", "https://example.org/a", "file:///etc", "before:", "is:",
    ):  # fmt: skip
        assert problem_of(query) is None, query


def test_what_cannot_be_meant_says_why() -> None:
    assert fault("folder:work") is Fault.UNKNOWN
    assert fault("before:tomorrow") is Fault.NO_DATE
    assert fault("이전:내일") is Fault.NO_DATE
    assert fault("before:2026-13") is Fault.NO_DATE
    assert fault("is:old") is Fault.NO_STATE
    assert fault("role:cat") is Fault.NO_ROLE
    assert fault("after:2026-05 before:2026-03") is Fault.EMPTY_SPAN
    assert fault("after:2026-05 before:2026-05") is Fault.EMPTY_SPAN
    problem = problem_of("trees is:old sea")
    assert problem is not None
    assert problem.written == "is:old"


def test_the_value_at_the_cursor_is_found() -> None:
    asked = unfinished("trees in:wo")
    assert asked is not None
    assert (asked.name, asked.value, asked.start) == ("in", "wo", 9)
    asked = unfinished('태그:"내 세')
    assert asked is not None
    assert (asked.name, asked.value, asked.start) == ("tag", "내 세", 3)
    asked = unfinished("tag:")
    assert asked is not None
    assert asked.value == ""
    for other in ("trees", "in:work ", 'tag:"x" ', "within:a", ""):
        assert unfinished(other) is None, other


def test_a_value_with_a_space_is_quoted() -> None:
    assert quoted("work") == "work"
    assert quoted("my work") == '"my work"'
    assert quoted('say "hi" now') == '"say hi now"'
