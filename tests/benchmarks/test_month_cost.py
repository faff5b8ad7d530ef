"""A month of a commune costs a few times a function written for its tariff, whatever the number of children."""

import pytest

from tests.benchmarks.month import alike, measures


def test_the_function_written_by_hand_gives_the_same_bill():
    assert alike(100)


@pytest.mark.benchmark
def test_a_month_costs_at_most_eight_times_the_function_written_by_hand():
    few, many = measures(1_000), measures(10_000)
    ratio = many["règlement"] / many["à la main"]
    print(
        f"\n{many['lignes']:,.0f} lines, ratio {ratio:.1f}, {many['Mo'] - few['Mo']:+.0f} MB for ten times the children"
    )
    assert ratio <= 8
    assert many["Mo"] - few["Mo"] < 20
