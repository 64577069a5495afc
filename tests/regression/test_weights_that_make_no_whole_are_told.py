"""A weight of 40 in place of 40% multiplied a factor by forty, and nobody was told."""

import pytest

from policycore import check

POLICY = """policy p {{}}
record R {{ key id : text  a : whole 0..9  b : whole 0..9 }}
score s : points {{ factor one weight {one} = a  factor two weight {two} = b }}
"""


@pytest.mark.parametrize(
    ("one", "two", "headline"),
    [
        ("40", "60%", "the weights here add up to `4060%`"),
        ("40%", "55%", "the weights here add up to `95%`"),
    ],
)
def test_weights_that_do_not_add_up(one: str, two: str, headline: str) -> None:
    report = check(POLICY.format(one=one, two=two))
    assert [found.code for found in report.diagnostics] == ["PC446"]
    assert headline in report.render("en")


@pytest.mark.parametrize(("one", "two"), [("40%", "60%"), ("2", "1"), ("0.5", "1")])
def test_whole_weights_and_plain_multipliers_are_left_alone(one: str, two: str) -> None:
    assert check(POLICY.format(one=one, two=two)).diagnostics == ()
