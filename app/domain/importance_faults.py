"""Why a file is no importance matrix, as the ends of sentences that the interface knows."""

from enum import StrEnum


class ImportanceFault(StrEnum):
    """What is wrong with the file; `tensor` is a name in it."""

    NO_FILE = "it is not a file"
    LARGE = "it is too large"
    UNREADABLE = "it cannot be read"
    SHORT = "it ends too soon"
    EMPTY = "there is nothing in it"
    NUMBER_UNFIT = "a number in it, {number}, is out of bounds"
    VALUES_UNFIT = "what it says of “{tensor}” cannot be"
    COUNTS_MISSING = "the counts of “{tensor}” are missing"
    COUNTS_UNFIT = "the counts of “{tensor}” do not fit"
    OTHER_MODEL = "its sizes or numbers are not those of this model's tensors"
