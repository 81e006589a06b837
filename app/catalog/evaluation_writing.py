"""Writes sets of questions as JSON lines: what `evaluation_files` reads is what was written."""

import json
from typing import Any

from app.domain.evaluation import USUAL_ANSWER_TOKENS, EvaluationSet, Question


def as_lines(found: EvaluationSet) -> str:
    """The whole set: its head in the first line, then a line for each question."""
    head = {"name": found.name, "language": found.language, "about": found.about}
    lines = [head, *(question_fields(each) for each in found.questions)]
    return "".join(f"{json.dumps(each, ensure_ascii=False)}\n" for each in lines)


def question_fields(question: Question) -> dict[str, Any]:
    """A question in the words of the format; what is as usual is left out."""
    fields: dict[str, Any] = {"question": question.text}
    if question.passage:
        fields["passage"] = question.passage
    if question.choices:
        fields |= {"choices": list(question.choices), "answer": question.answer + 1}
    elif question.accept:
        fields["accept"] = list(question.accept)
    elif question.pattern:
        fields["pattern"] = question.pattern
    else:
        fields["refuses"] = question.refuses
    if question.max_tokens != USUAL_ANSWER_TOKENS:
        fields["max_tokens"] = question.max_tokens
    return fields
