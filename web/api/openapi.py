"""The interface described by itself; a test holds it against the routes and their answers."""

from web.api.report_schema import REPORT
from web.api.schemas import (
    BATCH,
    CAME_OUT,
    COPY,
    CORRECTION,
    IN_STEP,
    LINE,
    MOMENT,
    ONE,
    PERSON,
    REPRINT,
    RESULT,
    SCAN,
    STATUS,
    TEXT,
    WALK_IN,
    WHOLE,
    WORD,
    Schema,
    an_object,
    get,
    list_of,
    post,
    query,
    ref,
    words,
)
from web.api.station_schema import STATION_PATHS

AFTER = query("after", WHOLE, "only what comes after this number")
LIMIT = query("limit", {**WHOLE, "maximum": 1000}, "how many at most")
EVENT: Schema = {"name": "event", "in": "path", "required": True, "schema": TEXT, "description": "its slug"}


ATTENDEE: Schema = {**EVENT, "name": "attendee", "schema": WHOLE, "description": "their id"}
JOB: Schema = {**EVENT, "name": "job", "schema": WHOLE, "description": "the print job's id"}


def _of_event(name: str, path: Schema) -> dict[str, Schema]:
    return {f"/api/v1/events/{{event}}/{name}": {"parameters": [EVENT], **path}}


SCANS = post(
    "Record 1 to 500 scans; the same id gets the same answer however often it is sent",
    BATCH,
    an_object(["results", "seq"], results=list_of(ref("Result")), seq=WHOLE),
    query("dry", words("1"), "say what would happen and write nothing"),
)
PATHS: dict[str, Schema] = {
    **_of_event("scans", SCANS),
    **_of_event(
        "journal",
        get("What happened, in order", an_object(lines=list_of(ref("Line")), seq=WHOLE), AFTER, LIMIT),
    ),
    **_of_event(
        "live",
        get(
            "The journal as it grows (server-sent events; resumes from Last-Event-ID or after)",
            TEXT,
            AFTER,
            media="text/event-stream",
        ),
    ),
    **_of_event(
        "attendees",
        get(
            "People, found as they are misheard and mistyped; without q everybody in list order",
            an_object(attendees=list_of(ref("Person"))),
            query("q", TEXT, "name, company, host or code"),
            query("after", WHOLE, "without q: only those after this id"),
            LIMIT,
        ),
    ),
    **_of_event(
        "copy",
        get(
            "What a tablet keeps for the time without a network, true at seq; with after what is new since",
            COPY,
            AFTER,
        ),
    ),
    **_of_event("status", post("A device says what it holds and how its clock goes", STATUS, IN_STEP)),
    **_of_event("walk-ins", post("Somebody on no list; the same id is the same person", WALK_IN, ONE)),
    "/api/v1/events/{event}/attendees/{attendee}/correction": {
        "parameters": [EVENT, ATTENDEE],
        **post("How somebody is written, mended at the desk", CORRECTION, ONE),
    },
    "/api/v1/events/{event}/attendees/{attendee}/word": {
        "parameters": [EVENT, ATTENDEE],
        **post("The hosts of an attendee hear at once that they stand at this desk", WORD, ONE),
    },
    "/api/v1/events/{event}/attendees/{attendee}/print": {
        "parameters": [EVENT, ATTENDEE],
        **post("An attendee's first badge is printed, or tried again", an_object(), ONE),
    },
    "/api/v1/events/{event}/attendees/{attendee}/reprint": {
        "parameters": [EVENT, ATTENDEE],
        **post("An attendee's badge is printed once more; a lost one gets a new code", REPRINT, ONE),
    },
    "/api/v1/events/{event}/print-jobs/{job}/answer": {
        "parameters": [EVENT, JOB],
        **post("Whether a badge came out that its printer no longer knows of", CAME_OUT, ONE),
    },
    **_of_event(
        "report", get("The no-show report", REPORT, query("at", MOMENT, "as it stood at this moment"))
    ),
    **STATION_PATHS,
    "/api/v1/openapi.json": get("This description", an_object()),
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
            "Error": an_object(["error"], error=an_object(["code", "message"], code=TEXT, message=TEXT)),
        },
    },
}
