"""The shapes of what a print station and the server say to each other."""

from web.api.schemas import (
    FLAG,
    PRINT,
    TEXT,
    WHOLE,
    Schema,
    an_object,
    get,
    list_of,
    or_null,
    post,
    query,
    words,
)

NUMBER: Schema = {"type": "number", "minimum": 0}
MEDIA: Schema = or_null({**list_of(NUMBER), "minItems": 2, "maxItems": 2})
FORMATS = words(
    "application/pdf", "image/pwg-raster", "application/vnd.zebra-zpl", "application/x-brother-raster"
)
JOB_STATE: Schema = PRINT["properties"]["state"]
JOB_OF_STATION = an_object(
    ["id", "attempt", "name", "state", "printer_job"],
    id=WHOLE,
    attempt={**WHOLE, "description": "Sent back with every word about it; another's is refused"},
    name={**TEXT, "description": "What it is called at the printer"},
    state=JOB_STATE,
    printer_job={**TEXT, "description": "The printer's own number of it"},
    attendee={**or_null(WHOLE), "description": "null: a test badge"},
    revision=WHOLE,
    reason=TEXT,
    cancel={**FLAG, "description": "It is to be taken back"},
)
REPORT = an_object(
    ["instance", "uri"],
    instance={**TEXT, "description": "Names the running program"},
    uri={**TEXT, "description": "Where its printer is"},
    makes={
        **or_null(
            an_object(
                model=TEXT,
                uuid=TEXT,
                formats={**list_of(TEXT), "description": "Media types, the best first"},
                dpi={**WHOLE, "description": "0: it takes pages"},
                media=MEDIA,
            )
        ),
        "description": "What the printer is; null where it was never reached",
    },
    look={
        **or_null(
            an_object(
                stopped={**FLAG, "description": "It waits for a person"},
                busy=FLAG,
                words={**list_of(TEXT), "description": "The printer's own"},
                media={**MEDIA, "description": "The paper in it: width and height in millimetres"},
                labels_left=or_null(WHOLE),
            )
        ),
        "description": "How the printer is; null where it does not answer",
    },
)
ORDERS = an_object(
    ["event", "station", "name", "lease", "holds", "waiting", "stop", "held", "tested"],
    event={**TEXT, "description": "The event's slug"},
    station={**WHOLE, "description": "The device's id"},
    name=TEXT,
    lease={**NUMBER, "description": "For how many seconds printer and jobs are this station's"},
    stock=TEXT,
    width={**NUMBER, "description": "Of the page, in millimetres"},
    height=NUMBER,
    darkness={"type": "integer", "minimum": -10, "maximum": 10},
    cut=FLAG,
    held={**FLAG, "description": "The organiser has stopped it"},
    tested={**FLAG, "description": "Its test badge was confirmed"},
    holds={**list_of(JOB_OF_STATION), "description": "The open jobs that are this station's"},
    waiting={**FLAG, "description": "There may be a job to claim"},
    stop={**list_of(WHOLE), "description": "Jobs to be taken back from the printer"},
    refuses={**TEXT, "description": "Why it gets no badges, such as paper that does not fit"},
)
ONE_JOB = an_object(["job"], job=or_null(JOB_OF_STATION))
SAID = an_object(
    ["instance", "attempt", "state"],
    instance=TEXT,
    attempt=WHOLE,
    state=words("created", "sending", "printing", "blocked", "printed", "failed", "unknown", "cancelled"),
    printer_job=TEXT,
    words={**TEXT, "description": "The printer's own words, or why it failed"},
)
INSTANCE = an_object(["instance"], instance=TEXT)
RELEASED = an_object(["instance", "attempt"], instance=TEXT, attempt=WHOLE)
JOB: Schema = {"name": "job", "in": "path", "required": True, "schema": WHOLE, "description": "the job's id"}
BINARY: Schema = {"type": "string", "format": "binary"}

STATION_PATHS: dict[str, Schema] = {
    "/api/v1/station": post(
        "A print station says how its printer is, and hears what it is to do", REPORT, ORDERS
    ),
    "/api/v1/station/claim": post("The next badge for this station, or null", INSTANCE, ONE_JOB),
    "/api/v1/station/live": get(
        "Rings when a badge waits that this station may print (server-sent events of the journal)",
        TEXT,
        media="text/event-stream",
    ),
    "/api/v1/station/jobs/{job}": {
        "parameters": [JOB],
        **post("Where a job is, kept once this is answered", SAID, ONE_JOB),
    },
    "/api/v1/station/jobs/{job}/release": {
        "parameters": [JOB],
        **post("A job is given back of which nothing was sent", RELEASED, ONE_JOB),
    },
    "/api/v1/station/jobs/{job}/document": {
        "parameters": [JOB],
        **get(
            "A badge that this station has claimed, as its printer takes it",
            BINARY,
            query("media_type", FORMATS, "one that the printer takes"),
            query("dpi", {**WHOLE, "maximum": 1200}, "the printer's dots; 0 for pages"),
            media="application/pdf",
        ),
    },
}
