"""What a setting is: a key, a default, a kind that checks values, and words for people."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from app.domain.addresses import LOOPBACK, Address
from app.domain.errors import SettingInvalid
from app.domain.preferences import Scalar

ScalarT = TypeVar("ScalarT", bound=Scalar)


class Kind(StrEnum):
    """What a value is, so that it can be asked for."""

    CHOICE = "choice"
    SWITCH = "switch"
    WHOLE = "whole"
    DECIMAL = "decimal"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Setting(Generic[ScalarT]):
    """A setting, declared once: check, `--set`, help and the page of settings follow it."""

    key: str
    default: ScalarT
    label: str
    parse: Callable[[str], ScalarT]
    """From the text of a command line; raises ValueError with the reason."""
    accepts: str
    """The range in words, for the help."""
    kind: Kind = Kind.TEXT
    options: tuple[str, ...] = ()
    """Of a choice: the words it is made of."""
    low: float = 0
    high: float = 0
    """Of a number: its bounds, both included."""
    is_personal: bool = False
    """Whether it tells something about the person: once there is a vault, it is kept there."""
    is_secret: bool = False
    """Whether it is never written anywhere but in the vault; without one it lasts for this run."""

    def check(self, value: object) -> ScalarT:
        """The value as this setting keeps it; raises SettingInvalid."""
        text = str(value).lower() if isinstance(value, bool) else str(value)
        try:
            return self.parse(text)
        except ValueError as error:
            problem = str(error) or f"it must be {self.accepts}"
            raise SettingInvalid(key=self.key, value=text, problem=problem) from error


def choice(key: str, default: str, label: str, options: tuple[str, ...]) -> Setting[str]:
    """One of a few words."""
    accepts = " or ".join(options)

    def parse(text: str) -> str:
        if text not in options:
            raise ValueError(f"it must be {accepts}")
        return text

    return Setting(key, default, label, parse, accepts, Kind.CHOICE, options)


def switch(key: str, default: bool, label: str) -> Setting[bool]:
    """On or off."""
    words = {"true": True, "on": True, "yes": True, "1": True}
    words |= {"false": False, "off": False, "no": False, "0": False}

    def parse(text: str) -> bool:
        if text.lower() not in words:
            raise ValueError("it must be on or off")
        return words[text.lower()]

    return Setting(key, default, label, parse, "on or off", Kind.SWITCH)


def whole(key: str, default: int, label: str, low: int, high: int) -> Setting[int]:
    """A whole number between two bounds, both included."""
    accepts = f"a whole number from {low:,} to {high:,}"

    def parse(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            raise ValueError(f"it must be {accepts}") from None
        if not low <= number <= high:
            raise ValueError(f"it must be {accepts}")
        return number

    return Setting(key, default, label, parse, accepts, Kind.WHOLE, low=low, high=high)


def decimal(key: str, default: float, label: str, low: float, high: float) -> Setting[float]:
    """A number between two bounds, both included."""
    accepts = f"a number from {low:g} to {high:g}"

    def parse(text: str) -> float:
        try:
            number = float(text)
        except ValueError:
            raise ValueError(f"it must be {accepts}") from None
        if not low <= number <= high:  # also refuses NaN
            raise ValueError(f"it must be {accepts}")
        return number

    return Setting(key, default, label, parse, accepts, Kind.DECIMAL, low=low, high=high)


def free_text(
    key: str, default: str, label: str, *, is_personal: bool = False, is_secret: bool = False
) -> Setting[str]:
    """Any text on one line."""

    def parse(text: str) -> str:
        if "\n" in text or "\0" in text:
            raise ValueError("it must stand on one line")
        return text

    is_personal = is_personal or is_secret
    return Setting(
        key, default, label, parse, "any text", is_personal=is_personal, is_secret=is_secret
    )


def server(key: str, label: str, accepts: str, check: Callable[[str], object]) -> Setting[str]:
    """The address of a server, or nothing; `check` raises ValueError with the reason."""

    def parse(text: str) -> str:
        if text:
            check(text)
        return text.rstrip("/")

    return Setting(key, "", label, parse, accepts)


def encrypted(text: str) -> None:
    """For `server`: nobody on the way reads what is asked there. Raises ValueError."""
    address = Address.parse(text)
    if not address.is_encrypted and address.host not in LOOPBACK:
        raise ValueError("it must begin with https://")


def without_path(text: str) -> None:
    """For `server`: a host, and a port perhaps. Raises ValueError."""
    if Address.parse(text).path:
        raise ValueError("it must be an address without a path")
