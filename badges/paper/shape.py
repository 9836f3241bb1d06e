"""Shaping: a line of text becomes glyphs, in the right order, joined, each from a face that has it.

    text ──> levels of direction (ICU) ──> scripts ──> faces ──> HarfBuzz ──> runs from left to right

Nothing is drawn as a box: a cluster that no face has is named in ``lacking``.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from operator import itemgetter

import icu
import uharfbuzz as hb

from badges.paper.fonts import Face, Weight, emoji_face, faces, first_face
from badges.paper.label import Glyph, Run

# Discretionary ligatures would make an ornament of Muhammad.
_FEATURES = {"dlig": False}
_FLAGS = hb.BufferFlags.REMOVE_DEFAULT_IGNORABLES | hb.BufferFlags.DO_NOT_INSERT_DOTTED_CIRCLE
_BY_FIRST_STRONG_LETTER = 0xFE
# Latin with its marks, and signs that all scripts share: one script, rightwards, mostly in the first face.
_LATIN = re.compile("[\u0020-\u024f\u02b0-\u036f\u1e00-\u1eff\u2010-\u2027]*")
_NEUTRAL = frozenset({"Zyyy", "Zinh", "Zzzz"})
_EMOJI_SIGN, _TEXT_SIGN = "\ufe0f", "\ufe0e"


@dataclass(frozen=True, slots=True, eq=False)
class Shaped:
    """A line of glyphs and its ink, in thousandths of the type size from the start of its baseline.

    ``flush`` is where it seems to begin: its ink, but the stem of a letter whose hook hangs left.
    ``lacking`` are the clusters that no face has; the line is not to be drawn with any.
    """

    text: str
    runs: tuple[Run, ...]
    advance: float
    flush: float
    left: float
    right: float
    up: float
    down: float
    lacking: tuple[str, ...]


# What overhangs by less than this is a rounding of the outline, and no hook.
_HOOK = 30.0


@lru_cache(maxsize=4096)
def shaped(text: str, weight: Weight, language: str) -> Shaped:
    """The text as one line, in the direction of its first strong letter."""
    runs, lacking = [], []
    for part in _parts(text, weight, language):
        if part.face is None:
            lacking.append(part.text)
        else:
            runs.append(_glyphs(part, part.face, language))
    return _line(text, tuple(runs), tuple(lacking), weight)


@dataclass(frozen=True, slots=True)
class _Part:
    """Text of one face, one script and one direction."""

    text: str
    face: Face | None
    script: str
    level: int


def _parts(text: str, weight: Weight, language: str) -> Sequence[_Part]:
    """The parts of a line in the order they are drawn, from left to right."""
    first = first_face(weight)
    if _LATIN.fullmatch(text) and all(map(first.number, text)):
        return [_Part(text, first, "Latn", 0)]
    clusters = _clusters(text)
    levels = _levels(text, clusters)
    scripts = _scripts(clusters)
    chosen = _faces(clusters, scripts, weight, language)
    keys = zip(levels, scripts, chosen, strict=True)
    parts = [
        _Part("".join(cluster for cluster, _ in same), face, script, level)
        for (level, script, face), same in groupby(zip(clusters, keys, strict=True), key=lambda pair: pair[1])
    ]
    return _in_drawing_order(parts)


def _clusters(text: str) -> list[str]:
    """What a reader takes for one letter each: never divided between faces or lines."""
    breaks = icu.BreakIterator.createCharacterInstance(icu.Locale.getRoot())
    return list(_cut(text, breaks))


def _cut(text: str, breaks: icu.BreakIterator) -> Iterator[str]:
    """The pieces of text between the breaks; ICU counts in units of UTF-16."""
    units = text.encode("utf-16-le")
    breaks.setText(text)
    start = 0
    for end in breaks:
        yield units[2 * start : 2 * end].decode("utf-16-le")
        start = end


def _levels(text: str, clusters: Sequence[str]) -> list[int]:
    """The level of direction of each cluster by the Unicode bidirectional algorithm, odd for leftwards."""
    # ICU reads the text where it lies, so it must live as long as the answer is read.
    kept = icu.UnicodeString(text)
    directions = icu.Bidi()
    directions.setPara(kept, _BY_FIRST_STRONG_LETTER)
    by_unit = directions.getLevels()
    found, at = [], 0
    for cluster in clusters:
        found.append(by_unit[at])
        at += len(cluster.encode("utf-16-le")) // 2
    return found


def _scripts(clusters: Sequence[str]) -> list[str]:
    """The script of each cluster; what all scripts share belongs to what stands before it."""
    own = [_script(cluster) for cluster in clusters]
    current = next((script for script in own if script not in _NEUTRAL), "Latn")
    resolved = []
    for script in own:
        current = current if script in _NEUTRAL else script
        resolved.append(current)
    return resolved


def _script(cluster: str) -> str:
    found = (icu.Script.getScript(letter).getShortName() for letter in cluster)
    return next((script for script in found if script not in _NEUTRAL), "Zyyy")


def _faces(
    clusters: Sequence[str], scripts: Sequence[str], weight: Weight, language: str
) -> list[Face | None]:
    """The face of each cluster: one for all of a script's letters in a row, where one has them all."""
    spoken = _spoken(scripts, language)
    chosen: list[Face | None] = []
    for script, row in groupby(zip(clusters, scripts, strict=True), key=lambda pair: pair[1]):
        letters = [cluster for cluster, _ in row]
        own = [letter for letter in letters if _script(letter) != "Zyyy"]
        best = next((face for face in faces(script, spoken, weight) if _draws(face, "".join(own))), None)
        for letter in letters:
            # What has a picture is one, even where the letters' face has an outline of it.
            fits = best is not None and not _is_emoji(letter) and _draws(best, letter)
            chosen.append(best if fits else _face_of(letter, script, weight, spoken))
    return chosen


def _spoken(scripts: Sequence[str], language: str) -> str:
    """The language whose forms Han letters take: kana and hangul tell it, else the event does."""
    if "Hira" in scripts or "Kana" in scripts:
        return "ja"
    return "ko" if "Hang" in scripts else language


def _face_of(cluster: str, script: str, weight: Weight, language: str) -> Face | None:
    if _is_emoji(cluster):
        pictures = emoji_face()
        if pictures is not None and _draws_picture(pictures, cluster):
            return pictures
    return next((face for face in faces(script, language, weight) if _draws(face, cluster)), None)


def _draws(face: Face, cluster: str) -> bool:
    """Whether the face has every letter of the cluster, composed or not; what leaves no ink needs none."""
    if all(face.number(letter) or _leaves_no_ink(letter) for letter in cluster):
        return True
    composed = icu.Normalizer2.getNFCInstance().normalize(cluster)
    return all(face.number(letter) or _leaves_no_ink(letter) for letter in composed)


def _draws_picture(pictures: Face, cluster: str) -> bool:
    """Whether the whole cluster is one picture: a family that falls apart would be another sign."""
    run = _glyphs(_Part(cluster, pictures, "Zyyy", 0), pictures, "")
    return len(run.glyphs) == 1 and run.glyphs[0].number != 0


def _is_emoji(cluster: str) -> bool:
    if _TEXT_SIGN in cluster:
        return False
    first = cluster[0]
    return icu.Char.hasBinaryProperty(first, icu.UProperty.EMOJI_PRESENTATION) or (
        (_EMOJI_SIGN in cluster or len(cluster) > 1)
        and icu.Char.hasBinaryProperty(first, icu.UProperty.EMOJI)
    )


def _leaves_no_ink(letter: str) -> bool:
    return bool(icu.Char.hasBinaryProperty(letter, icu.UProperty.DEFAULT_IGNORABLE_CODE_POINT))


def _in_drawing_order(parts: list[_Part]) -> list[_Part]:
    """Rule L2: from the highest level down, every row of parts at least so high is turned round."""
    ordered = list(parts)
    for level in range(max((part.level for part in parts), default=0), 0, -1):
        turned: list[_Part] = []
        high = [part.level >= level for part in ordered]
        for is_high, row in groupby(zip(high, ordered, strict=True), key=itemgetter(0)):
            together = [part for _, part in row]
            turned.extend(reversed(together) if is_high else together)
        ordered = turned
    return ordered


def _glyphs(part: _Part, face: Face, language: str) -> Run:
    """The part's glyphs as HarfBuzz sets them, in the order they are drawn."""
    buffer = hb.Buffer()
    buffer.flags = _FLAGS
    buffer.add_str(part.text)
    buffer.direction = "rtl" if part.level % 2 else "ltr"
    buffer.script = part.script
    if language:
        buffer.language = language
    buffer.guess_segment_properties()
    hb.shape(face.font, buffer, _FEATURES)
    glyphs = tuple(
        Glyph(info.codepoint, at.x_advance, at.x_offset, at.y_offset, info.cluster)
        for info, at in zip(buffer.glyph_infos, buffer.glyph_positions or (), strict=True)
    )
    return Run(face, part.text, glyphs, sum(glyph.advance for glyph in glyphs), part.level % 2 == 1)


def _line(text: str, runs: tuple[Run, ...], lacking: tuple[str, ...], weight: Weight) -> Shaped:
    pen, left, right, up, down = 0.0, 0.0, 0.0, 0.0, 0.0
    inked = False
    for run in runs:
        ink_of = run.face.ink
        for number, advance, dx, dy, _ in run.glyphs:
            ink = ink_of(number)
            if ink.right > ink.left:
                start, end = pen + dx + ink.left, pen + dx + ink.right
                left = start if not inked or start < left else left
                right = end if not inked or end > right else right
                up, down = max(up, ink.up + dy), max(down, ink.down - dy)
                inked = True
            pen += advance
    flush = left if left > -_HOOK else _stem(weight)
    return Shaped(text, runs, pen, flush, left, right, up, down, lacking)


@lru_cache(maxsize=len(Weight))
def _stem(weight: Weight) -> float:
    """Where the stem of a straight letter begins."""
    face = first_face(weight)
    return face.ink(face.number("H")).left
