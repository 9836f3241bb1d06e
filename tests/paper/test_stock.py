"""Stock: every sheet, roll and card has the measures its sources give, and is found by all its names."""

import tomllib
from importlib.resources import files

import pytest

from badges.paper.refusals import UnknownStock
from badges.paper.stock import DEFAULT_STOCK, stock_named, stock_names

LETTER, A4, A4_WIDE = (215.9, 279.4), (210, 297), (297, 210)
# name: page, columns and rows, label's width and height, left and top, pitch right and down
SHEETS = {
    "page-90x60": ((90, 60), (1, 1), (90, 60), (0, 0), (90, 60)),
    "avery-5392": (LETTER, (2, 3), (101.6, 76.2), (6.35, 25.4), (101.6, 76.2)),
    "avery-5390": (LETTER, (2, 4), (88.9, 55.03), (19.05, 29.63), (88.9, 55.03)),
    "avery-5395": (LETTER, (2, 4), (85.73, 59.27), (17.46, 14.82), (95.25, 63.5)),
    "avery-5895": (LETTER, (2, 4), (77.79, 51.32), (22.23, 20.65), (95.25, 63.5)),
    "avery-74552": (LETTER, (2, 5), (76.2, 50.01), (31.75, 14.29), (76.2, 50.01)),
    "avery-74558": (LETTER, (2, 5), (76.2, 50.01), (31.75, 15.9), (76.2, 50.01)),
    "avery-5361": (LETTER, (1, 3), (82.55, 50.8), (109.54, 21.17), (82.55, 93.13)),
    "avery-5163": (LETTER, (2, 5), (101.6, 50.8), (4.13, 12.7), (106.36, 50.8)),
    "avery-8522": (LETTER, (1, 2), (152.4, 107.95), (31.75, 31.75), (152.4, 107.95)),
    "avery-l4784": (A4, (3, 9), (63.5, 29.6), (7.15, 15.3), (66.1, 29.6)),
    "avery-l4785": (A4, (2, 5), (80, 50), (17.5, 13.5), (95, 55)),
    "avery-l7418": (A4, (2, 4), (86, 55), (19, 38.5), (86, 55)),
    "durable-1445-02": (A4, (2, 5), (90, 54), (15, 12), (90, 54)),
    "durable-1453-02": (A4, (2, 6), (75, 40), (30, 28.5), (75, 40)),
    "durable-1456-02": (A4, (2, 4), (90, 60), (15, 28.5), (90, 60)),
    "herma-4412": (A4, (2, 5), (80, 50), (17.5, 13.5), (95, 55)),
    "herma-9642": (A4, (4, 6), (40, 40), (15, 13.5), (46, 46)),
    "herma-4515": (A4, (2, 8), (88.9, 33.87), (12.29, 13.03), (96.52, 33.87)),
    "herma-9012": (A4, (2, 4), (90, 60), (10, 28.5), (100, 60)),
    "lyreco-143-344": (A4, (3, 8), (70, 36), (0, 4.5), (70, 36)),
    "a6-on-a4": (A4, (2, 2), (105, 148.5), (0, 0), (105, 148.5)),
    "a6-landscape-on-a4": (A4_WIDE, (2, 2), (148.5, 105), (0, 0), (148.5, 105)),
    "a7-on-a4": (A4_WIDE, (4, 2), (74.25, 105), (0, 0), (74.25, 105)),
    "a7-landscape-on-a4": (A4, (2, 4), (105, 74.25), (0, 0), (105, 74.25)),
    "a4-french-fold": (A4, (1, 1), A4, (0, 0), A4),
    "letter-french-fold": (LETTER, (1, 1), LETTER, (0, 0), LETTER),
    "cr80": ((85.6, 53.98), (1, 1), (85.6, 53.98), (0, 0), (85.6, 53.98)),
}
# name: width across the roll and length along it, whether it is worn sideways, dots to the inch
ROLLS = {
    "butterfly-82x203": (82, 203, False, 0),
    "badge-96x82": (96, 82, False, 0),
    "badge-96x134": (96, 134, False, 0),
    "dymo-30256": (59, 102, True, 300),
    "dymo-99014": (54, 101, True, 300),
    "dymo-30374": (51, 89, True, 300),
    "dymo-30856": (62, 106, True, 300),
    "dymo-99015": (54, 70, True, 300),
    "dymo-11356": (41, 89, True, 300),
    "dymo-s0722540": (32, 57, True, 300),
    "brother-dk-11202": (61.98, 99.82, True, 300),
    "brother-62x29": (62, 29, False, 300),
    "brother-29x90": (29, 90, True, 300),
    "brother-102x152": (102, 152, False, 300),
    "brother-dk-11234": (60, 86, True, 300),
    "brother-62-endless-100": (62, 100, True, 300),
    "brother-62-endless-75": (62, 75, True, 300),
    "brother-62-endless-29": (62, 29, False, 300),
    "zebra-800262-405": (57, 102, True, 203),
    "zebra-800262-405-300dpi": (57, 102, True, 300),
    "zebra-4x3": (101.6, 76.2, False, 203),
    "zebra-4x3-300dpi": (101.6, 76.2, False, 300),
    "zebra-4x6-butterfly": (101.6, 152.4, False, 203),
    "zebra-4x6-butterfly-300dpi": (101.6, 152.4, False, 300),
}
# name: what its sources print of it, in dots across and along the roll
PRINTABLE = {
    "brother-dk-11202": (696, 1109),
    "brother-62x29": (696, 271),
    "brother-29x90": (306, 991),
    "brother-102x152": (1164, 1660),
    "brother-dk-11234": (672, 954),
}
# other product number: the stock
ALSO = {
    "avery-5384": "avery-5392", "avery-74540": "avery-5392", "avery-74541": "avery-5392",
    "avery-74459": "avery-5392", "avery-5383": "avery-5390", "avery-8395": "avery-5395",
    "avery-15395": "avery-5395", "avery-5095": "avery-5895", "avery-5362": "avery-5361",
    "avery-l4786": "avery-l4785", "avery-l4787": "avery-l4785", "durable-8334-02": "durable-1453-02",
    "id-1": "cr80", "dymo-30258": "dymo-99015", "dymo-s0722560": "dymo-11356",
    "brother-62x100": "brother-dk-11202", "brother-dk-22205": "brother-62-endless-100",
    "brother-62red": "brother-62-endless-100", "zebra-4x6": "zebra-4x6-butterfly",
    "zebra-4x6-300dpi": "zebra-4x6-butterfly-300dpi",
}

every_stock = pytest.mark.parametrize("name", stock_names())


def test_every_stock_of_the_tables_can_be_ordered_and_the_default_comes_first():
    assert set(stock_names()) == SHEETS.keys() | ROLLS.keys()
    assert stock_names()[0] == DEFAULT_STOCK == "page-90x60"


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_has_the_measures_its_sources_give(name):
    page, grid, label, corner, pitch = SHEETS[name]

    stock = stock_named(name)

    assert (stock.page_width, stock.page_height) == page
    assert (stock.columns, stock.rows) == grid
    assert (stock.label_width, stock.label_height) == label
    assert (stock.left, stock.top) == corner
    assert (stock.pitch_x, stock.pitch_y) == pitch
    assert (stock.roll, stock.sideways, stock.dpi) == (False, False, 0)


@pytest.mark.parametrize("name", ROLLS)
def test_a_label_of_a_roll_is_a_page_of_its_own(name):
    across, along, sideways, dpi = ROLLS[name]

    stock = stock_named(name)

    assert stock.roll
    assert stock.labels == 1
    assert (stock.page_width, stock.page_height) == ((along, across) if sideways else (across, along))
    assert (stock.sideways, stock.dpi) == (sideways, dpi)
    assert stock.page_width > stock.page_height or not sideways


@pytest.mark.parametrize("name", ROLLS)
def test_what_is_printed_on_a_roll_stands_in_the_middle_of_the_label(name):
    stock = stock_named(name)
    dots = (stock.label_width * stock.dpi / 25.4, stock.label_height * stock.dpi / 25.4)

    assert 2 * stock.left + stock.label_width == pytest.approx(stock.page_width)
    assert 2 * stock.top + stock.label_height == pytest.approx(stock.page_height)
    if name in PRINTABLE:
        assert dots == pytest.approx(PRINTABLE[name][::-1] if stock.sideways else PRINTABLE[name])


@pytest.mark.parametrize(("name", "length"), [(f"brother-62-endless-{cut}", cut) for cut in (100, 75, 29)])
def test_an_endless_roll_leaves_out_thirty_five_dots_at_either_end(name, length):
    stock = stock_named(name)
    along, across = sorted((stock.label_width, stock.label_height), reverse=length > 62)

    assert across * 300 / 25.4 == pytest.approx(696)
    assert along * 300 / 25.4 == pytest.approx(length * 300 / 25.4 - 70, abs=0.5)


@every_stock
def test_labels_stand_on_the_page_and_none_on_another(name):
    stock = stock_named(name)
    corners = [stock.place(n) for n in range(stock.labels)]
    slack = 1e-9

    for left, top in corners:
        assert min(left, top) >= 0
        assert left + stock.label_width <= stock.page_width + slack
        assert top + stock.label_height <= stock.page_height + slack
    assert stock.columns == 1 or stock.pitch_x >= stock.label_width
    assert stock.rows == 1 or stock.pitch_y >= stock.label_height
    assert corners == sorted(corners, key=lambda corner: corner[::-1])


@every_stock
def test_panels_stand_within_the_label_and_do_not_cover_each_other(name):
    stock = stock_named(name)

    front, *backs = stock.panels

    assert not front.turned
    assert len(backs) == bool(stock.fold)
    for panel in stock.panels:
        assert (panel.width, panel.height) == (stock.panel_width, stock.panel_height)
        assert min(panel.left, panel.top) >= 0
        assert panel.left + panel.width <= stock.label_width
        assert panel.top + panel.height <= stock.label_height
    for back in backs:
        assert back.turned
        assert back.left == front.left
        assert abs(back.top - front.top) == front.height


@pytest.mark.parametrize(("name", "width", "height"), [
    ("butterfly-82x203", 82, 101.5), ("zebra-4x6-butterfly", 101.6, 76.2),
    ("a4-french-fold", 105, 148.5), ("letter-french-fold", 107.95, 139.7), ("avery-l4785", 80, 50),
])
def test_a_design_is_laid_out_on_one_panel(name, width, height):
    stock = stock_named(name)

    assert (stock.panel_width, stock.panel_height) == (width, height)


def behind(x, y, *, fold, of):
    """Where a point of the sheet lies once all beyond the fold is folded behind: above it or left of it."""
    return (2 * of - x if fold == "left" and x < of else x), (2 * of - y if fold == "upper" and y < of else y)


@pytest.mark.parametrize("name", ["a4-french-fold", "letter-french-fold"])
def test_a_page_folded_twice_shows_its_front_and_behind_it_its_back_the_same_way_up(name):
    stock = stock_named(name)
    front, back = stock.panels
    top_of_back = (back.left + back.width / 2, back.top + back.height - 1)

    folded = behind(*top_of_back, fold="left", of=stock.page_width / 2)
    folded = behind(*folded, fold="upper", of=stock.page_height / 2)

    # Turned by half a circle, the back's first line is the panel's lowest; folded, it is at the front's top.
    assert folded == (front.left + front.width / 2, front.top + 1)


@pytest.mark.parametrize(("name", "room"), [
    ("avery-5392", 0), ("avery-l4785", 2.5), ("herma-9642", 3), ("avery-5361", 21.165),
    ("page-90x60", 0), ("brother-dk-11202", 0), ("lyreco-143-344", 0),
])
def test_colour_may_run_over_an_edge_only_where_paper_is_left(name, room):
    assert stock_named(name).bleed == pytest.approx(room)


@every_stock
def test_a_stock_says_what_people_call_it_and_where_its_measures_come_from(name):
    stock = stock_named(name)

    assert len(stock.title) > 10
    assert stock.source.endswith(".")


def test_the_table_holds_no_word_that_nobody_reads():
    table = tomllib.loads(files("badges.paper").joinpath("stocks.toml").read_text("utf-8"))

    words = {word for said in table.values() for word in said}

    assert words == {"title", "also", "page", "grid", "label", "at", "pitch", "corner", "fold",
                     "roll", "sideways", "endless", "dpi", "dots", "source"}


def test_every_number_a_box_may_carry_finds_its_stock():
    found = {also: stock_named(also).name for also in ALSO}

    assert found == ALSO
    assert sorted(also for name in stock_names() for also in stock_named(name).also) == sorted(ALSO)


@pytest.mark.parametrize(("typed", "name"), [
    ("Avery L4786", "avery-l4785"), ("AVERY-5384", "avery-5392"), (" avery_5392 ", "avery-5392"),
    ("Lyreco 143.344", "lyreco-143-344"), ("CR80", "cr80"), ("Brother DK-11202", "brother-dk-11202"),
])
def test_a_stock_is_found_as_it_is_written_on_its_box(typed, name):
    assert stock_named(typed).name == name


def test_a_stock_nobody_sells_is_refused_with_those_near_it():
    with pytest.raises(UnknownStock, match=r"called 'avery-5393'\. Did you mean .*avery-5392, ") as refused:
        stock_named("avery-5393")

    assert refused.value.code == "unknown_stock"
    assert refused.value.facts["known"] == stock_names()
    assert refused.value.message.count("avery-") == 7


@pytest.mark.parametrize("name", ["", "baroque", "\0", "å" * 5000, "- " * 5000])
def test_a_name_near_none_is_refused_in_a_short_sentence_that_says_where_they_are_listed(name):
    with pytest.raises(UnknownStock, match="organiser's page of badges lists") as refused:
        stock_named(name)

    assert "Did you mean" not in refused.value.message
    assert len(refused.value.message) < 200
