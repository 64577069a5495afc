"""Comments silence one warning, at their place, for a reason; they never make a policy with errors usable."""

from __future__ import annotations

import pytest

from policycore.api import check, loads
from policycore.format import format_source
from policycore.report import Report
from policycore.source import SourceFile

HEAD = 'policy sample "Sample" {}\nrecord Loan { key id : text  left_on : date optional  amount : whole }\n'
SILENCE = "# policycore: ignore[PC423] nobody asks of open loans"
WARNS = "left_on < 2024-01-01"


def codes(report: Report) -> list[str]:
    return [diagnostic.code for diagnostic in report]


def test_without_a_silence_the_warning_is_told() -> None:
    assert codes(check(f"{HEAD}define gone = {WARNS}\n")) == ["PC423"]


@pytest.mark.parametrize(
    "text",
    [
        f"define gone = {WARNS}  {SILENCE}",
        f"{SILENCE}\ndefine gone = {WARNS}",
        f"{SILENCE}\n# another comment between\n\ndefine gone = {WARNS}",
        f"define gone =\n  if amount > 5 then {WARNS}\n  else no  {SILENCE}",
        f"define gone =\n  {SILENCE}\n  if amount > 5 then {WARNS} else no",
        f"define gone =  {SILENCE}\n  if amount > 5 then {WARNS} else no",
        f"{SILENCE}\ndefine gone =\n  if amount > 5 then\n    {WARNS}\n  else no",
        f"tiering t {{\n  tier a when {WARNS}  {SILENCE}\n  tier b otherwise\n}}",
        f"tiering t {{\n  {SILENCE}\n  tier a when {WARNS}\n  tier b otherwise\n}}",
        f"tiering t when {WARNS} {{  {SILENCE}\n  tier a when amount > 5\n  tier b otherwise\n}}",
        f"tiering t {{ tier a when {WARNS}  tier b otherwise }}  {SILENCE}",
        f"score s : points 0..9 {{ factor f {{\n  band x when {WARNS} : 5  {SILENCE}\n  band y otherwise : 1\n}} }}",
        f"define gone = {WARNS}  # policycore：忽略［pc423］ 未还清的贷款不问",
    ],
)
def test_a_silence_holds_for_the_item_at_its_place(text: str) -> None:
    report = check(f"{HEAD}{text}\n")
    assert codes(report) == []
    (silenced,) = report.silenced
    assert silenced.diagnostic.code == "PC423"
    assert silenced.reason in ("nobody asks of open loans", "未还清的贷款不问")


@pytest.mark.parametrize("keywords", ["en", "zh"])
@pytest.mark.parametrize(
    "text",
    [
        f"define   gone = {WARNS}  {SILENCE}",
        f"define gone = if amount > 5 {SILENCE}\n  then {WARNS} else no",
        f"define gone =\n  {SILENCE}\n  if amount > 5 then {WARNS} else no",
        f"{SILENCE}\ndefine gone = if amount > 5 and amount < 1000000 and amount != 77 and amount != 78 and amount"
        f" != 79 and amount != 80 then {WARNS} else no",
        f"tiering t {{\n{SILENCE}\ntier a when {WARNS} tier b otherwise }}",
        f"tiering t {{ tier a when {WARNS} {SILENCE}\n tier b otherwise }}",
        f"define gone = all of {{ a: {WARNS}, {SILENCE}\n b: amount > 5 }}",
    ],
)
def test_the_formatter_keeps_a_silence_with_what_it_is_about(text: str, keywords: str) -> None:
    assert codes(check(HEAD + text)) == []
    formatted = format_source(SourceFile("sample.policy", HEAD + text), keywords)  # type: ignore[arg-type]
    assert formatted.text is not None
    assert SILENCE in formatted.text
    report = check(formatted.text)
    assert codes(report) == []
    assert len(report.silenced) == 1


@pytest.mark.parametrize(
    "text",
    [
        f"define gone = {WARNS}\n{SILENCE}\ndefine other = 1",
        f"define other = 1  {SILENCE}\ndefine gone = {WARNS}",
        f"tiering t {{  {SILENCE}\n  tier a when {WARNS}\n  tier b otherwise\n}}",
        f"{SILENCE}\ntiering t {{\n  tier a when {WARNS}\n  tier b otherwise\n}}",
    ],
)
def test_a_silence_elsewhere_silences_nothing_and_is_told(text: str) -> None:
    report = check(f"{HEAD}{text}\n")
    assert sorted(codes(report)) == ["PC423", "PC492"]
    assert report.silenced == ()


def test_a_silence_of_another_code_leaves_the_warning() -> None:
    report = check(f"{HEAD}define gone = {WARNS}  # policycore: ignore[PC424] meant so\n")
    assert codes(report) == ["PC423", "PC492"]


def test_a_silence_without_a_reason_has_no_effect() -> None:
    assert codes(check(f"{HEAD}define gone = {WARNS}  # policycore: ignore[PC423]\n")) == ["PC423", "PC491"]


def test_errors_are_told_whatever_a_comment_says() -> None:
    report = check(f"{HEAD}define gone = lft_on > 5  # policycore: ignore[PC201] meant so\n")
    assert "PC493" in codes(report)
    assert len(report.errors) == 1
    assert report.silenced == ()


def test_while_there_are_errors_nothing_is_said_of_unused_silences() -> None:
    report = check(f"{HEAD}define gone = lft_on > 5\ndefine other = 1  {SILENCE}\n")
    assert [d.code for d in report.warnings] == []


def test_several_silences_for_one_item_hold_each() -> None:
    text = f"{SILENCE}\n# policycore: ignore[PC422] kept for the next edition\n"
    text += f"define gone = amount is absent and {WARNS}\n"
    found = {silenced.diagnostic.code for silenced in check(HEAD + text).silenced}
    assert found == {"PC422", "PC423"}


def test_a_silence_of_a_used_file_holds_there_and_is_not_called_unused_from_outside() -> None:
    words = f"{HEAD}define gone = {WARNS}  {SILENCE}\ndefine other = 1  {SILENCE}\n".replace("sample", "words")
    main = 'policy main "Main" {}\nuse Loan, gone from "words.policy"\nrequire open_still for Loan : not gone\n'
    policy = loads(main, "main.policy", {"words.policy": words})
    assert codes(policy.report) == []
    assert codes(check(words)) == ["PC492"]


def test_a_suggestion_is_made_for_the_name_of_a_message_and_none_for_a_number() -> None:
    by_name = check(f"{HEAD}define a = 1  # policycore: ignore[may-be-absnt] so\n")
    assert "did you mean `PC423`?" in by_name.render()
    by_number = check(f"{HEAD}define a = 1  # policycore: ignore[PC424x] so\n")
    assert "did you mean" not in by_number.render()


def test_ordinary_comments_are_no_silences() -> None:
    assert codes(check(f"{HEAD}# policycore reads this\n# see policycore: ignore[PC423]\ndefine a = 1\n")) == []
