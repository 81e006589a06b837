"""Why an adapter cannot be used, as the ends of sentences that the interface knows."""

from enum import StrEnum


class AdapterFault(StrEnum):
    """What is wrong with the file; `tensor` is a name in it, the last ones are what it may be."""

    NO_FILE = "it is not a regular file"
    NOT_GGUF = "it is not a GGUF file, or a damaged one"
    INCOMPLETE = "it is incomplete"
    OTHER_KIND = "it is {found}, not {wanted}"
    ALPHA_UNUSABLE = "its alpha is not a usable number"
    WAITS_FOR_WORDS = "it waits for words that activate it, which Snug does not know"
    NOT_OF_LORA = "it holds “{tensor}”, which no LoRA adapter does"
    NOT_OF_VECTOR = "it holds “{tensor}”, which no control vector does"
    CHANGES_NOTHING = "it changes nothing"
    HALF_MISSING = "half of “{tensor}” is missing"
    CHANGES_OUTPUT = "it changes embeddings that are the output of this model too"
    RANKS_UNFIT = "the ranks of “{tensor}” are {first} and {second}"
    NO_DIRECTIONS = "it holds no directions"
    DIRECTION_TWICE = "there are two directions for layer {layer}"
    DIRECTIONS_SHORT = "its directions are not stored as 32-bit numbers"
    STORED_OTHERWISE = "“{tensor}” is stored in a format that is not read here"
    NOT_NUMBERS = "“{tensor}” holds what is not a number"
    TWICE = "it was named twice"
    LAYERS_OF_LORA = "only a control vector can be kept to some layers"
    REFUSED = "the engine refuses it"
    NO_RESULT = "with it this model computes no numbers"
    A_LORA = "a LoRA adapter"
    A_VECTOR = "a control vector"
    ANOTHER_ADAPTER = "an adapter of another kind"
    A_MODEL = "a model, or a part of one"
    EMPTY = "empty"
