"""Decision tables of DMN files: read, asked, written back; everything else refused by its name."""

import json
from decimal import Decimal
from io import StringIO
from random import Random

import pytest
from django.core.management import CommandError, call_command

from rules.dmn import DmnError, decided, facts_from_json, read, write
from rules.tables import HitPolicy
from rules.verdicts import OverlapError
from tests.rules.dmn_files import VALUES, definitions, matching, random_decision, table

AGES = (("< 3", "1"), ("[3..11]", "2.5"), ("> 11", "4"))


def answer(content, **facts):
    decision = read(content)
    return decided(decision, facts_from_json(decision, facts))


# What a table answers ----------------------------------------------------------------------------


@pytest.mark.parametrize(("age", "result"), [(2, "1"), (3, "2.5"), (11, "2.5"), ("11.5", "4"), (None, None)])
def test_an_interval_answers_up_to_its_bounds_and_never_on_null(age, result):
    age = Decimal(age) if isinstance(age, str) else age
    found = answer(table(AGES), age=age)
    assert found == (None if result is None else Decimal(result))


@pytest.mark.parametrize(
    ("cell", "yes", "no"),
    [
        ("]3..11[", [4, 10.5], [3, 11]),
        ("(3..11]", [3.5, 11], [3]),
        ("1, 3, [5..6]", [1, 3, 5.5], [2, 4]),
        ("not(1, 2)", [0, 3, None], [1, 2]),
        ("not(< 5)", [5, 8], [4, None]),
        ("not(null)", [5], [None]),
        ("null", [None], [0]),
        ("-", [0, None], []),
        ("", [0, None], []),
        (">= -2.5", [-2.5, 0], [-2.6]),
        (".5", [0.5], [0]),
    ],
)
def test_each_unary_test_accepts_what_feel_says(cell, yes, no):
    content = table([(cell, "true")])
    assert [answer(content, age=value) for value in yes] == [True] * len(yes)
    assert [answer(content, age=value) for value in no] == [None] * len(no)


@pytest.mark.parametrize(
    ("kind", "cell", "yes", "no"),
    [
        ("string", '"Été", "dit \\"non\\""', ["Été", 'dit "non"'], ["été", "", None]),
        ("boolean", "true", [True], [False, None]),
        ("date", '[date("2026-09-01")..date("2027-08-31")]', ["2026-09-01", "2027-08-31"], ["2026-08-31"]),
        ("time", '>= time("16:30:00")', ["16:30:00", "18:00"], ["16:29"]),
    ],
)
def test_each_type_is_compared_for_what_it_is(kind, cell, yes, no):
    content = table([(cell, "1")], inputs=(("x", kind),))
    assert all(answer(content, x=value) == 1 for value in yes)
    assert all(answer(content, x=value) is None for value in no)


OVERLAPPING = [("> 1", "30"), ("> 2", "10"), ("> 3", "20"), ("> 3", "10")]


@pytest.mark.parametrize(
    ("policy", "result"),
    [
        ('hitPolicy="FIRST"', 30),
        ('hitPolicy="PRIORITY"', 20),
        ('hitPolicy="RULE ORDER"', [30, 10, 20, 10]),
        ('hitPolicy="OUTPUT ORDER"', [20, 10, 10, 30]),
        ('hitPolicy="COLLECT"', [30, 10, 20, 10]),
        ('hitPolicy="COLLECT" aggregation="SUM"', 70),
        ('hitPolicy="COLLECT" aggregation="MIN"', 10),
        ('hitPolicy="COLLECT" aggregation="MAX"', 30),
        ('hitPolicy="COLLECT" aggregation="COUNT"', 4),
    ],
)
def test_a_hit_policy_chooses_among_the_rules_that_match(policy, result):
    ranked = "<output><outputValues><text>20, 10, 30</text></outputValues></output>"
    content = table(OVERLAPPING, policy=policy, outputs=ranked)
    assert answer(content, age=5) == result
    assert answer(content, age=0) == (0 if "COUNT" in policy else None)


@pytest.mark.parametrize("policy", ["UNIQUE", "ANY"])
def test_rules_that_should_not_match_together_are_named(policy):
    with pytest.raises(OverlapError, match="« Prix » répondent toutes"):
        answer(table(OVERLAPPING, policy=f'hitPolicy="{policy}"'), age=5)


def test_several_outputs_are_a_mapping_and_a_default_stands_where_no_rule_matches():
    outputs = (
        '<output name="prix" typeRef="number"><defaultOutputEntry><text>9.90</text></defaultOutputEntry></output>'
        '<output name="motif" typeRef="string"/>'
    )
    content = table([("< 3", "1", '"petit"')], outputs=outputs)
    assert answer(content, age=2) == {"prix": 1, "motif": "petit"}
    assert answer(content, age=4) == {"prix": Decimal("9.90"), "motif": None}


def test_priorities_of_several_outputs_are_compared_column_by_column():
    listed = '<output name="{}"><outputValues><text>{}</text></outputValues></output>'
    outputs = listed.format("a", '"haut", "bas"') + listed.format("b", "1, 2")
    rows = [("-", '"bas"', "1"), ("-", '"haut"', "2"), ("-", '"haut"', "1")]
    found = answer(table(rows, policy='hitPolicy="OUTPUT ORDER"', outputs=outputs), age=1)
    assert [(one["a"], one["b"]) for one in found] == [("haut", 1), ("haut", 2), ("bas", 1)]


def test_a_type_the_file_defines_is_followed_to_a_simple_one():
    before = (
        '<itemDefinition name="tAge"><typeRef>number</typeRef>'
        "<allowedValues><text>[0..18]</text></allowedValues></itemDefinition>"
    )
    content = table(AGES, inputs=(("age", "tAge"),), before=before)
    assert answer(content, age=5) == Decimal("2.5")
    with pytest.raises(DmnError, match="« age » : cette valeur n'est pas de celles"):
        answer(content, age=19)


@pytest.mark.parametrize("value", ["5", True, [5]])
def test_a_value_of_another_type_is_refused_naming_its_input(value):
    with pytest.raises(DmnError, match="« age »"):
        answer(table(AGES), age=value)


def test_two_hundred_random_decisions_answer_as_feel_would():
    random = Random(2026)
    answered = 0
    for _ in range(200):
        decision = random_decision(random)
        for _ in range(6):
            facts = {one.name: None if random.random() < 0.15 else VALUES[one.type](random) for one in decision.inputs}
            outputs = [rule.outputs[0] for rule in matching(decision, facts)]
            answered += bool(outputs)
            assert same(decision, facts, outputs)
    assert answered > 300


def same(decision, facts, outputs):
    """Whether the decision is what these outputs, in rule order, come to under its hit policy."""
    policy = decision.policy
    if policy in (HitPolicy.UNIQUE, HitPolicy.ANY) and len(outputs if policy == "U" else set(outputs)) > 1:
        with pytest.raises(OverlapError):
            decided(decision, facts)
        return True
    ranked = sorted(outputs, key=lambda value: decision.outputs[0].values.index(value) if policy in "PO" else 0)
    expected = {
        "C#": len, "C+": sum, "C<": min, "C>": max, "R": list, "O": list, "C": list,
    }.get(policy.value, lambda found: found[0])  # fmt: skip
    wanted = expected(ranked) if outputs or policy == "C#" else None
    return decided(decision, facts) == wanted


# Round trips -------------------------------------------------------------------------------------


def test_what_is_written_is_read_back_the_same():
    random = Random(7)
    for _ in range(200):
        decision = random_decision(random)
        assert read(write(decision)) == decision


def test_what_is_read_is_written_so_that_it_reads_the_same():
    outputs = '<output name="a"><defaultOutputEntry><text>"x"</text></defaultOutputEntry></output><output name="b"/>'
    rows = [('"l\'été", "à\tb"', '"1"', "-2.50"), ("not(null)", "null", 'date("2026-09-01")')]
    decision = read(table(rows, inputs=(("saison de vente", "string"),), outputs=outputs))
    assert read(write(decision)) == decision


CONTEXT = '<decision name="Prix"><context/></decision>'


# The command -------------------------------------------------------------------------------------


def said(*arguments):
    out, err = StringIO(), StringIO()
    call_command("dmn", *map(str, arguments), stdout=out, stderr=err)
    return out.getvalue().strip(), err.getvalue()


@pytest.fixture
def ages(tmp_path):
    path = tmp_path / "ages.dmn"
    path.write_bytes(table(AGES))
    return path


def test_the_command_prints_the_result_as_json(ages):
    """A number keeps its cents exactly: no float comes between."""
    assert said("decide", ages, "--decision", "Prix", "--facts", '{"age": 7}') == ("2.5", "")
    assert said("decide", ages, "--facts", "{}") == ("null", "")


def test_an_overlap_is_null_and_says_why(tmp_path):
    path = tmp_path / "deux.dmn"
    path.write_bytes(table(OVERLAPPING))
    found, why = said("decide", path, "--facts", '{"age": 9}')
    assert found == "null"
    assert "lignes 1, 2, 3 et 4" in why


def test_an_unknown_decision_or_a_file_that_is_none_is_an_error_in_words(ages, tmp_path):
    with pytest.raises(CommandError, match="pas de décision « Autre » : il a Prix"):
        said("decide", ages, "--decision", "Autre")
    with pytest.raises(CommandError, match="pas du JSON"):
        said("decide", ages, "--facts", "{age: 7}")
    with pytest.raises(CommandError, match="ne s'ouvre pas"):
        said("decide", tmp_path / "absent.dmn")


def test_a_step_goes_to_dmn_and_comes_back(ages, tmp_path):
    columns = json.loads(said("import", ages)[0])
    step = {"nom": "Prix", "niveau": "unite", "operation": "fixer", **columns}
    path = tmp_path / "reglement.json"
    path.write_text(json.dumps({"etapes": [step]}))
    again = tmp_path / "retour.dmn"
    again.write_text(said("export", path, "--step", "Prix")[0])
    assert json.loads(said("import", again)[0]) == columns
    assert columns["lignes"][1]["resultat"] == {"type": "montant", "euros": "2.5"}


def test_a_calculated_result_stays_out_of_dmn(tmp_path):
    row = {"libelle": "", "cellules": [], "resultat": {"type": "taux", "rate": "0.1", "measure": "quotient_familial"}}
    path = tmp_path / "taux.json"
    path.write_text(json.dumps({"etapes": [{"nom": "taux", "colonnes": [], "lignes": [row]}]}))
    with pytest.raises(CommandError, match="La ligne 1 est un calcul"):
        said("export", path, "--step", "taux")


def test_the_check_names_what_each_decision_has_against_it(tmp_path):
    path = tmp_path / "deux.dmn"
    path.write_bytes(definitions(CONTEXT + '<decision name="Vide"><decisionTable><output/></decisionTable></decision>'))
    found = json.loads(said("check", path)[0])
    assert "context" in found["Prix"]
    assert found["Vide"] is None
