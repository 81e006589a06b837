"""Text as a database can hold it."""


def storable(text: str) -> str:
    """The text, with what UTF-8 cannot hold replaced: the only change that is ever made to one.

    The halves of a surrogate pair become the character that they stand for; a half that is alone
    becomes U+FFFD. Everything else stays as it was given, whatever its normal form.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text
