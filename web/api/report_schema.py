"""The shape of the no-show report."""

from web.api.schemas import FLAG, MOMENT, TEXT, WHOLE, Schema, an_object, list_of, or_null, ref

_COUNT: Schema = {**WHOLE, "minimum": 0}
_STANDINGS = ("expected", "awaited", "late", "missing", "here", "left_early", "stayed", "no_show", "excused")
_TOTALS = dict.fromkeys(_STANDINGS, _COUNT)
_BADGES = dict.fromkeys(("collected", "uncollected_here", "on_the_table", "set_aside", "not_printed"), _COUNT)
_SUMS: dict[str, Schema] = {
    "totals": an_object([*_TOTALS], **_TOTALS),
    "badges": an_object([*_BADGES], **_BADGES),
    "walk_ins": _COUNT,
}
_PART = an_object(["name", *_SUMS], name=TEXT, **_SUMS)
_FEW: Schema = {**or_null(_COUNT), "description": "null: some, and fewer than five"}
_EARLIER = an_object(
    ["slug", "name", "start", "expected", "came", "excused", "no_show"],
    slug=TEXT,
    name=TEXT,
    timezone=TEXT,
    start=MOMENT,
    **dict.fromkeys(("expected", "came", "excused", "no_show"), _COUNT),
    no_show_share=or_null({"type": "number"}),
)
REPORT = an_object(
    ["event", "at", "final", "totals", "badges", "walk_ins", "hosts", "attendees", "doubts"],
    event=an_object(
        ["slug", "name"], slug=TEXT, name=TEXT, timezone=TEXT, doors=MOMENT, start=MOMENT, end=MOMENT
    ),
    at=MOMENT,
    final=FLAG,
    host=or_null(TEXT),
    totals={**an_object([*_TOTALS], **_TOTALS), "description": "all others add up to expected"},
    badges=an_object([*_BADGES, "printed"], printed=or_null(_COUNT), **_BADGES),
    walk_ins={**_COUNT, "description": "of those expected, who were on no list"},
    hosts=list_of(_PART),
    types=list_of(_PART),
    companies=list_of(_PART),
    times=list_of(an_object(["expected_at", *_SUMS], expected_at=or_null(MOMENT), **_SUMS)),
    first_arrival=or_null(MOMENT),
    last_arrival=or_null(MOMENT),
    attendees=list_of(ref("Person")),
    doubts=list_of(an_object(["attendee", "why", "at"], attendee=WHOLE, name=TEXT, why=TEXT, at=MOMENT)),
    answers=list_of(an_object(["kind"], kind=TEXT, people=_FEW, reasons=_FEW)),
    earlier=list_of(_EARLIER),
)
