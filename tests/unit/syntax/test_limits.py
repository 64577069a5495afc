"""The limits of a file, and that nothing inside them is too much for the parser."""

from __future__ import annotations

import pytest

from policycore.syntax import limits
from unit.syntax.reading import HEADER, findings, parsed


def nested(text: str, times: int) -> list[str]:
    opening, closing = text.split("…")
    return [code for code, _ in findings(f"{HEADER}define x = {opening * times}a{closing * times}\n")]


@pytest.mark.parametrize(
    "text", ["(…)", "not …", "-…", "f(…)", "if a then b else …", "all of { …, b }", "(…) + 1", "…[b]", "….b"]
)
def test_nesting_up_to_the_limit_is_read_and_beyond_is_refused(text: str) -> None:
    assert nested(text, limits.NESTING // 2 - 1) == []
    assert nested(text, limits.NESTING + 1) == ["PC141"]
    assert nested(text, 20_000) == ["PC141"]


@pytest.mark.parametrize("opening", ["[", "{ a: ", "[3 times ", "[{ a: "])
def test_data_nest_no_deeper_either(opening: str) -> None:
    codes = [code for code, _ in findings(f"{HEADER}example e {{ given R {{ x: {opening * 5000}")]
    assert codes[:1] == ["PC141"]


def test_types_nest_no_deeper_either() -> None:
    codes = [code for code, _ in findings(f"{HEADER}record R {{ x : {'list of ' * 5000} text }}\n")]
    assert codes == ["PC141"]


def test_groups_nest_no_deeper_either() -> None:
    text = f"{HEADER}score s : points {{ {'group g { ' * 1000} cap 1 {'}' * 1001}\n"
    assert [code for code, _ in findings(text)][:1] == ["PC141"]


def test_long_sums_and_lists_are_no_nesting() -> None:
    assert findings(f"{HEADER}define x = a{' + a' * 5000}\n") == []
    assert findings(f"{HEADER}define x = a in {{1{', 1' * 5000}}}\n") == []


def test_names_texts_and_numbers_up_to_the_limit_are_read() -> None:
    name, text, number = "n" * limits.NAME_LENGTH, "t" * limits.TEXT_LENGTH, "9" * limits.NUMBER_DIGITS
    assert findings(f'{HEADER}define {name} "{text}" = {number}\n') == []


def test_a_cut_text_or_number_does_not_go_on_in_full() -> None:
    found = parsed(f"{HEADER}define x = {'9' * 5000}\n")
    assert found.document is not None
    assert len(found.document.statements[0].value.digits) == limits.NUMBER_DIGITS  # type: ignore[union-attr]


def test_a_file_beyond_the_limit_is_not_read_at_all() -> None:
    assert parsed("#" * (limits.FILE_LENGTH + 1)).document is None
    assert parsed("policy p {}" + "\n" * (limits.FILE_LENGTH - 11)).diagnostics == ()


def test_statements_inside_others_count() -> None:
    bands = "".join(f"band b{number} when a : 1\n" for number in range(limits.STATEMENTS))
    assert [code for code, _ in findings(f"{HEADER}score s : points {{ factor f {{ {bands} }} }}\n")] == ["PC145"]


@pytest.mark.parametrize("text", ["at least 0 of { a, b }", "at least 100001 of { a, b }"])
def test_a_count_has_its_range(text: str) -> None:
    assert [code for code, _ in findings(f"{HEADER}define x = {text}\n")] == ["PC146"]


def test_zero_times_is_an_empty_list() -> None:
    assert findings(HEADER + "example e { given R { x: [0 times {}] } expect a: 1 }\n") == []
