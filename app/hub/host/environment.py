"""What huggingface_hub gets to see, fixed before it is imported: it reads the environment then."""

import os
from typing import Final

_FIXED: Final = {
    # Measured: without it, building headers alone contacts the hub.
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
    # A token is sent when the user gave one to Snug, never because a file lies somewhere.
    "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1",
    # Native code with connections of its own, which nobody could count.
    "HF_HUB_DISABLE_XET": "1",
    "HF_HUB_DISABLE_UPDATE_CHECK": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    # No folder can be made there: nothing is cached, no token is found.
    "HF_HOME": f"{os.devnull}/hub",
}
_PLANTED: Final = ("HF_", "HUGGING", "TRANSFORMERS_", "HTTPX", "SNUG_")
_PLANTED_ENDS: Final = ("_PROXY",)
_PLANTED_WHOLE: Final = ("DISABLE_TELEMETRY", "NETRC", "SSLKEYLOGFILE", "XDG_CACHE_HOME")


def fix_environment(address: str) -> None:
    """Leave nothing that leads elsewhere or tells of the user; `address` is that of the hub."""
    for name in list(os.environ):
        upper = name.upper()
        if upper.startswith(_PLANTED) or upper.endswith(_PLANTED_ENDS) or upper in _PLANTED_WHOLE:
            del os.environ[name]
    os.environ.update(_FIXED)
    os.environ["HF_ENDPOINT"] = address
