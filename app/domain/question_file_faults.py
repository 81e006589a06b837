"""What can be wrong with a file of questions, as the ends of sentences that the interface knows."""

from enum import StrEnum


class Part(StrEnum):
    """The part of the file in which something is wrong."""

    HEAD = "the head"
    QUESTION = "question {number}"


class FileFault(StrEnum):
    """The first thing to mend; `where` is a Part, `key` a word of the file."""

    UNREADABLE = "it cannot be read"
    LARGE = "it has more than {most} MB"
    NOT_UTF8 = "it is not UTF-8"
    NOT_TOML = "it is not TOML"
    LINE_NOT_TOML = "line {line} is not TOML"
    LINE_NOT_JSON = "line {line} is not JSON"
    ITEMS_MISPLACED = "the questions are to stand below [[item]]"
    HEAD_UNKNOWN = "there is no “{key}” in this format"
    NO_QUESTIONS = "there is no question in it"
    MANY_QUESTIONS = "it has more than {most} questions"
    NO_TABLE = "{where} is not a table"
    KEY_UNKNOWN = "{where} has “{key}”, which this format has not"
    NO_TEXT = "{where} has no “question”"
    NO_SWITCH = "{where}: “{key}” is to be true or false"
    NOT_ONE_WAY = "{where} needs one of “choices”, “accept”, “pattern” and “refuses”"
    ANSWER_ALONE = "{where} has an “answer”, but no “choices”"
    FEW_CHOICES = "{where} needs two or more “choices”"
    CHOICE_TWICE = "{where} has the same choice twice"
    NO_NUMBER = "{where}: “{key}” is to be a number from 1 to {most}"
    NOT_TEXT = "{where}: “{key}” is to be a text"
    LONG = "{where}: “{key}” has more than {most} characters"
    NOT_TEXTS = "{where}: “{key}” is to be a list of texts"
    TEXTS_UNFIT = "{where}: “{key}” has too many texts, or an empty or a very long one"
    PATTERN_UNREADABLE = "{where}: the pattern cannot be read"
    PATTERN_UNFIT = (
        "{where}: the pattern is to be a simple one, without references and repeated groups, and "
        "with two or three repeats at most"
    )
