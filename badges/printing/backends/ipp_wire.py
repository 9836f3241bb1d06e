"""The bytes of IPP, RFC 8010: questions written, answers read.

Attributes are kept as ``{name: values}``. Values are int, bool, str, a
tuple of ints for ranges and resolutions, and again ``{name: values}`` for
collections; what has no value (unknown, no-value) is an empty list.
"""

import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Self

Attributes = Mapping[str, list[Any]]
# A collection in a collection in a collection is the deepest that printers send.
_DEEPEST = 8


class Op(IntEnum):
    """What is asked."""

    CREATE_JOB = 0x05
    SEND_DOCUMENT = 0x06
    CANCEL_JOB = 0x08
    GET_JOB_ATTRIBUTES = 0x09
    GET_JOBS = 0x0A
    GET_PRINTER_ATTRIBUTES = 0x0B


class Tag(IntEnum):
    """What stands before a group or a value."""

    OPERATION = 0x01
    JOB = 0x02
    END = 0x03
    PRINTER = 0x04
    INTEGER = 0x21
    BOOLEAN = 0x22
    ENUM = 0x23
    RESOLUTION = 0x32
    RANGE = 0x33
    BEGIN_COLLECTION = 0x34
    TEXT_WITH_LANGUAGE = 0x35
    NAME_WITH_LANGUAGE = 0x36
    END_COLLECTION = 0x37
    NAME = 0x42
    KEYWORD = 0x44
    URI = 0x45
    CHARSET = 0x47
    LANGUAGE = 0x48
    MEDIA_TYPE = 0x49
    MEMBER = 0x4A


class Status(IntEnum):
    """The answers that mean something of their own."""

    # Everything under this went well, perhaps with attributes left out.
    REFUSED = 0x0400
    NOT_FOUND = 0x0406
    GONE = 0x0407
    VALUES = 0x040B
    VERSION = 0x0503
    BUSY = 0x0507


class Garbled(Exception):  # noqa: N818 - it says how the answer is.
    """What came is no IPP."""


@dataclass(frozen=True)
class Attr:
    """One attribute of a question; the value of a collection is a tuple of attributes."""

    tag: Tag
    name: str
    values: tuple[Any, ...]

    @classmethod
    def of(cls, tag: Tag, name: str, *values: Any) -> Self:
        """One with these values, of which there is at least one."""
        return cls(tag, name, values)


@dataclass(frozen=True)
class Answer:
    """A status, the printer's sentence to it, and the groups in their order, each with its tag."""

    status: int
    words: str
    groups: tuple[tuple[int, Attributes], ...]

    def first(self, tag: Tag) -> Attributes:
        """The first group of this tag, empty where there is none."""
        return next((group for kind, group in self.groups if kind == tag), {})

    def every(self, tag: Tag) -> list[Attributes]:
        """All groups of this tag."""
        return [group for kind, group in self.groups if kind == tag]


def question(
    op: Op,
    number: int,
    operation: Iterable[Attr],
    job: Iterable[Attr] = (),
    *,
    version: tuple[int, int] = (2, 0),
) -> bytes:
    """A whole request, to which a document may be appended."""
    head = (
        Attr.of(Tag.CHARSET, "attributes-charset", "utf-8"),
        Attr.of(Tag.LANGUAGE, "attributes-natural-language", "en"),
    )
    parts = [struct.pack(">BBHIB", *version, op, number, Tag.OPERATION)]
    parts += map(_attribute, (*head, *operation))
    of_job = list(map(_attribute, job))
    if of_job:
        parts += [bytes([Tag.JOB]), *of_job]
    return b"".join((*parts, bytes([Tag.END])))


def _attribute(attr: Attr) -> bytes:
    names = [attr.name, *([""] * (len(attr.values) - 1))]
    return b"".join(_named(attr.tag, name, value) for name, value in zip(names, attr.values, strict=True))


def _named(tag: Tag, name: str, value: Any) -> bytes:
    if tag != Tag.BEGIN_COLLECTION:
        return _field(tag, name, _plain(tag, value))
    inner = b"".join(_member(attr) for attr in value)
    return _field(tag, name, b"") + inner + _field(Tag.END_COLLECTION, "", b"")


def _member(attr: Attr) -> bytes:
    name = _field(Tag.MEMBER, "", attr.name.encode())
    return name + b"".join(_named(attr.tag, "", value) for value in attr.values)


def _field(tag: Tag, name: str, value: bytes) -> bytes:
    written = name.encode()
    return struct.pack(">BH", tag, len(written)) + written + struct.pack(">H", len(value)) + value


def _plain(tag: Tag, value: Any) -> bytes:
    if tag in {Tag.INTEGER, Tag.ENUM}:
        return struct.pack(">i", value)
    if tag == Tag.BOOLEAN:
        return bytes([value])
    return str(value).encode()


def read_answer(body: bytes, number: int) -> Answer:
    """The answer to the question of this number. Raises Garbled for anything that is none."""
    try:
        return _Reader(body).answer(number)
    except (struct.error, IndexError) as short:
        raise Garbled("it breaks off in the middle") from short


class _Reader:
    def __init__(self, body: bytes) -> None:
        self._body = body
        self._at = 0

    def answer(self, number: int) -> Answer:
        major, _, status, echoed = self._take(">BBHI")
        if major not in {1, 2} or echoed != number:
            raise Garbled("it is no IPP, or answers another question")
        groups: list[tuple[int, dict[str, list[Any]]]] = []
        values: list[Any] = []
        while (tag := self._take(">B")[0]) != Tag.END:
            if tag < 0x10:  # noqa: PLR2004 - RFC 8010, 3.5.1: lower ones begin a group.
                groups.append((tag, {}))
                continue
            name = self._string()
            if not groups or not (name or groups[-1][1]):
                raise Garbled("a value without a name")
            if name:
                # Of an attribute that is said twice, which is forbidden and happens, the first counts.
                values = []
                groups[-1][1].setdefault(name, values)
            values += self._value(tag, 0)
        said = next((group for kind, group in groups if kind == Tag.OPERATION), {}).get("status-message", [])
        return Answer(status, " ".join(map(str, said)), tuple(groups))

    def _take(self, form: str) -> tuple[Any, ...]:
        taken = struct.unpack_from(form, self._body, self._at)
        self._at += struct.calcsize(form)
        return taken

    def _bytes(self) -> bytes:
        (length,) = self._take(">H")
        if self._at + length > len(self._body):
            raise Garbled("it breaks off in a value")
        self._at += length
        return self._body[self._at - length : self._at]

    def _string(self) -> str:
        return self._bytes().decode(errors="replace")

    def _value(self, tag: int, depth: int) -> list[Any]:
        """One value in a list, which is empty where the printer knows none."""
        raw = self._bytes()
        if tag == Tag.BEGIN_COLLECTION:
            return [self._collection(depth + 1)]
        if tag < Tag.INTEGER:
            return []
        return [_read(tag, raw)]

    def _collection(self, depth: int) -> Attributes:
        if depth > _DEEPEST:
            raise Garbled("collections without end")
        members: dict[str, list[Any]] = {}
        values: list[Any] = []
        while True:
            (tag,) = self._take(">B")
            self._string()
            if tag == Tag.MEMBER:
                values = members.setdefault(self._string(), [])
            elif tag == Tag.END_COLLECTION:
                self._bytes()
                return members
            else:
                values += self._value(tag, depth)


def _read(tag: int, raw: bytes) -> Any:
    if tag in {Tag.INTEGER, Tag.ENUM}:
        return struct.unpack(">i", raw)[0]
    if tag == Tag.BOOLEAN:
        return raw != b"\0"
    if tag == Tag.RANGE:
        return struct.unpack(">ii", raw)
    if tag == Tag.RESOLUTION:
        return struct.unpack(">iib", raw)
    if tag in {Tag.TEXT_WITH_LANGUAGE, Tag.NAME_WITH_LANGUAGE}:
        (language,) = struct.unpack_from(">H", raw)
        raw = raw[4 + language :]
    return raw.decode(errors="replace")
