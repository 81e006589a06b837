"""The words for personal data in exports, and for what a safety model finds."""

from app.domain.personal_data import PersonalKind, PersonalSummary
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
