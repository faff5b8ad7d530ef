"""What is true of every règlement: differences add up, order does not matter, files come back, a charge is replayed."""

import json
from dataclasses import replace
from datetime import date
from random import Random

import pytest

from reservations.facts import HOUSE
from reservations.pricing.bills import DatedRulebook, Tariff, WorldLine, differences, price
from rules.dmn import read as read_dmn
from rules.dmn import write as write_dmn
from rules.dmn.exchanging import step_to_dmn, table_of
from rules.files import rulebook_from_json, rulebook_to_json
from rules.lines import ZERO
from rules.operations import Operation
from rules.outcomes import Amount, Keep, Named, Percent, Refuse
from rules.records import record, replay_record
from rules.steps import apply
from rules.travel import read, write
from tests.rules.random_reglements import rulebook, world

SEEDS = range(30)  # a thousand pass as well
LITERAL = (Amount, Keep, Named, Percent, Refuse)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_differences_of_two_worlds_add_up_to_the_difference_of_their_totals(seed):
    random = Random(seed)
    tariff = Tariff((DatedRulebook("1", date(2026, 9, 1), rulebook(random)),))
    before, after = ([WorldLine(line) for line in world(random)] for _ in range(2))
    old, new = price(tariff, before), price(tariff, after)
    assert sum((gap.amount for gap in differences(old, new)), ZERO) == new.total - old.total
    assert sum((gap.amount for gap in differences(new, old)), ZERO) == old.total - new.total
    assert not [gap for gap in differences(old, old) if gap.amount]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_order_in_which_lines_are_given_changes_nothing(seed):
    random = Random(seed)
    rules, lines = rulebook(random), world(random)
    assert told(apply(rules, lines)) == told(apply(rules, random.sample(lines, len(lines))))


def told(bill):
    return {name: (one.amount, one.refusal, one.shares, sorted(one.members)) for name, one in bill.by_subject.items()}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_charge_is_replayed_from_what_was_stored_of_it(seed):
    random = Random(seed)
    rules = rulebook(random)
    old, new = apply(rules, world(random)), apply(rules, world(random))
    for subject in old.subjects | new.subjects:
        stored = json.loads(json.dumps(record(old.by_subject.get(subject), new.by_subject.get(subject))))
        assert replay_record(stored) == new.of(subject) - old.of(subject)


@pytest.mark.parametrize("seed", SEEDS)
def test_nobody_takes_more_of_a_price_than_there_is(seed):
    random = Random(seed)
    bill = apply(rulebook(random), world(random))
    for one in bill.lines:
        assert sum((part for _debtor, part in one.shares), ZERO) <= max(ZERO, one.amount or ZERO)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_reglement_comes_back_the_same_from_its_file_and_from_what_is_stored(seed):
    rules = replace(rulebook(Random(seed)), name="au hasard")
    stored = json.loads(json.dumps(rulebook_to_json(rules)))
    assert rulebook_from_json(stored, HOUSE, name="au hasard") == rules
    text = write(name="au hasard", kind="prix", title="2026", valid_from=date(2026, 9, 1), stored=stored, examples=[],
                 words=HOUSE)  # fmt: skip
    assert read(text, HOUSE).rules == rules
    again = read(text, HOUSE)
    assert text == write(name=again.name, kind=again.kind, title=again.title, valid_from=again.valid_from,
                         stored=again.stored, examples=[], words=HOUSE)  # fmt: skip


@pytest.mark.parametrize("seed", SEEDS)
def test_a_step_of_literal_results_comes_back_the_same_from_dmn(seed):
    rules = rulebook(Random(seed))
    kinds = {fact.name: fact.kind for fact in HOUSE.facts}
    for step, stored in zip(rules.steps, rulebook_to_json(rules)["etapes"], strict=True):
        literal = (Named, Keep) if step.operation is Operation.NAME else LITERAL  # an amount that is named is a number
        if all(isinstance(row.output, literal) for row in step.table.rows):
            decision = step_to_dmn(stored, kinds | {column.name: column.kind for column in step.table.columns})
            assert read_dmn(write_dmn(decision)) == decision
            back = table_of(decision, step.operation)
            assert [row["cellules"] for row in back["lignes"]] == [row["cellules"] for row in stored["lignes"]]
            assert [row["resultat"] for row in back["lignes"]] == [row["resultat"] for row in stored["lignes"]]
