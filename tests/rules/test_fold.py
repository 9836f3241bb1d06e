"""The fold: the same scans lead to the same facts, however they came."""

from datetime import timedelta
from itertools import accumulate, count
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from badges.rules.fold import ACTIONS, UNDO, Facts, Mark, Move, first_of, fold, step
from tests.builders import START, at

NUMBERS = count(1)
TIMES = st.integers(0, 5).map(lambda minutes: START + timedelta(minutes=minutes))


@st.composite
def scans(draw, *, undos=True):
    """Scans of one attendee at up to three devices, many of them at the same moment."""
    actions = sorted(ACTIONS if undos else ACTIONS - {UNDO})
    made = []
    for number in range(draw(st.integers(0, 9))):
        action = draw(st.sampled_from(actions))
        undoes = draw(st.sampled_from(made)).id if action == UNDO and made else None
        device, n = draw(st.integers(0, 2)), draw(st.integers(0, 3))
        made.append(Move(UUID(int=number), action, draw(TIMES), device, n, undoes))
    return made


def a_move(action, clock, device=1, undoes=None):
    return Move(UUID(int=next(NUMBERS)), action, at(clock), device, 0, undoes.id if undoes else None)


@given(scans().flatmap(lambda made: st.tuples(st.just(made), st.permutations(made + made[:4]))))
def test_any_order_and_any_repetition_of_the_same_scans_lead_to_the_same_facts(both):
    made, shuffled = both

    assert fold(shuffled) == fold(made)


@given(scans(undos=False))
def test_taking_scans_one_by_one_in_their_order_is_folding_them_all(made):
    in_order = sorted(made, key=lambda move: move.order)

    one_by_one = list(accumulate(in_order, step, initial=Facts()))

    assert one_by_one == [fold(in_order[:taken]).facts for taken in range(len(made) + 1)]


@given(scans(undos=False))
def test_nobody_collects_leaves_or_stays_without_having_arrived(made):
    facts = fold(made).facts

    assert facts.arrived or not (facts.collected or facts.left)
    assert not facts.left or facts.left.at >= facts.arrived.at


@given(scans())
def test_a_second_undo_of_the_same_scan_changes_nothing(made):
    undos = [move for move in made if move.undoes]
    last = START + timedelta(hours=1)
    again = [Move(UUID(int=100 + n), UNDO, last, undo.device, 0, undo.undoes) for n, undo in enumerate(undos)]

    assert fold(made + again).facts == fold(made).facts


def test_who_arrived_at_two_desks_arrived_at_the_earlier_one():
    facts = fold([a_move("arrive", "18:45", device=2), a_move("arrive", "18:42", device=1)]).facts

    assert facts.arrived == Mark(at("18:42"), 1)


def test_who_collects_has_arrived_with_it():
    facts = fold([a_move("collect", "18:42")]).facts

    assert facts.arrived == facts.collected == Mark(at("18:42"), 1)


def test_who_comes_back_has_not_left_and_arrived_when_they_first_came():
    moves = [a_move("arrive", "18:42"), a_move("leave", "19:00"), a_move("arrive", "19:30")]

    facts = fold(moves).facts

    assert (facts.arrived.at, facts.left) == (at("18:42"), None)


def test_leaving_before_having_come_is_nothing():
    assert fold([a_move("leave", "18:30"), a_move("arrive", "18:42")]).facts.left is None


def test_a_badge_that_was_collected_cannot_be_set_aside():
    facts = fold([a_move("collect", "18:42"), a_move("set_aside", "20:00")]).facts

    assert facts.set_aside is None
    assert first_of(facts, "set_aside") == facts.collected


def test_an_undo_takes_back_the_second_touch_of_the_same_desk_too():
    first, second = a_move("arrive", "18:42"), a_move("arrive", "18:42:01")

    folded = fold([first, second, a_move(UNDO, "18:43", undoes=first)])

    assert folded.facts == Facts()
    assert folded.taken_back == {first.id, second.id}


def test_an_undo_leaves_the_arrival_at_the_other_desk():
    first, other = a_move("arrive", "18:42"), a_move("arrive", "18:42:30", device=2)

    facts = fold([first, other, a_move(UNDO, "18:43", undoes=first)]).facts

    assert facts.arrived == Mark(at("18:42:30"), 2)


def test_who_is_scanned_again_after_an_undo_is_here_and_a_belated_second_undo_does_not_send_them_away():
    first = a_move("arrive", "18:42")
    undo, again = a_move(UNDO, "18:43", undoes=first), a_move("arrive", "18:44")

    facts = fold([first, undo, again, a_move(UNDO, "18:45", undoes=first)]).facts

    assert facts.arrived == Mark(at("18:44"), 1)


def test_an_undo_cannot_be_undone():
    first = a_move("arrive", "18:42")
    undo = a_move(UNDO, "18:43", undoes=first)

    facts = fold([first, undo, a_move(UNDO, "18:44", undoes=undo)]).facts

    assert facts == Facts()
