"""Which column of a list says what: by a preset, by its usual names, or as an organiser said."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from badges.errors import BadFile, BadInput
from badges.lists.presets import NotComing, Preset
from badges.lists.titles import (
    BADGE,
    COMPANY,
    EMAIL,
    FIELD,
    FIRST,
    LAST,
    LEFT_OUT,
    MEANINGS,
    NAME,
    bare,
    meaning,
    named,
    told_apart,
)

# The column in which a file of rows set apart says why; a file that has it is a part of a list.
WHY = "Last Badge: what to mend"
# Questions of a form are no header texts that anybody knows; these words in them are telling.
_TELLING = {
    EMAIL: re.compile(r"e-?mail|courriel|correo", re.IGNORECASE),
    NAME: re.compile(r"\b(?:name|namen|nombre|nom|nome|naam|имя)\b", re.IGNORECASE),
    COMPANY: re.compile(
        r"\b(?:company|organi[sz]ation|employer|firma|unternehmen|empresa|entreprise)\b", re.IGNORECASE
    ),
}
_OF_OTHERS = re.compile(
    r"\b(?:event|host|file|user|ticket|order|product|table|company|badge type)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Columns:
    """Where each thing stands in a row.

    ``places`` holds for each meaning the ways to its cell, the best first; a
    way is one place, or several whose cells are joined. ``fields`` are the
    columns kept under their titles.
    """

    # The titles as they stand in the file, and each once, so that every column can be spoken of.
    written: tuple[str, ...]
    header: tuple[str, ...]
    places: Mapping[str, tuple[tuple[int, ...], ...]]
    fields: tuple[tuple[int, str], ...]
    preset: Preset | None = None
    not_coming: tuple[tuple[int, NotComing], ...] = ()
    part: bool = False
    # What each column is, for the page that asks whether that is right.
    means: tuple[str, ...] = ()
    titles: frozenset[str] = field(default_factory=frozenset)

    def has(self, what: str) -> bool:
        """Whether the list says anything about this."""
        return what in self.places

    @property
    def named(self) -> bool:
        """Whether any column can be names."""
        return bool({NAME, FIRST, LAST} & self.places.keys())

    @property
    def armoured(self) -> bool:
        """Whether cells that begin like a formula carry an apostrophe of ours."""
        return self.part or bool(self.preset and self.preset.armoured)

    @property
    def source(self) -> str:
        """What a later file must have in common with this one to be the same list again."""
        return self.preset.name if self.preset else key_of(self.written)

    def title(self, what: str) -> str:
        """The column's own header text, as the organiser knows it."""
        return self.header[self.places[what][0][0]] if what in self.places else what


def key_of(header: Iterable[str]) -> str:
    """What files with the same columns share, in whatever order those stand."""
    titles = sorted(bare(title) for title in header if bare(title) != bare(WHY))
    return hashlib.sha256("\n".join(titles).encode()).hexdigest()[:32]


def is_part(header: Iterable[str]) -> bool:
    """Whether this is a file of rows that were set apart and mended."""
    return any(bare(title) == bare(WHY) for title in header)


def read_header(
    header: Sequence[str], *, preset: Preset | None = None, told: Mapping[str, str] | None = None
) -> Columns:
    """Which column is which: as ``told`` by title, else by the preset, else by our best guess.

    Where two mean the same, the one told counts, else the first, and the other
    is a field. Fields keep their titles as they stand in the file and are told
    apart among themselves only, so that a second “Name” is a field called “Name”.
    Raises BadInput for a title or a meaning in ``told`` that there is not.
    """
    titles = named(header)
    shown = told_apart(titles)
    means = _by_preset(titles, preset) if preset else _by_name(titles)
    said = _as_told(shown, told or {})
    # What was said comes first, before what we only take it for.
    means = {**said, **{place: what for place, what in sorted(means.items()) if place not in said}}
    places: dict[str, tuple[tuple[int, ...], ...]] = {}
    for what in (*MEANINGS, BADGE):
        ways = tuple((place,) for place, meant in means.items() if meant == what)
        if ways:
            places[what] = ways if preset else ways[:1]
    if preset:
        places = _in_preferred_order(titles, preset, places, said)
    kept = [
        place
        for place in range(len(titles))
        if means.get(place, FIELD) == FIELD or not _counts(place, places, means)
    ]
    fields = tuple(zip(kept, told_apart([titles[place] for place in kept]), strict=True))
    means |= dict.fromkeys(kept, FIELD)
    return Columns(
        written=tuple(titles),
        header=tuple(shown),
        places=places,
        fields=fields,
        preset=preset,
        not_coming=tuple(_not_coming(titles, preset)) if preset else (),
        part=is_part(titles),
        means=tuple(means[place] for place in range(len(titles))),
        titles=frozenset(title for _, title in fields),
    )


def refuse_nameless(columns: Columns) -> None:
    """Raises BadFile for a list of which no column can be names."""
    if columns.named:
        return
    shown = ", ".join(columns.header)[:200]
    if any("@" in title for title in columns.header):
        raise BadFile(
            f"The first line reads: {shown}. That looks like a person and not like titles. Write a line "
            "above it that says what each column is, such as “name, email, company”.",
            header=list(columns.header)[:50],
        )
    raise BadFile(
        f"The list has no column for names; its first line reads: {shown}. "
        "Call one column “name”, or two “first name” and “last name”.",
        header=list(columns.header)[:50],
    )


def _counts(place: int, places: Mapping[str, tuple[tuple[int, ...], ...]], means: Mapping[int, str]) -> bool:
    what = means[place]
    return what == LEFT_OUT or any(place in way for way in places.get(what, ()))


def _by_name(titles: Sequence[str]) -> dict[int, str]:
    means = {place: what for place, title in enumerate(titles) if (what := meaning(title))}
    means |= {place: LEFT_OUT for place, title in enumerate(titles) if bare(title) == bare(WHY)}
    return _guessed(titles, means)


def _by_preset(titles: Sequence[str], preset: Preset) -> dict[int, str]:
    """The first of a title is the system's own; a later one with the same title is a field somebody added."""
    known = dict.fromkeys((*preset.leave_out, bare(WHY)), LEFT_OUT)
    known |= {text: what for what, texts in preset.columns.items() for text in texts}
    first = {bare(title): place for place, title in reversed(list(enumerate(titles)))}
    means = {place: known[title] for title, place in first.items() if title in known}
    return means if {NAME, FIRST, LAST} & set(means.values()) else _guessed(titles, means)


def _guessed(titles: Sequence[str], means: dict[int, str]) -> dict[int, str]:
    """What no header text says outright is taken from a telling word in it."""
    for what, telling in _TELLING.items():
        taken = {NAME, FIRST, LAST} if what == NAME else {what}
        if taken & set(means.values()):
            continue
        hints = [
            place
            for place, title in enumerate(titles)
            if place not in means
            and telling.search(title)
            and (what == COMPANY or not _OF_OTHERS.search(title))
        ]
        if hints:
            means[hints[0]] = what
    return means


def _as_told(titles: Sequence[str], told: Mapping[str, str]) -> dict[int, str]:
    places = {bare(title): place for place, title in reversed(list(enumerate(titles)))}
    means = {}
    for title, what in told.items():
        if bare(title) not in places:
            raise BadInput(
                f"This list has no column “{title}”; it has {', '.join(titles)[:300]}.", title=title
            )
        if what not in {*MEANINGS, FIELD, LEFT_OUT}:
            known = ", ".join((*MEANINGS, FIELD, LEFT_OUT))
            raise BadInput(f"A column cannot be “{what}”; it can be {known}.", meaning=what)
        means[places[bare(title)]] = what
    return means


def _in_preferred_order(
    titles: Sequence[str],
    preset: Preset,
    places: Mapping[str, tuple[tuple[int, ...], ...]],
    said: Mapping[int, str],
) -> dict[str, tuple[tuple[int, ...], ...]]:
    """The ways that were said, then the preset's in its order, among them those that join columns."""
    where = {bare(title): place for place, title in reversed(list(enumerate(titles)))}
    ordered: dict[str, tuple[tuple[int, ...], ...]] = {}
    for what in {*places, *preset.columns}:
        found = list(places.get(what, ()))
        ways = [
            tuple(where[part] for part in text.split(" + "))
            for text in preset.columns.get(what, ())
            if all(part in where for part in text.split(" + "))
        ]
        of_preset = [way for way in ways if len(way) > 1 or way in found]
        if of_preset or found:
            told = [way for way in found if said.get(way[0]) == what]
            ordered[what] = tuple(dict.fromkeys([*told, *of_preset, *found]))
    return ordered


def _not_coming(titles: Sequence[str], preset: Preset) -> Iterable[tuple[int, NotComing]]:
    where = {bare(title): place for place, title in reversed(list(enumerate(titles)))}
    for rule in preset.not_coming:
        for title in rule.columns:
            if title in where:
                yield where[title], rule
                break
