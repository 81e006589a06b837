"""Settings of how the next token is chosen: one for each number of Sampling."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from app.config.setting_types import Setting, decimal, whole
from app.domain.generation import RANGES, Sampling


def _sampling_number(name: str, label: str) -> Setting[Any]:
    usual = getattr(Sampling(), name)
    make: Callable[..., Setting[Any]] = whole if isinstance(usual, int) else decimal
    return make(f"sampling.{name}", usual, label, *RANGES[name])


_SAMPLING_LABELS: Final = {
    "temperature": "Temperature; 0 is repeatable",
    "top_k": "Choose among the K likeliest tokens; 0: all",
    "top_p": "Choose among the likeliest share",
    "min_p": "Drop tokens less likely than this share",
    "typical_p": "Choose among tokens of usual surprise; 1: off",
    "top_n_sigma": "Choose within this many deviations of the likeliest; 0 or less: off",
    "xtc_probability": "How often the obvious choices are left out; 0: off",
    "xtc_threshold": "From which share on a choice is obvious",
    "repeat_penalty": "Penalty on repeating",
    "frequency_penalty": "Penalty for each time a token was written; 0: off",
    "presence_penalty": "Penalty once a token was written; 0: off",
    "repeat_last_n": "Tokens that the penalties look back; -1: all",
    "dry_multiplier": "Penalty on repeating whole phrases (DRY); 0: off",
    "dry_base": "How it grows with the length of the phrase",
    "dry_allowed_length": "Tokens of a phrase that may be repeated freely",
    "dry_penalty_last_n": "Tokens that DRY looks back; -1: all",
    "dynatemp_range": "How far the temperature may move with the uncertainty; 0: off",
    "dynatemp_exponent": "How it follows the uncertainty",
    "mirostat": "Keep the surprise at a target: version 1 or 2; 0: off",
    "mirostat_tau": "The target surprise in bits",
    "mirostat_eta": "How fast it is approached",
}
SAMPLING: Final[Mapping[str, Setting[Any]]] = {
    name: _sampling_number(name, label) for name, label in _SAMPLING_LABELS.items()
}
"""A setting for every number of Sampling, by the name of its field."""
