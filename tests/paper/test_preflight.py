"""Preflight: what somebody should know before paper is spent."""

from badges.paper import look_over
from tests.paper.reading import a_badge, a_code, composer


def looked_over(*badges, stock="page-90x60", design="plain"):
    return look_over(badges, composer(stock, design))


def test_badges_that_are_right_give_nothing_to_look_at():
    found = looked_over(a_badge("Mira Okafor"), a_badge("Ng"))

    assert (found.count, found.refused, found.looks) == (2, (), ())


def test_a_name_at_its_smallest_is_to_be_looked_at():
    name = "Keihanaikukauakahihuliheekahaunaele"

    look = looked_over(a_badge(name)).looks[0]

    assert (look.name, look.kind) == (name, "floor")
    assert "11.6 pt" in look.why


def test_a_name_on_several_lines_is_to_be_looked_at():
    (look,) = looked_over(a_badge("Pablo Diego José Francisco de Paula Juan Nepomuceno")).looks

    assert look.kind == "wrapped"
    assert "lines" in look.why


def test_namesakes_are_told_apart():
    found = looked_over(a_badge("Anna Schmidt", company="Ox", badge_code=a_code(1)),
                        a_badge("anna schmidt", company="", badge_code=a_code(2)), a_badge("Ng"))

    assert [look.kind for look in found.looks if look.kind != "empty"] == ["namesake", "namesake"]
    assert "Ox" in found.looks[0].why
    assert any("7KW2MX" in look.why for look in found.looks)


def test_what_the_list_does_not_say_is_named():
    (look,) = looked_over(a_badge(company="")).looks

    assert (look.kind, look.why) == ("empty", "Nothing is written for company.")


def test_a_refused_badge_is_no_badge_to_look_at_and_is_not_counted():
    found = looked_over(a_badge("Bo\x00"), a_badge("Ng"))

    assert found.count == 1
    assert [problem.name for problem in found.refused] == ["Bo\x00"]
    assert found.looks == ()
