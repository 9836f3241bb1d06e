"""Graces as forms have them: minutes, which we keep as seconds."""

from badges.errors import BadInput

MINUTE = 60
A_DAY = 24 * 60  # minutes


def as_minutes(seconds: int) -> str:
    """Seconds as a form shows them."""
    return f"{seconds / MINUTE:g}"


def as_seconds(minutes: str) -> int:
    """A form's minutes. Raises BadInput for what is no grace."""
    try:
        number = float(minutes)
    except ValueError:
        number = -1
    if not 0 <= number <= A_DAY:
        raise BadInput("A grace is a number of minutes between 0 and a day.", value=minutes[:20])
    return round(number * MINUTE)
