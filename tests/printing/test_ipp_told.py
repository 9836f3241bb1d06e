"""What printers of many makes say, and what a station makes of it."""

import pytest

from badges.printing.backends.ipp_ticket import ticket
from badges.printing.backends.ipp_told import fate_of, look_of, makes_of
from badges.printing.backends.ipp_wire import Tag
from badges.printing.printer import PDF, PWG, Fate, Told, Unreachable, Wanted

IDLE, PRINTS, STOPPED = 3, 4, 5
PENDING, HELD, AT_WORK, WAITS, CANCELLED, ABORTED, COMPLETED = range(3, 10)
A_TRAY = {"media-size": [{"x-dimension": [9000], "y-dimension": [6000]}]}
A_RANGE = {"media-size": [{"x-dimension": [(1200, 6200)], "y-dimension": [100]}]}


def a_printer(state=IDLE, *reasons, **more):
    said = {"printer-state": [state], "printer-state-reasons": list(reasons)}
    return said | {name.replace("_", "-"): values for name, values in more.items()}


def a_job(state, *reasons, **more):
    said = {"job-state": [state], "job-state-reasons": list(reasons)}
    return said | {name.replace("_", "-"): values for name, values in more.items()}


@pytest.mark.parametrize(
    ("printer", "stopped", "words"),
    [
        (a_printer(IDLE, "none"), False, ()),
        (a_printer(IDLE, "media-low-warning"), False, ("media-low",)),
        (a_printer(PRINTS, "toner-empty-warning"), False, ("toner-empty",)),
        (a_printer(STOPPED, "toner-empty-error"), True, ("toner-empty",)),
        (a_printer(IDLE, "media-empty-report"), True, ("media-empty",)),
        (a_printer(PRINTS, "media-empty-warning", media_col_ready=[A_TRAY, A_TRAY]), False, ("media-empty",)),
        (a_printer(STOPPED, "media-empty-error", media_col_ready=[A_TRAY, A_TRAY]), True, ("media-empty",)),
        (a_printer(PRINTS, "media-jam-warning"), True, ("media-jam",)),
        (a_printer(IDLE, "cover-open-report"), True, ("cover-open",)),
        (a_printer(IDLE, "offline-report"), True, ("offline",)),
        (a_printer(IDLE, "cutter-stuck-error"), True, ("cutter-stuck",)),
        (a_printer(STOPPED, "other", printer_state_message=["Ribbon out. "]), True, ("other", "Ribbon out.")),
        (a_printer(STOPPED, printer_state_message=["Idle."]), True, ()),
        (a_printer(IDLE, printer_is_accepting_jobs=[False]), True, ("not-accepting-jobs",)),
    ],
)
def test_a_printer_waits_for_a_person_or_not(printer, stopped, words):
    look = look_of(printer)

    assert (look.stopped, look.words) == (stopped, words)


@pytest.mark.parametrize(
    ("job", "fate"),
    [
        (a_job(HELD, "job-incoming"), Fate.EMPTY),
        (a_job(PENDING, "job-data-insufficient", number_of_documents=[0]), Fate.EMPTY),
        (a_job(PENDING, "job-incoming", number_of_documents=[1]), Fate.WAITING),
        (a_job(PENDING, "job-incoming", job_k_octets=[12]), Fate.WAITING),
        (a_job(AT_WORK, "job-incoming", number_of_documents=[0]), Fate.EMPTY),
        (a_job(AT_WORK, "job-incoming"), Fate.PRINTING),
        (a_job(PENDING, "none"), Fate.WAITING),
        (a_job(HELD, "job-hold-until-specified"), Fate.STOPPED),
        (a_job(AT_WORK, "job-printing"), Fate.PRINTING),
        (a_job(WAITS, "printer-stopped"), Fate.STOPPED),
        (a_job(CANCELLED, "job-canceled-at-device"), Fate.CANCELLED),
        (a_job(ABORTED, "document-format-error"), Fate.FAILED),
        (a_job(COMPLETED, "job-completed-with-warnings"), Fate.PRINTED),
    ],
)
def test_a_job_is_where_its_printer_says(job, fate):
    assert fate_of(job, look_of(a_printer(PRINTS))).fate == fate


def test_a_job_waits_where_its_printer_waits_for_somebody():
    jammed = look_of(a_printer(PRINTS, "media-jam-warning"))

    for job in (a_job(AT_WORK, "job-printing"), a_job(PENDING, "none")):
        assert fate_of(job, jammed) == Told(Fate.STOPPED, ("media-jam",))
    assert fate_of(a_job(COMPLETED), jammed).fate == Fate.PRINTED


def test_a_printer_or_a_job_without_a_state_is_unreachable():
    with pytest.raises(Unreachable):
        look_of({})
    with pytest.raises(Unreachable):
        fate_of({}, None)


@pytest.mark.parametrize(
    ("said", "dpi"),
    [
        ([], 300),
        ([(600, 600, 3), (300, 300, 3)], 300),
        ([(203, 203, 3)], 203),
        ([(600, 600, 3), (203, 203, 3)], 600),
        ([(80, 80, 4)], 203),
        ([(300, 600, 3)], 0),
        ([(150, 150, 3)], 0),
    ],
)
def test_rasters_have_the_dots_of_badges_where_the_printer_has_them(said, dpi):
    makes = makes_of(
        {"document-format-supported": [PWG], "pwg-raster-document-resolution-supported": said}
    )

    assert (makes.dpi, makes.formats) == (dpi, (PWG,) if dpi else ())


def test_a_printer_of_pages_has_no_dots_and_goes_by_the_best_name_it_has():
    makes = makes_of({"document-format-supported": ["image/urf", PDF], "printer-info": ["Lobby"]})

    assert (makes.model, makes.formats, makes.dpi, makes.uuid) == ("Lobby", (PDF,), 0, "")


@pytest.mark.parametrize(
    ("said", "media"),
    [
        ({"media-ready": ["oe_badge-90x60mm_90x60mm"]}, (90.0, 60.0)),
        ({"media-ready": ["na_index-4x6_4x6in"]}, (101.6, 152.4)),
        ({"media-ready": ["custom_min_50x30mm", "custom_max_60x300mm"]}, None),
        ({"media-ready": ["labels"]}, None),
        ({"media-col-ready": [A_TRAY, A_TRAY], "media-ready": ["iso_a4_210x297mm"]}, (90.0, 60.0)),
        ({"media-col-ready": [A_RANGE]}, None),
    ],
)
def test_the_size_that_lies_in_a_printer_is_read_wherever_it_stands(said, media):
    assert makes_of(said).media == media


def attrs(wanted, **printer):
    given = ticket(wanted, {name.replace("_", "-"): values for name, values in printer.items()})
    return {attr.name: attr for attr in given}


def size_of(attr):
    (size,) = attr.values[0]
    return tuple(edge.values[0] for edge in size.values[0])


def test_a_ticket_says_only_what_the_printer_knows():
    assert attrs(Wanted(90, 60, darkness=3)) == {}


def test_a_ticket_names_the_paper_as_the_printer_measures_it_either_way_round():
    loaded = {"media_col_supported": ["media-size"], "media_col_ready": [A_TRAY]}

    assert size_of(attrs(Wanted(60, 89), **loaded)["media-col"]) == (9000, 6000)
    assert size_of(attrs(Wanted(54, 86.5), **loaded)["media-col"]) == (5400, 8650)


def test_a_ticket_asks_for_no_scaling_for_darkness_and_for_a_cut():
    known = {
        "print_scaling_supported": ["auto", "none"],
        "print_darkness_supported": [21],
        "finishings_supported": [3, 60, 11],
    }

    asked = attrs(Wanted(90, 60, darkness=-3), **known)

    assert asked["print-scaling"].values == ("none",)
    assert asked["print-darkness"].values == (-30,)
    assert (asked["finishings"].tag, asked["finishings"].values) == (Tag.ENUM, (60,))
    assert "finishings" not in attrs(Wanted(90, 60, cut=False), **known)
