"""The names of languages that a window may have no letters for, in its own language."""

from app.gui.text.saying import say


def elsewhere(tag: str) -> str:
    """A language by its ISO 639 code; empty for one that is named in itself."""
    names = {
        "am": say("Amharic"),
        "ar": say("Arabic"),
        "as": say("Assamese"),
        "bn": say("Bangla"),
        "fa": say("Persian"),
        "gu": say("Gujarati"),
        "he": say("Hebrew"),
        "hi": say("Hindi"),
        "hy": say("Armenian"),
        "ka": say("Georgian"),
        "km": say("Khmer"),
        "kn": say("Kannada"),
        "lo": say("Lao"),
        "ml": say("Malayalam"),
        "mr": say("Marathi"),
        "my": say("Burmese"),
        "ne": say("Nepali"),
        "or": say("Odia"),
        "pa": say("Punjabi"),
        "ps": say("Pashto"),
        "sa": say("Sanskrit"),
        "sd": say("Sindhi"),
        "si": say("Sinhala"),
        "ta": say("Tamil"),
        "te": say("Telugu"),
        "th": say("Thai"),
        "ug": say("Uyghur"),
        "ur": say("Urdu"),
        "yi": say("Yiddish"),
    }
    return names.get(tag, "")
