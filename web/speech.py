"""Speech: which language a page is in, and what its sentences are in that language.

The English sentence is the key. ``{name}`` keeps a place for a value, in
templates, in Python and in scripts alike; a catalogue is a gettext file that
``make words`` brings up to date.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from gettext import c2py
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from flask import Flask, has_request_context, request
from jinja2 import pass_context
from jinja2.runtime import Context as Page
from markupsafe import Markup, escape

from badges.model import Event

FOLDER = Path(__file__).parent / "translations"
ENGLISH = "en"
# The pages that stand at the venue speak as the event does; all others as their reader does.
OF_THE_VENUE = frozenset({"desk", "kiosk"})
# From here on a number's form is that of its last two digits, in every language we have.
_COUNTED = 200
_DAYS = {ENGLISH: "EEEE d MMMM", "de": "EEEE, d. MMMM", "es": "EEEE, d 'de' MMMM"}
_PLACE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Catalogue:
    """One language: its sentences by the English ones, several where they follow a number."""

    language: str
    sentences: Mapping[str, tuple[str, ...]]
    # Those that scripts say.
    in_scripts: frozenset[str]

    @property
    def direction(self) -> str:
        """``ltr`` or ``rtl``."""
        return str(Locale.parse(self.language).text_direction)

    def t(self, sentence: str, **values: Any) -> Markup:
        """The sentence with its values in their places, each escaped."""
        return _filled(self.sentences.get(sentence, (sentence,))[0], values)

    def tn(self, one: str, many: str, n: int, **values: Any) -> Markup:
        """The sentence for so many; ``{n}`` is the number."""
        forms = self.sentences.get(one)
        said = forms[min(self.form(n), len(forms) - 1)] if forms else one if n == 1 else many
        return _filled(said, {"n": n, **values})

    def form(self, n: int) -> int:
        """Which of a sentence's forms a number takes."""
        return _forms(self.language)[n if n < _COUNTED else 100 + n % 100]

    def for_scripts(self) -> dict[str, Any]:
        """What a script needs to say the same: sentences, and which form each number takes."""
        return {
            "language": self.language,
            "direction": self.direction,
            "sentences": {key: said for key, said in self.sentences.items() if key in self.in_scripts},
            "forms": _forms(self.language),
        }


def register(app: Flask) -> None:
    """Give the templates ``t``, ``tn``, ``speech`` and the filter ``day``."""
    app.add_template_global(_t, "t")
    app.add_template_global(_tn, "tn")
    app.add_template_global(_speech, "speech")


def languages() -> tuple[str, ...]:
    """Every language we have, English first."""
    return (ENGLISH, *sorted(path.stem for path in FOLDER.glob("*.po")))


@cache
def catalogue(language: str) -> Catalogue:
    """A language's sentences; English, which has none of its own, where we do not have it."""
    if language == ENGLISH or language not in languages():
        return Catalogue(ENGLISH, {}, frozenset())
    with (FOLDER / f"{language}.po").open("rb") as file:
        messages = [one for one in read_po(file, locale=language) if one.id and one.string and not one.fuzzy]
    return Catalogue(
        language,
        {_key(one.id): _all(one.string) for one in messages},
        frozenset(_key(one.id) for one in messages if any(path.endswith(".js") for path, _ in one.locations)),
    )


def spoken(event: Event | None) -> Catalogue:
    """The language of the present request's page: the event's at the venue, else its reader's."""
    own = _known(event.language if event else "")
    if not has_request_context() or request.blueprint in OF_THE_VENUE:
        return catalogue(own or ENGLISH)
    wanted = (_known(language) for language in request.accept_languages.values())
    return catalogue(next(filter(None, wanted), own or ENGLISH))


def written_day(day: date, language: str) -> str:
    """A day as this language writes it, such as “Friday 8 May”."""
    return format_date(day, _DAYS.get(language, _DAYS[ENGLISH]), locale=language)


def _known(language: str) -> str | None:
    """Our language for a tag such as ``de-AT``, if we have it."""
    bare = language.partition("-")[0].lower()
    return bare if bare in languages() else None


def _key(said: str | tuple[str, ...] | list[str]) -> str:
    return said if isinstance(said, str) else said[0]


def _all(said: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (said,) if isinstance(said, str) else tuple(said or ())


@cache
def _forms(language: str) -> list[int]:
    rule = c2py(Catalog(locale=language).plural_expr)
    return [int(rule(n)) for n in range(_COUNTED)]


def _filled(sentence: str, values: Mapping[str, Any]) -> Markup:
    # What stands between two places is ours; only the values may hold anything.
    return Markup("").join(
        escape(values[part]) if odd and part in values else Markup("{%s}") % part if odd else escape(part)
        for odd, part in ((index % 2, part) for index, part in enumerate(_PLACE.split(sentence)))
    )


@pass_context
def _speech(page: Page) -> Catalogue:
    return spoken(page.get("event"))


@pass_context
def _t(page: Page, sentence: str, **values: Any) -> Markup:
    return spoken(page.get("event")).t(sentence, **values)


@pass_context
def _tn(page: Page, one: str, many: str, n: int, **values: Any) -> Markup:
    return spoken(page.get("event")).tn(one, many, n, **values)
