"""Phones: a number out of the list's own fields, and the links by which a host's own phone writes to it."""

import re
from dataclasses import dataclass
from urllib.parse import quote

from badges.folded import words
from badges.model import Attendee

# What lists call such a column, in the languages of the presets; folded.
_TITLES = frozenset(
    words(
        "phone mobile cell cellphone telephone tel whatsapp telefon handy mobil mobiltelefon handynummer "
        "telefonnummer mobilnummer rufnummer portable gsm téléphone teléfono móvil celular telemóvil "
        "هاتف الهاتف جوال الجوال موبايل المحمول محمول واتساب"
    )
)
_FEWEST, _MOST = 6, 15  # digits of a number, as E.164 bounds them
SMS, WHATSAPP, MAILTO = "sms", "whatsapp", "mailto"
WAYS = (SMS, WHATSAPP, MAILTO)


@dataclass(frozen=True)
class Way:
    """One way to write by one's own phone: its name and the link that opens it, the letter in it."""

    name: str
    link: str


def phone_of(one: Attendee) -> str:
    """The attendee's number in digits, with a plus where the list has one; empty where it has none."""
    for title, value in one.fields.items():
        if _TITLES & set(words(title)) and (number := _number(str(value))):
            return number
    return ""


def ways_of(one: Attendee) -> tuple[str, ...]:
    """By which ways the host's own phone can write to this attendee."""
    number = phone_of(one)
    has = {SMS: number, WHATSAPP: number.startswith("+"), MAILTO: one.email}
    return tuple(way for way in WAYS if has[way])


def link_of(way: str, one: Attendee, subject: str, text: str) -> str:
    """The link that opens this way with the letter in it."""
    number = phone_of(one)
    body = quote(text, safe="")
    if way == WHATSAPP:
        return f"https://wa.me/{number.removeprefix('+')}?text={body}"
    if way == SMS:
        # Some phones look for “?”, some for “&” before the text; each passes over the other's.
        return f"sms:{number}?&body={body}"
    return f"mailto:{quote(one.email, safe='@')}?subject={quote(subject, safe='')}&body={body}"


def _number(text: str) -> str:
    # What spreadsheets make of numbers, and a zero in brackets that is dialled at home only.
    plain = re.sub(r"\.0$", "", text.strip()).replace("(0)", "")
    digits = "".join(str(int(char)) for char in plain if char.isdecimal())
    plus = plain.lstrip(" (").startswith("+")
    if not plus and digits.startswith("00"):
        plus, digits = True, digits[2:]
    return f"{'+' if plus else ''}{digits}" if _FEWEST <= len(digits) <= _MOST else ""
