"""The words of the panel that says how answers are written."""

from app.domain.answer_schema import SchemaFault, SchemaTrouble
from app.gui.text.saying import say


def panel_title() -> str:
    return say("How answers are written")


def open_panel() -> str:
    return say("How answers are written (Ctrl+Shift+S)")


def close_panel() -> str:
    return say("Close")


def for_conversation() -> str:
    return say("This conversation")


def for_model() -> str:
    return say("This model")


def conversation_note() -> str:
    return say("Holds from the next answer on, in this conversation alone.")


def model_note(name: str) -> str:
    return say("Holds for {name}, wherever a conversation says nothing else.", name=name)


def no_model_note() -> str:
    return say("Choose a model first.")


def style() -> str:
    return say("Style")


def style_note(name: str) -> str:
    """What a preset does; of an unknown name what an own mix is."""
    match name:
        case "precise":
            return say("Close to the likeliest words. For facts and code.")
        case "balanced":
            return say("The usual mixture.")
        case "creative":
            return say("Livelier and less predictable. For ideas and stories.")
    return say("A mixture of its own.")


def number_name(name: str) -> str:
    """A number of the sampling in plain words."""
    return {
        "temperature": say("Imagination"),
        "top_p": say("Choice of words"),
        "repeat_penalty": say("Avoid repetition"),
        "top_k": say("Candidates for a word"),
        "min_p": say("Leave out the unlikely"),
        "typical_p": say("Usual wording"),
        "top_n_sigma": say("Near the best"),
        "repeat_last_n": say("How far to look back"),
        "frequency_penalty": say("Frequent words"),
        "presence_penalty": say("New subjects"),
        "dry_multiplier": say("Repeated phrases"),
        "dry_base": say("Longer phrases"),
        "dry_allowed_length": say("Free repetitions"),
        "dry_penalty_last_n": say("Looking back for phrases"),
        "xtc_probability": say("Avoid the obvious"),
        "xtc_threshold": say("What is obvious"),
        "dynatemp_range": say("Moving imagination"),
        "dynatemp_exponent": say("How it moves"),
        "mirostat": say("Even surprise"),
        "mirostat_tau": say("Target of surprise"),
        "mirostat_eta": say("Speed towards it"),
    }[name]


def number_note(name: str) -> str:
    """One sentence about a number."""
    return {
        "temperature": say("Low keeps to the likeliest words, high is freer."),
        "top_p": say("How much of the likely wording is considered."),
        "repeat_penalty": say("Makes words less likely that were just written; 1 is off."),
        "top_k": say("At most so many are considered; 0 is all."),
        "min_p": say("Drops what is far less likely than the best; 0 is off."),
        "typical_p": say("Keeps words that surprise as much as usual; 1 is off."),
        "top_n_sigma": say("Keeps candidates close to the best; 0 or less is off."),
        "repeat_last_n": say("Tokens in which repetition counts; -1 is all."),
        "frequency_penalty": say("Lowers a word each time it was written; 0 is off."),
        "presence_penalty": say("Lowers a word once it was written; 0 is off."),
        "dry_multiplier": say("Lowers what would repeat a phrase; 0 is off."),
        "dry_base": say("How much more a longer repetition is lowered."),
        "dry_allowed_length": say("Phrases of so many tokens may repeat."),
        "dry_penalty_last_n": say("Tokens in which phrases are looked for; -1 is all."),
        "xtc_probability": say("How often the obvious words are left out; 0 is never."),
        "xtc_threshold": say("From which share on a word counts as obvious."),
        "dynatemp_range": say("How far imagination follows the uncertainty; 0 is off."),
        "dynatemp_exponent": say("How strongly it follows."),
        "mirostat": say("Keeps the surprise at a target, in version 1 or 2; 0 is off."),
        "mirostat_tau": say("How surprising words may be, in bits."),
        "mirostat_eta": say("How fast the target is approached."),
    }[name]


def technical(note: str, name: str) -> str:
    """A sentence with the name that the field uses."""
    return f"{note} ({name})"


def reset(name: str) -> str:
    return say("Back to the usual: {name}", name=name)


def reset_all() -> str:
    return say("Back to the usual values")


def more() -> str:
    return say("More")


def length() -> str:
    return say("Longest answer")


def lengths() -> dict[int, str]:
    """Tokens, and how many that is."""
    return {
        300: say("Short: about half a page"),
        1000: say("Medium: a page or two"),
        4096: say("Long: several pages"),
        0: say("Without a limit"),
    }


def tokens(count: int) -> str:
    return say("{count} tokens", count=count)


def as_usual(words: str) -> str:
    return say("{words} (as usual)", words=words)


def reasoning() -> str:
    return say("Reasoning before the answer")


def reasonings() -> dict[str, str]:
    return {
        "auto": say("As the model likes"),
        "on": say("Always"),
        "off": say("Never"),
    }


def instructions() -> str:
    return say("Instructions")


def instructions_hint() -> str:
    return say("What the model should keep to, such as: Answer in short sentences.")


def as_json() -> str:
    return say("Answer as JSON")


def as_json_note() -> str:
    return say("Every answer follows this schema.")


def as_json_waits() -> str:
    return say("Answers come in words until the schema is mended.")


def schema() -> str:
    return say("JSON schema")


def choose_example() -> str:
    return say("Choose an example…")


def examples() -> tuple[str, ...]:
    """What the examples of a schema are called."""
    return (
        say("Facts about a person"),
        say("List of tasks"),
        say("Opinion of a text"),
        say("Event with a date"),
    )


def schema_is_sound() -> str:
    return say("This schema can be followed.")


def schema_problem(fault: SchemaFault) -> str:
    """What is wrong with a schema, and that it does not hold yet."""
    words = _problem(fault)
    if fault.place:
        words = say("{problem} It stands at “{place}”.", problem=words, place=".".join(fault.place))
    return words


def _problem(fault: SchemaFault) -> str:
    match fault.trouble:
        case SchemaTrouble.NOT_JSON:
            return say("This is no JSON yet: look at line {line}.", line=fault.line)
        case SchemaTrouble.NOT_SCHEMA:
            return say("A schema is an object in braces.")
        case SchemaTrouble.TOO_LONG:
            return say("This schema is too long.")
        case SchemaTrouble.TOO_DEEP:
            return say("This schema is nested too deeply.")
        case SchemaTrouble.UNKNOWN_TYPE:
            return say("There is no type “{word}”.", word=fault.word)
        case SchemaTrouble.CANNOT_HOLD:
            return say("No answer can be held to “{word}” while it is written.", word=fault.word)
        case SchemaTrouble.WRONG_KIND:
            return say("What follows “{word}” is of the wrong kind.", word=fault.word)
        case SchemaTrouble.REQUIRED_UNKNOWN:
            return say("“{word}” is required, but not described.", word=fault.word)
        case SchemaTrouble.REFERENCE:
            return say("The reference “{word}” leads nowhere in this schema.", word=fault.word)
