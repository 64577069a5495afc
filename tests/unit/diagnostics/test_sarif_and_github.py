"""Findings for code scanning (SARIF 2.1.0) and as annotations of GitHub Actions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

import pytest
from jsonschema import Draft202012Validator

from policycore.api import check
from policycore.diagnostics.catalogue import ENTRIES
from policycore.diagnostics.entry import Lang
from policycore.diagnostics.model import Diagnostic, Edit, Fix
from policycore.diagnostics.render_github import to_github
from policycore.diagnostics.render_sarif import to_sarif
from policycore.report import Report, report_of
from policycore.source import NOWHERE, SourceFile, Span

SCHEMA = json.loads((Path(__file__).parent / "sarif.schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
HEAD = 'policy sample "S" {}\nrecord Loan { key id : text  left_on : date optional  amount : whole at least 0 }\n'


def log_of(*reports: Report, lang: Lang = "en", docs_url: str = "") -> Any:
    """Return the log as another program reads it, held against the schema."""
    log = json.loads(json.dumps(to_sarif(reports, "1.2.3", lang, docs_url), ensure_ascii=False))
    VALIDATOR.validate(log)
    return log


def results(*reports: Report) -> list[Any]:
    found: list[Any] = log_of(*reports)["runs"][0]["results"]
    return found


# --- SARIF ---


def test_a_log_without_findings_is_whole() -> None:
    (run,) = log_of(Report())["runs"]
    assert (run["results"], run["tool"]["driver"]["rules"]) == ([], [])


def test_a_finding_has_its_code_level_message_and_place() -> None:
    (found,) = results(check(f"{HEAD}define gone = left_on < 2024-01-01\n", "loans.policy"))
    assert (found["ruleId"], found["level"]) == ("PC423", "warning")
    assert found["message"]["text"].startswith("this may be absent, and a value is needed here\n")
    place = found["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "loans.policy"
    assert place["region"] == {"startLine": 3, "startColumn": 15, "endLine": 3, "endColumn": 22}


def test_rules_are_those_found_and_results_point_to_them() -> None:
    report = check(f"{HEAD}define odd = amount is absent\ndefine gone = left_on < 2024-01-01\n")
    (run,) = log_of(report)["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["PC422", "PC423"]
    assert all(rules[found["ruleIndex"]]["id"] == found["ruleId"] for found in run["results"])
    assert rules[1]["helpUri"] == "messages/en/PC423.html"
    assert rules[1]["name"] == "may-be-absent"


def test_columns_count_characters_also_beyond_the_first_plane() -> None:
    # Each of 𠮷 and 🎁 is one code point, and two units of UTF-16.
    report = check(f'{HEAD}define gone "𠮷🎁" = left_on < 2024-01-01\n')
    (found,) = results(report)
    region = found["locations"][0]["physicalLocation"]["region"]
    assert (region["startColumn"], region["endColumn"]) == (20, 27)


def test_names_of_files_are_made_addresses() -> None:
    (found,) = results(check(f"{HEAD}define gone = left_on < 2024-01-01\n", "贷款 规则.policy"))
    uri = found["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "%E8%B4%B7%E6%AC%BE%20%E8%A7%84%E5%88%99.policy"


def test_a_safe_fix_is_proposed() -> None:
    report = check(f"{HEAD}define small = amount ＜ 5\n", "loans.policy")
    (found,) = results(report)
    (fix,) = found["fixes"]
    (change,) = fix["artifactChanges"]
    assert change["artifactLocation"]["uri"] == "loans.policy"
    (replacement,) = change["replacements"]
    assert replacement["insertedContent"]["text"] == "<"
    assert replacement["deletedRegion"] == {"startLine": 3, "startColumn": 23, "endLine": 3, "endColumn": 24}


def test_a_fix_that_may_change_the_meaning_is_not_proposed() -> None:
    source = SourceFile("a.policy", "one two\n")
    fix = Fix((Edit(Span("a.policy", 0, 3), "three"),), safe=False)
    (found,) = results(
        report_of([Diagnostic("PC201", Span("a.policy", 0, 3), {"name": "one"}, fix=fix)], {"a.policy": source})
    )
    assert "fixes" not in found


def test_second_places_are_related_with_their_reason() -> None:
    report = check('policy sample "S" {}\nrecord Loan { key id : text  id : text }\n')
    related = [place for found in results(report) for place in found.get("relatedLocations", [])]
    assert related
    assert all(place["message"]["text"] for place in related)


def test_what_is_silenced_is_kept_with_its_reason() -> None:
    report = check(f"{HEAD}define gone = left_on < 2024-01-01  # policycore: ignore[PC423] never asked of these\n")
    (found,) = results(report)
    (suppression,) = found["suppressions"]
    assert suppression["kind"] == "inSource"
    assert suppression["justification"] == "never asked of these"
    assert suppression["location"]["physicalLocation"]["region"]["startColumn"] == 37


def test_a_finding_without_a_place_is_in_the_log() -> None:
    (found,) = results(report_of([Diagnostic("PC804", NOWHERE, {"file": "empty", "pattern": "*.policy"})]))
    assert found["locations"] == []


@pytest.mark.parametrize("lang", get_args(Lang))
def test_every_message_of_the_catalogue_makes_a_sound_rule(lang: Lang) -> None:
    report = report_of(Diagnostic(code, Span("a.policy", place, place)) for place, code in enumerate(ENTRIES))
    (run,) = log_of(report, lang=lang, docs_url="https://example.org/d/")["runs"]
    assert len(run["tool"]["driver"]["rules"]) == len(ENTRIES)
    assert run["language"] == lang


# --- GitHub ---


def annotations(text: str, name: str = "a.policy", lang: Lang = "en") -> list[str]:
    report = check(text, name)
    return to_github(report, report.sources, lang, report.shown)


def test_an_annotation_says_where_and_what() -> None:
    (line,) = annotations(f"{HEAD}define gone = left_on < 2024-01-01\n")
    head, _, said = line.partition(" ")
    properties, _, text = said.partition("::")
    assert head == "::warning"
    assert properties == "file=a.policy,line=3,col=15,endLine=3,endColumn=22,title=PC423 may-be-absent"
    assert text.startswith("this may be absent, and a value is needed here%0A")


def test_errors_and_warnings_differ_and_the_language_is_kept() -> None:
    (line,) = annotations(f"{HEAD}define gone = lft_on\n", lang="zh")
    assert line.startswith("::error file=a.policy,line=3,")
    assert "title=PC201 unknown-name::" in line
    assert "是否想写 `left_on`？" in line


def test_signs_that_end_a_command_or_a_property_are_escaped() -> None:
    source = SourceFile("100%, a:b.policy", "x")
    diagnostic = Diagnostic("PC806", Span(source.name, 0, 1), {"file": "50%\r\nbroken", "why": "a, b: c"})
    (line,) = to_github([diagnostic], {source.name: source})
    properties, text = line.removeprefix("::error ").split("::", 1)
    assert properties.startswith("file=100%25%2C a%3Ab.policy,line=1,")
    assert "50%25" in text
    assert "a, b: c" in text
    assert "\r" not in line
    assert "\n" not in line


def test_of_a_span_over_lines_no_last_column_is_told() -> None:
    source = SourceFile("a.policy", "one\ntwo\n")
    (line,) = to_github([Diagnostic("PC201", Span("a.policy", 1, 6), {"name": "x"})], {"a.policy": source})
    assert line.startswith("::error file=a.policy,line=1,col=2,endLine=2,title=")


def test_what_has_no_place_has_no_file() -> None:
    (line,) = to_github([Diagnostic("PC804", NOWHERE, {"file": "empty", "pattern": "*.policy"})], {})
    assert line.startswith("::error title=PC804 nothing-in-folder::")
