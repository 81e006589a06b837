"""Why nothing was deleted by its age, although it was time."""

from app.domain.errors.base import AppError


class ClockDoubted(AppError):
    """The clock of the computer cannot be believed at the moment."""

    code = "clock_doubted"


class ClockLeapt(ClockDoubted):
    """Between two looks more time passed than usual."""

    code = "clock_leapt"
    title = "Old conversations wait for the clock"
    sentence = (
        "The clock of this computer is {days} days further than when Snug was last used. "
        "Conversations that are old by it ({count}) are not deleted yet."
    )
    hint = "If the date is right, there is nothing to do: they are deleted after a day."


class ClockWentBack(ClockDoubted):
    """It is earlier than it was."""

    code = "clock_went_back"
    title = "Old conversations wait for the clock"
    sentence = (
        "The clock of this computer was set back. "
        "Conversations that are old by it ({count}) are not deleted yet."
    )
    hint = "If the date is right, there is nothing to do: they are deleted after a day."


class ClockUnproven(ClockDoubted):
    """It has not been seen for long enough."""

    code = "clock_unproven"
    title = "Old conversations wait for the clock"
    sentence = (
        "Snug does not know the clock of this computer long enough. "
        "Conversations that are old by it ({count}) are not deleted yet."
    )
    hint = "If the date is right, there is nothing to do: they are deleted after a day."
