"""What is not a single decision table of simple tests is refused by its name; hostile XML is refused in words."""

import pytest

from rules.dmn import DmnError, read
from tests.rules.dmn_files import definitions, table

AGES = (("< 3", "1"), ("[3..11]", "2.5"), ("> 11", "4"))
CONTEXT = '<decision name="Prix"><context/></decision>'


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (definitions('<import namespace="urn:autre"/>'), "import"),
        (definitions("<businessKnowledgeModel/>"), "businessKnowledgeModel"),
        (definitions(CONTEXT), "context"),
        (definitions('<decision name="P"><literalExpression/></decision>'), "literalExpression"),
        (definitions("<decision><informationRequirement><requiredDecision/></informationRequirement></decision>"),
         "requiredDecision"),
        (definitions("<inputData/>"), "decision"),
        (definitions("", model="https://www.omg.org/spec/DMN/20180521/MODEL/"), "20180521"),
        (b"<html/>", "html"),
        (table([("age + 1", "1")]), "rule 1"),
        (table([("5", "age * 2")]), "age \\* 2"),
        (table([("matches(?, \"a\")", "1")]), "matches"),
        (table([("\"a\"", "1")]), "type number"),
        (table(AGES, inputs=(("age.jours", "number"),)), "age.jours"),
        (table(AGES, inputs=(("age + 1", "number"),)), "age \\+ 1"),
        (table(AGES, inputs=(("age", "duration"),)), "duration"),
        (table([("[\"a\"..\"b\"]", "1")], inputs=(("age", "string"),)), "intervalle"),
        (table(AGES, policy='hitPolicy="BEST"'), "hitPolicy BEST"),
        (table(AGES, policy='hitPolicy="COLLECT" aggregation="AVG"'), "aggregation AVG"),
        (table(AGES, policy='hitPolicy="PRIORITY"'), "outputValues"),
        (table([("1", '"a"')], policy='hitPolicy="COLLECT" aggregation="SUM"'), "aggregation"),
        (table([("1", "2")], outputs="<output/><output/>"), "outputEntry"),
        (table([("1", "2", "3")], outputs="<output/><output/>"), "name"),
        (table([('date("2026-13-01")', "1")], inputs=(("jour", "date"),)), "2026-13-01"),
    ],
)  # fmt: skip
def test_what_is_not_a_single_table_of_simple_tests_is_refused_by_its_name(content, named):
    with pytest.raises(DmnError, match=named):
        read(content)


BOMB = b'<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>' + definitions(
    "<description>&b;</description>"
)
OUTSIDE = b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + definitions("<description>&x;</description>")


DEEP = definitions("<extensionElements>" + "<a>" * 5_000 + "</a>" * 5_000 + "</extensionElements>")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (BOMB, "refusé"),
        (OUTSIDE, "refusé"),
        (b'<!DOCTYPE d SYSTEM "http://127.0.0.1/x.dtd">' + definitions(""), "refusé"),
        (DEEP, "l'un dans l'autre"),
        (b" " * 5_000_001, "5 Mo"),
        (b"<definitions", "bien formé"),
        (b"", "bien formé"),
        (b"\xff\xfe\x00", "bien formé"),
        (b'<?xml version="1.0" encoding="no-such"?><a/>', "bien formé"),
    ],
)  # fmt: skip
def test_hostile_xml_is_refused_in_words(content, said):
    with pytest.raises(DmnError, match=said):
        read(content)
