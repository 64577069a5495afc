"""`0.5` beside a per cent was answered with `write 0.5%`, although its author hardly meant half a per cent."""

import pytest

from policycore import check

POLICY = "policy p {{}}\nrecord R {{ key id : text  share : percent 0..100 }}\ndefine high = share >= {figure}\n"


@pytest.mark.parametrize(
    ("figure", "help"),
    [
        ("0.5", "write which one is meant: `50%` or `0.5%`"),
        ("1", "write which one is meant: `100%` or `1%`"),
        ("85", "write the unit: `85%`"),
    ],
)
def test_both_meanings_are_offered_where_both_are_likely(figure: str, help: str) -> None:
    assert help in check(POLICY.format(figure=figure)).render("en")
