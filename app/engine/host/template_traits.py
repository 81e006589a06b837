"""What a chat template says about the answers of its model: how thoughts and calls are marked.

The markers of the known families are looked for in the template's own source; nothing is concluded
from a model's name. Whether a prompt already opens the model's thoughts is seen in the prompt.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_COMMENT: Final = re.compile(r"\{#.*?#\}", re.DOTALL)
_USES_TOOLS: Final = re.compile(r"\btools\b")


@dataclass(frozen=True, slots=True)
class ThoughtMarks:
    """What stands before and after a model's reasoning."""

    open: str
    close: str


@dataclass(frozen=True, slots=True)
class CallMarks:
    """What stands before and after calls. Without `close` they reach to the end of the answer."""

    open: str
    close: str
    is_leading: bool = False
    """They can only begin an answer, or follow its thoughts."""
    is_inside: bool = False
    """The markers are part of the call itself."""


@dataclass(frozen=True, slots=True)
class Traits:
    """The marks of one template; all empty for a plain one."""

    thoughts: tuple[ThoughtMarks, ...] = ()
    calls: tuple[CallMarks, ...] = ()
    dropped: tuple[str, ...] = ()
    """Marks around the answer proper, which mean nothing to a reader."""
    has_channels: bool = False
    """Every part of an answer names its channel: OpenAI's harmony format."""


PLAIN: Final = Traits()

_THOUGHTS: Final = (
    ThoughtMarks("<think>", "</think>"),
    ThoughtMarks("<thinking>", "</thinking>"),
    ThoughtMarks("<thought>", "</thought>"),
    ThoughtMarks("<reasoning>", "</reasoning>"),
    ThoughtMarks("<seed:think>", "</seed:think>"),
    ThoughtMarks("<mm:think>", "</mm:think>"),
    ThoughtMarks("[THINK]", "[/THINK]"),  # Mistral
    ThoughtMarks("<|START_THINKING|>", "<|END_THINKING|>"),  # Cohere
    ThoughtMarks("<|inner_prefix|>", "<|inner_suffix|>"),  # Apertus
    ThoughtMarks("<|channel>thought", "<channel|>"),  # Gemma 4
    ThoughtMarks("Here is my thought process:", "Here is my response:"),  # Granite 3.2
    ThoughtMarks("Here are my reasoning steps:", "[BEGIN FINAL RESPONSE]"),  # Apriel 1.6
)
"""A template that knows the closing mark is one of a model that thinks: it strips old thoughts."""

BARE: Final = CallMarks("{", "", is_leading=True, is_inside=True)
"""Nothing but the JSON of a call, as Llama 3 writes it."""
_HERMES: Final = CallMarks("<tool_call>", "</tool_call>")
_CALLS: Final[tuple[tuple[CallMarks, tuple[str, ...]], ...]] = (
    (_HERMES, ("<tool_call>",)),  # Hermes, Qwen, GLM, Granite 4
    (CallMarks("<tool_calls>", "</tool_calls>"), ("<tool_calls>",)),  # Apriel
    (CallMarks("<TOOLCALL>", "</TOOLCALL>"), ("<TOOLCALL>",)),  # Nemotron
    (CallMarks("<seed:tool_call>", "</seed:tool_call>"), ("<seed:tool_call>",)),
    (CallMarks("<minimax:tool_call>", "</minimax:tool_call>"), ("<minimax:tool_call>",)),
    (CallMarks("<function=", "</function>", is_inside=True), ("<function=",)),  # Functionary 3.1
    (CallMarks("<function name=", "</function>", is_inside=True), ('<function name="',)),
    (
        CallMarks("<|tool_call_start|>", "<|tool_call_end|>"),  # LFM 2, not always told
        ("<|tool_call_start|>", "<|tool_list_start|>", "List of tools: ["),
    ),
    (CallMarks("<|START_ACTION|>", "<|END_ACTION|>"), ("<|START_ACTION|>",)),
    (CallMarks("<|tools_prefix|>", "<|tools_suffix|>"), ("<|tools_prefix|>",)),
    (
        CallMarks("<|tool_calls_section_begin|>", "<|tool_calls_section_end|>"),  # Kimi
        ("<|tool_calls_section_begin|>",),
    ),
    (CallMarks("<｜tool▁calls▁begin｜>", "<｜tool▁calls▁end｜>"), ("<｜tool▁calls▁begin｜>",)),
    (CallMarks("<｜DSML｜function_calls>", "</｜DSML｜function_calls>"), ("dsml_token",)),
    (CallMarks("<｜DSML｜tool_calls>", "</｜DSML｜tool_calls>"), ("dsml_token",)),
    (CallMarks("<|tool_call>", "<tool_call|>"), ("<|tool_call>",)),  # Gemma 4
    (CallMarks("<|tool_call|>", ""), ("<|tool_call|>",)),  # Granite 3
    (CallMarks("[TOOL_CALLS]", ""), ("[TOOL_CALLS]",)),
    (CallMarks("<|python_tag|>", ""), ("<|python_tag|>",)),
    (CallMarks("functools", "", is_leading=True), ("functools[", "'functools'")),  # FireFunction
    (BARE, ('Respond in the format {"name"', 'respond in the format {"name"')),  # Llama 3
)
"""Marks with the words of a template that tell of them."""
_DROPPED: Final = (
    ("<response></response>", ("<response>", "</response>")),  # Granite 3.3
    ("<|START_RESPONSE|>", ("<|START_RESPONSE|>", "<|END_RESPONSE|>")),
    ("<|START_TEXT|>", ("<|START_TEXT|>", "<|END_TEXT|>")),
)

CHANNEL, MESSAGE, START, END = "<|channel|>", "<|message|>", "<|start|>", "<|end|>"
CONSTRAIN, CALL, RETURN = "<|constrain|>", "<|call|>", "<|return|>"
FINAL: Final = f"{CHANNEL}final{MESSAGE}"
"""What stands before the text of an answer in channels."""
CHANNEL_MARKS: Final = (CHANNEL, MESSAGE, START, END, CONSTRAIN, CALL, RETURN)
_INSIDE_CALLS: Final = (
    *("<｜tool▁call▁begin｜>", "<｜tool▁sep｜>", "<｜tool▁call▁end｜>", "｜DSML｜"),
    *("<|tool_call_begin|>", "<|tool_call_argument_begin|>", "<|tool_call_end|>"),
    *("[ARGS]", "[CALL_ID]", '<|"|>', "<arg_key>", "</arg_key>", "<arg_value>", "</arg_value>"),
)


def mentions_tools(source: str) -> bool:
    """Whether a template takes tools."""
    return _USES_TOOLS.search(_COMMENT.sub("", source)) is not None


def traits_of(source: str) -> Traits:
    """The marks that a template's source tells of."""
    text = _COMMENT.sub("", source)
    if CHANNEL in text and MESSAGE in text:
        return Traits(has_channels=True)
    return Traits(
        thoughts=tuple(marks for marks in _THOUGHTS if marks.close in text),
        calls=_calls(text) if mentions_tools(source) else (),
        dropped=tuple(mark for sign, marks in _DROPPED if sign in text for mark in marks),
    )


def _calls(text: str) -> tuple[CallMarks, ...]:
    found = tuple(marks for marks, signs in _CALLS if any(sign in text for sign in signs))
    # A template of an unknown family that takes tools: the two ways that most models fall back on.
    return found or (_HERMES, BARE)


def all_marks(traits: Traits) -> tuple[str, ...]:
    """Every text that can be a marker token in the answers of such a template."""
    if traits.has_channels:
        return CHANNEL_MARKS
    marks = [mark for each in traits.thoughts for mark in (each.open, each.close)]
    calls = [each for each in traits.calls if each != BARE]
    marks += [mark for each in calls for mark in (each.open, each.close) if mark]
    return (*marks, *traits.dropped, *(_INSIDE_CALLS if calls else ()))


def opened_by(prompt_end: str, thoughts: Sequence[ThoughtMarks]) -> ThoughtMarks | None:
    """The marks that the end of a prompt opens and leaves open, if any.

    `prompt_end` is what the template wrote after the last message.
    """
    opened = {prompt_end.rfind(marks.open): marks for marks in thoughts}
    at, marks = max(opened.items(), key=lambda item: item[0], default=(-1, None))
    return marks if marks is not None and at > prompt_end.rfind(marks.close) else None
