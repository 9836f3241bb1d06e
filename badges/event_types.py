"""What is special about some types of attendee: parts such as ``[types."VIP"]`` of an event file."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from badges.errors import BadFile
from badges.file_parts import known_keys, minutes_as_seconds, table


class Types(NamedTuple):
    """The graces of some types in seconds, and the types whose arrival hosts hear of at once."""

    graces: dict[str, int]
    vips: list[str] | None


def types_of(file: Mapping[str, Any]) -> Types:
    """What the event file says of types. Raises BadFile."""
    types = table(file, "types")
    for kind, one in types.items():
        _sound(kind, one)
    graces = {
        kind: minutes_as_seconds(one, "missing_after", 10)
        for kind, one in types.items()
        if "missing_after" in one
    }
    return Types(graces, [kind for kind, one in types.items() if one.get("vip")] or None)


def _sound(kind: str, one: Any) -> None:
    if not isinstance(one, dict):
        raise BadFile(f'A type is a part of its own, which begins with a line [types."{kind}"].', key=kind)
    known_keys(one, ("missing_after", "vip"), f'[types."{kind}"]')
    if not isinstance(one.get("vip", False), bool):
        raise BadFile("“vip” of a type must be true or false, without quotation marks.", key="vip")
