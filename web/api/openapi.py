"""The interface described by itself; a test holds it against the routes and their answers."""

from typing import Any

Schema = dict[str, Any]


def _object(required: list[str] | None = None, **properties: Schema) -> Schema:
    schema: Schema = {"type": "object", "properties": properties}
    return {**schema, "required": required} if required else schema


def _list(of: Schema) -> Schema:
    return {"type": "array", "items": of}


def _or_null(of: Schema) -> Schema:
    return {"anyOf": [of, {"type": "null"}]}


def _words(*values: str) -> Schema:
    return {"type": "string", "enum": list(values)}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _query(name: str, schema: Schema, says: str) -> Schema:
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": says}


def _answers(schema: Schema, media: str = "application/json") -> Schema:
    refused = {"description": "Refused", "content": {"application/json": {"schema": _ref("Error")}}}
    return {
        "200": {"description": "Done", "content": {media: {"schema": schema}}},
        **dict.fromkeys(("400", "401", "403", "404", "413", "422", "429"), refused),
    }


def _get(says: str, schema: Schema, *query: Schema, media: str = "application/json") -> Schema:
    return {"get": {"summary": says, "parameters": list(query), "responses": _answers(schema, media)}}


TEXT: Schema = {"type": "string"}
WHOLE: Schema = {"type": "integer", "minimum": 0}
FLAG: Schema = {"type": "boolean"}
MOMENT: Schema = {"type": "string", "format": "date-time"}
UUID: Schema = {"type": "string", "format": "uuid"}

STANDING = _words(
    "expected", "late", "missing", "here", "left_early", "stayed", "no_show", "excused", "cancelled"
)
REASON = _words(
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
PERSON = _object(
    ["id", "name", "standing"],
    id=WHOLE,
    name=TEXT,
    company=TEXT,
    type=TEXT,
    standing=STANDING,
    arrived_at=_or_null(MOMENT),
    collected_at=_or_null(MOMENT),
    left_at=_or_null(MOMENT),
    set_aside_at=_or_null(MOMENT),
)
SCAN = _object(
    ["id", "action", "at"],
    id=UUID,
    n=WHOLE,
    action=_words("arrive", "collect", "leave", "set_aside", "undo"),
    code=TEXT,
    attendee=WHOLE,
    undoes=UUID,
    at=MOMENT,
    via=_words("camera", "wedge", "typed", "search", "self", "link"),
    offline=FLAG,
    told=_words("done", "again", "refused"),
    note={**TEXT, "maxLength": 500},
)
RESULT = _object(
    ["id", "result", "seq"],
    id=_or_null(UUID),
    result=_words("done", "again", "refused"),
    reason=_or_null(REASON),
    review=_or_null(_words("double_admission", "excused_but_here", "cancelled_but_here", "retired")),
    message=TEXT,
    attendee=_or_null(_ref("Person")),
    first=_or_null(_object(at=MOMENT, device=TEXT)),
    seq=WHOLE,
)
LINE = _object(
    ["seq", "at", "kind"],
    seq=WHOLE,
    at=MOMENT,
    kind=TEXT,
    attendee=_or_null(WHOLE),
    device=_or_null(TEXT),
)
BATCH = _object(
    ["scans"],
    scans={**_list(_ref("Scan")), "minItems": 1, "maxItems": 500},
    clock={**MOMENT, "description": "The time on the device as it sends, by which its scans are corrected"},
)
AFTER = _query("after", WHOLE, "only what comes after this number")
LIMIT = _query("limit", {**WHOLE, "maximum": 1000}, "how many at most")
EVENT: Schema = {"name": "event", "in": "path", "required": True, "schema": TEXT, "description": "its slug"}


def _of_event(name: str, path: Schema) -> dict[str, Schema]:
    return {f"/api/v1/events/{{event}}/{name}": {"parameters": [EVENT], **path}}


SCANS = {
    "post": {
        "summary": "Record 1 to 500 scans; the same id gets the same answer however often it is sent",
        "parameters": [_query("dry", _words("1"), "say what would happen and write nothing")],
        "requestBody": {"required": True, "content": {"application/json": {"schema": BATCH}}},
        "responses": _answers(_object(["results", "seq"], results=_list(_ref("Result")), seq=WHOLE)),
    }
}
PATHS: dict[str, Schema] = {
    **_of_event("scans", SCANS),
    **_of_event(
        "journal",
        _get("What happened, in order", _object(lines=_list(_ref("Line")), seq=WHOLE), AFTER, LIMIT),
    ),
    **_of_event(
        "live",
        _get(
            "The journal as it grows (server-sent events; resumes from Last-Event-ID or after)",
            TEXT,
            AFTER,
            media="text/event-stream",
        ),
    ),
    **_of_event(
        "attendees",
        _get(
            "People, found as they are misheard and mistyped; without q everybody in list order",
            _object(attendees=_list(_ref("Person"))),
            _query("q", TEXT, "name, company, host or code"),
            _query("after", WHOLE, "without q: only those after this id"),
            LIMIT,
        ),
    ),
    **_of_event(
        "copy",
        _get(
            "What a tablet keeps for the time without a network, true at seq",
            _object(event=_object(), attendees=_list(_ref("Person")), seq=WHOLE),
        ),
    ),
    **_of_event(
        "report", _get("The no-show report", _object(), _query("at", MOMENT, "as it stood at this moment"))
    ),
    "/api/v1/openapi.json": _get("This description", _object()),
}
DESCRIPTION: Schema = {
    "openapi": "3.1.0",
    "info": {"title": "Last Badge", "version": "1", "license": {"name": "Apache-2.0"}},
    "security": [{"key": []}],
    "paths": PATHS,
    "components": {
        "securitySchemes": {"key": {"type": "http", "scheme": "bearer", "description": "a key"}},
        "schemas": {
            "Person": PERSON,
            "Scan": SCAN,
            "Result": RESULT,
            "Line": LINE,
            "Error": _object(["error"], error=_object(["code", "message"], code=TEXT, message=TEXT)),
        },
    },
}
