"""The words for personal data in exports, and for what a safety model finds."""

from app.domain.personal_data import PersonalKind, PersonalSummary
from app.domain.retrieval import LeftOutWhy
from app.domain.safety import Judged, SafetyReport, Verdict
from app.domain.safety_categories import CATEGORIES
from app.gui.text.errors import error_sentence
from app.gui.text.saying import say


def personal_data_title() -> str:
    return say("This export holds personal data")


def found_in(summary: PersonalSummary) -> str:
    """How many of what, in how many conversations."""
    counted = ", ".join(_counted(kind, count) for kind, count in summary.counts.items())
    if summary.conversations == 1:
        return say("Found in one conversation: {what}.", what=counted)
    count = f"{summary.conversations:,}"
    return say("Found in {count} conversations: {what}.", count=count, what=counted)


def marks_explained() -> str:
    return say(
        "Replaced means: each becomes a mark like {mark}, and attached files and pictures are left "
        "out. Names and street addresses have no format and stay: look for them yourself.",
        mark=mark(PersonalKind.PHONE),
    )


def replace_with_marks() -> str:
    return say("Replace them")


def export_as_it_is() -> str:
    return say("Export as it is")


def mark(kind: PersonalKind) -> str:
    """What stands in the place of a number."""
    return f"[{_name(kind)}]"


def _name(kind: PersonalKind) -> str:
    return {
        PersonalKind.EMAIL: say("e-mail address"),
        PersonalKind.IBAN: say("bank account number"),
        PersonalKind.RESIDENT_NUMBER: say("resident number"),
        PersonalKind.CARD: say("card number"),
        PersonalKind.DRIVING_LICENCE: say("driving licence number"),
        PersonalKind.BUSINESS_NUMBER: say("business number"),
        PersonalKind.PASSPORT: say("passport number"),
        PersonalKind.PHONE: say("phone number"),
        PersonalKind.IP_ADDRESS: say("IP address"),
    }[kind]


def _counted(kind: PersonalKind, count: int) -> str:
    if count == 1:
        return say("1 {name}", name=_name(kind))
    return {
        PersonalKind.EMAIL: say("{count} e-mail addresses", count=f"{count:,}"),
        PersonalKind.IBAN: say("{count} bank account numbers", count=f"{count:,}"),
        PersonalKind.RESIDENT_NUMBER: say("{count} resident numbers", count=f"{count:,}"),
        PersonalKind.CARD: say("{count} card numbers", count=f"{count:,}"),
        PersonalKind.DRIVING_LICENCE: say("{count} driving licence numbers", count=f"{count:,}"),
        PersonalKind.BUSINESS_NUMBER: say("{count} business numbers", count=f"{count:,}"),
        PersonalKind.PASSPORT: say("{count} passport numbers", count=f"{count:,}"),
        PersonalKind.PHONE: say("{count} phone numbers", count=f"{count:,}"),
        PersonalKind.IP_ADDRESS: say("{count} IP addresses", count=f"{count:,}"),
    }[kind]


def answer_caution(report: SafetyReport) -> str:
    """One quiet line about an answer and its passages; empty where nothing is to be said."""
    said = []
    if (found := report.of(Judged.ANSWER)) is not None:
        said.append(say("The safety model marks this answer{why}.", why=_why(found)))
    if (found := report.of(Judged.PASSAGE)) is not None:
        said.append(say("The safety model marks a passage it was given{why}.", why=_why(found)))
    if report.problem is not None:
        problem = error_sentence(report.problem)
        said.append(say("Not checked: {problem}", problem=problem))
    return " ".join(said)


def question_caution(report: SafetyReport) -> str:
    """One quiet line about a question."""
    found = report.of(Judged.QUESTION)
    return say("The safety model marks this{why}.", why=_why(found)) if found is not None else ""


def is_to_fold(report: SafetyReport) -> bool:
    """Whether an answer is folded: it or a passage of it was flagged, and that is to be hidden."""
    return report.hides and bool(report.of(Judged.ANSWER) or report.of(Judged.PASSAGE))


def left_out_of_copy(caution: str) -> str:
    """Stands for a folded answer where a whole conversation is copied."""
    return say("[Folded. {caution}]", caution=caution)


def show_anyway() -> str:
    return say("Show anyway")


def left_out_title(count: int) -> str:
    if count == 1:
        return say("One sentence was not given to the model.")
    return say("{count} sentences were not given to the model.", count=count)


def left_out_why(why: LeftOutWhy) -> str:
    return {
        LeftOutWhy.ORDERS: say("It gives orders to a model."),
        LeftOutWhy.FLAGGED: say("The safety model marked its passage."),
    }[why]


def show_left_out() -> str:
    return say("Show")


def hide_left_out() -> str:
    return say("Hide")


def categories_shown(*, is_open: bool, is_any: bool) -> str:
    """On the button that opens the list."""
    if not is_any:
        return say("This model names no categories")
    return say("Hide the categories") if is_open else say("Choose by category…")


def as_usual() -> str:
    return say("As usual")


def never_marked() -> str:
    return say("Never")


def own_value() -> str:
    return say("From its own value on")


def value_of(category: str) -> str:
    return say("Value of {category}", category=category)


def category_names() -> dict[str, str]:
    """The names of what can be chosen by itself, by category."""
    named = _categories()
    said = {slug: named[names[0]] for slug, names in CATEGORIES.items()}
    return {slug: each[:1].upper() + each[1:] for slug, each in said.items()}


def _why(found: Verdict) -> str:
    """In brackets: what of, and how probable."""
    kinds = [_categories().get(each, each) for each in found.categories]
    share = f"{found.score:.0%}"
    return f" ({', '.join([*kinds, share])})"


def _categories() -> dict[str, str]:
    """The names that the families of safety models use; others are shown as they are."""
    return {
        "violent crimes": say("violent crimes"),
        "non-violent crimes": say("non-violent crimes"),
        "sex crimes": say("sex crimes"),
        "child exploitation": say("child exploitation"),
        "defamation": say("defamation"),
        "specialized advice": say("specialized advice"),
        "privacy": say("privacy"),
        "intellectual property": say("intellectual property"),
        "indiscriminate weapons": say("indiscriminate weapons"),
        "hate": say("hate"),
        "self-harm": say("self-harm"),
        "sexual content": say("sexual content"),
        "elections": say("elections"),
        "code interpreter abuse": say("code interpreter abuse"),
        "Violent": say("violence"),
        "Non-violent Illegal Acts": say("non-violent crimes"),
        "Sexual Content or Sexual Acts": say("sexual content"),
        "Personally Identifiable Information": say("personal data"),
        "PII": say("personal data"),
        "Suicide & Self-Harm": say("self-harm"),
        "Unethical Acts": say("unethical acts"),
        "Politically Sensitive Topics": say("politically sensitive topics"),
        "Copyright Violation": say("copyright"),
        "Jailbreak": say("attempts to get around rules"),
    }
