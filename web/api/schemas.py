"""The shapes that the description of the interface is made of."""

from typing import Any

Schema = dict[str, Any]


def an_object(required: list[str] | None = None, **properties: Schema) -> Schema:
    """An object with these properties, of which some are always there."""
    schema: Schema = {"type": "object", "properties": properties}
    return {**schema, "required": required} if required else schema


def list_of(of: Schema) -> Schema:
    """A list of such things."""
    return {"type": "array", "items": of}


def or_null(of: Schema) -> Schema:
    """Such a thing, or null."""
    return {"anyOf": [of, {"type": "null"}]}


def words(*values: str) -> Schema:
    """One of these words."""
    return {"type": "string", "enum": list(values)}


def ref(name: str) -> Schema:
    """One of the named schemas."""
    return {"$ref": f"#/components/schemas/{name}"}


def query(name: str, schema: Schema, says: str) -> Schema:
    """A parameter of the address that may be left out."""
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": says}


def answers(schema: Schema, media: str = "application/json") -> Schema:
    """What a route answers, and how it refuses."""
    refused = {"description": "Refused", "content": {"application/json": {"schema": ref("Error")}}}
    return {
        "200": {"description": "Done", "content": {media: {"schema": schema}}},
        **dict.fromkeys(("400", "401", "403", "404", "409", "413", "422", "429"), refused),
    }


def get(says: str, schema: Schema, *query: Schema, media: str = "application/json") -> Schema:
    """A route that reads."""
    return {"get": {"summary": says, "parameters": list(query), "responses": answers(schema, media)}}


def post(says: str, sent: Schema, schema: Schema, *parameters: Schema) -> Schema:
    """A route that takes something."""
    return {
        "post": {
            "summary": says,
            "parameters": [*parameters],
            "requestBody": {"required": True, "content": {"application/json": {"schema": sent}}},
            "responses": answers(schema),
        }
    }


TEXT: Schema = {"type": "string"}
WHOLE: Schema = {"type": "integer", "minimum": 0}
FLAG: Schema = {"type": "boolean"}
MOMENT: Schema = {"type": "string", "format": "date-time"}
UUID: Schema = {"type": "string", "format": "uuid"}

STANDING = words(
    "expected", "late", "missing", "here", "left_early", "stayed", "no_show", "excused", "cancelled"
)
REASON = words(
    "unknown_code",
    "other_event",
    "cancelled",
    "not_open",
    "closed",
    "not_arrived",
    "nothing_to_undo",
    "not_allowed",
    "bad_moment",
    "unknown_action",
    "id_reused",
)
PRINT = an_object(
    ["job", "state", "revision"],
    job=WHOLE,
    state=words(
        "queued",
        "claimed",
        "created",
        "sending",
        "printing",
        "blocked",
        "printed",
        "failed",
        "unknown",
        "cancelled",
    ),
    revision={**WHOLE, "description": "1 is the first badge"},
    printer={**or_null(TEXT), "description": "The station that has it, or that it is meant for"},
    position={**or_null(WHOLE), "description": "In the line of those that wait; 1 is next"},
    seconds={**or_null({"type": "number"}), "description": "Until it is out, as far as can be told"},
    why={**TEXT, "description": "The printer's own words, or why it failed"},
    reason=words("", "spoilt", "lost", "corrected"),
)
PERSON = an_object(
    ["id", "name", "standing"],
    id=WHOLE,
    name=TEXT,
    company=TEXT,
    type=TEXT,
    standing=STANDING,
    arrived_at=or_null(MOMENT),
    vouched_by={**or_null(TEXT), "description": "The host who saw them arrive, where no desk did"},
    collected_at=or_null(MOMENT),
    left_at=or_null(MOMENT),
    set_aside_at=or_null(MOMENT),
    box={**or_null(WHOLE), "description": "Where the badge lies on the badge table; not in a scan's answer"},
    slot=or_null(WHOLE),
    words={
        **list_of(an_object(id=WHOLE, word=TEXT, words=TEXT, by=TEXT, at=MOMENT)),
        "description": "The newest words between desks and hosts; in a copy only, as the next one",
    },
    vouch=or_null(UUID),
    print={**or_null(PRINT), "description": "The latest print of their badge; in a copy only"},
)
SCAN = an_object(
    ["id", "action", "at"],
    id=UUID,
    n=WHOLE,
    action=words("arrive", "collect", "leave", "set_aside", "undo"),
    code=TEXT,
    attendee=WHOLE,
    undoes=UUID,
    at=MOMENT,
    via=words("camera", "wedge", "typed", "search", "self", "link"),
    offline=FLAG,
    told=words("done", "again", "refused"),
    note={**TEXT, "maxLength": 500},
)
RESULT = an_object(
    ["id", "result", "seq"],
    id=or_null(UUID),
    result=words("done", "again", "refused"),
    reason=or_null(REASON),
    review=or_null(words("double_admission", "excused_but_here", "cancelled_but_here", "retired")),
    message=TEXT,
    attendee=or_null(ref("Person")),
    first=or_null(
        an_object(
            at=MOMENT,
            device=TEXT,
            host={**TEXT, "description": "Who saw them, where it was one of their hosts and no device"},
        )
    ),
    seq=WHOLE,
)
LINE = an_object(
    ["seq", "at", "kind"],
    seq=WHOLE,
    at=MOMENT,
    kind=TEXT,
    attendee=or_null(WHOLE),
    device=or_null(TEXT),
)
BATCH = an_object(
    ["scans"],
    scans={**list_of(ref("Scan")), "minItems": 1, "maxItems": 500},
    clock={**MOMENT, "description": "The time on the device as it sends, by which its scans are corrected"},
    ahead={
        "type": "integer",
        "description": "How many milliseconds ahead of ours the device measured that clock to be. "
        "Without it what the clock reads is taken to be now: the batch's way to us makes its scans later.",
    },
)
COPY = an_object(
    ["whole", "event", "device", "hosts", "attendees", "seq", "now", "lease"],
    whole={**FLAG, "description": "whether these are all; else those whose lines came after the number"},
    event=an_object(),
    device=an_object(
        id=WHOLE,
        name=TEXT,
        role=TEXT,
        n={**WHOLE, "description": "The highest number of a scan of this device"},
    ),
    hosts=list_of(an_object(id=WHOLE, name=TEXT)),
    attendees=list_of(ref("Person")),
    nicknames=list_of(list_of(TEXT)),
    seq=WHOLE,
    now=MOMENT,
    lease={**MOMENT, "description": "until when a copy may be kept without another word from us"},
)
STATUS = an_object(
    unsent={**WHOLE, "description": "scans that are not yet acknowledged"},
    oldest_unsent=or_null(MOMENT),
    clock=MOMENT,
    shift={**TEXT, "description": "who stands there, if they want to say"},
    version=TEXT,
)
PRINTER = an_object(
    ["name", "state", "words", "ready", "held"],
    name=TEXT,
    state=words("idle", "printing", "blocked", "offline"),
    words={**list_of(TEXT), "description": "The printer's own"},
    ready={**FLAG, "description": "It takes badges, as far as we know"},
    held={**FLAG, "description": "The organiser has stopped it"},
    labels_left={**or_null(WHOLE), "description": "Where they are few"},
)
IN_STEP = an_object(
    ["now", "lease", "seq"],
    now=MOMENT,
    lease=MOMENT,
    seq=WHOLE,
    printers={**list_of(PRINTER), "description": "The event's print stations; none for a kiosk"},
)
WALK_IN = an_object(
    ["id", "name"], id=UUID, name=TEXT, company=TEXT, email=TEXT, host=or_null(WHOLE), at=MOMENT
)
CORRECTION = an_object(["name", "company"], name=TEXT, company=TEXT)
ONE = an_object(["attendee"], attendee=ref("Person"))
WORD = an_object(["word"], word=words("at_desk"))
REPRINT = an_object(["reason"], reason=words("spoilt", "lost", "corrected"))
CAME_OUT = an_object(["came_out"], came_out=FLAG)
