"""`today`, `true` and `boolean` were answered with `check how it is spelt`, and a field `stays` with `leave it out`."""

import pytest

from policycore import check

POLICY = "policy p {{}}\nrecord R {{ key id : text  since : date  on : {type} }}\ndefine old = {condition}\n"


@pytest.mark.parametrize(
    ("condition", "ours"),
    [("since <= today", "as_of"), ("on = true", "yes"), ("since = null", "absent")],
)
def test_names(condition: str, ours: str) -> None:
    told = check(POLICY.format(type="yes_no", condition=condition)).render("en")
    assert f"did you mean `{ours}`?" in told


@pytest.mark.parametrize(("type", "ours"), [("boolean", "yes_no"), ("string", "text"), ("datetime", "moment")])
def test_types(type: str, ours: str) -> None:
    told = check(POLICY.format(type=type, condition="since <= as_of")).render("en")
    assert f"did you mean `{ours}`?" in told


def test_a_word_kept_for_later_versions_is_a_name_in_backticks() -> None:
    (found,) = check("policy p {}\nrecord R { key id : text  stays : whole }\n").diagnostics
    assert found.code == "PC124"
    assert check("policy p {}\nrecord R { key id : text  `stays` : whole }\n").diagnostics == ()
