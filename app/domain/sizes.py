"""Amounts of memory and disk, written for people."""

_UNITS = ("bytes", "kB", "MB", "GB", "TB", "PB", "EB")
_STEP = 1000
_FIRST_PRECISE_UNIT = _UNITS.index("GB")


def format_bytes(count: int) -> str:
    """Return `count` bytes in decimal units (IEC 80000-13): "98 MB", "9.8 GB", "512 bytes"."""
    value, unit = float(max(count, 0)), 0
    while unit < len(_UNITS) - 1 and float(_rounded(value, unit)) >= _STEP:
        value, unit = value / _STEP, unit + 1
    return f"{_rounded(value, unit)} {_UNITS[unit]}"


def _rounded(value: float, unit: int) -> str:
    """One decimal where it tells something: small figures, and gigabytes up to a hundred."""
    if unit and (value < 9.95 or (unit >= _FIRST_PRECISE_UNIT and value < 99.95)):
        return f"{value:.1f}".removesuffix(".0")
    return f"{value:.0f}"
