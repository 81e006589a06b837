"""`snug --help-settings`: every setting with its range, from the declarations themselves."""

from app.cli.output import Output
from app.config.settings import ALL


def print_settings(out: Output) -> int:
    """Print the settings; the exit code."""
    for setting in ALL:
        if out.is_json:
            out.json(
                {
                    "key": setting.key,
                    "default": setting.default,
                    "label": setting.label,
                    "accepts": setting.accepts,
                    "personal": setting.is_personal,
                }
            )
        else:
            default = setting.default if setting.default != "" else "none"
            out.line(setting.key)
            place = "; kept in the vault" if setting.is_personal else ""
            out.line(f"    {setting.label}. {setting.accepts}; default {default}{place}")
    return 0
