"""Dated versions of one policy: the one that was in force decides, as far as it was known."""

from __future__ import annotations

from pathlib import Path

import pytest

from policycore import PolicyError, Versions, load_versions


def text(version: str, in_force: str, amount: int, issued: str = "") -> str:
    return (
        f'policy bonus "Bonus" {{ languages: en  version: "{version}"  in_force: {in_force}'
        f"{f'  issued: {issued}' if issued else ''} }}\n"
        'use Client from "common/clients.policy"\n'
        f"define least = {amount} CNY\nrequire enough : sales >= least\n"
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "common").mkdir()
    (tmp_path / "common/clients.policy").write_text(
        'policy clients "Clients" {}\nrecord Client { key id : text  sales : money(CNY) }\n', encoding="utf-8"
    )
    for name, content in {
        "2022.policy": text("1", "from 2022-01-01", 10),
        "2023.policy": text("2", "from 2023-01-01", 20, "2022-12-15"),
        "2024.policy": text("3", "2024-01-01 .. 2024-12-31", 30, "2023-12-20"),
        "2024-corrected.policy": text("3a", "2024-01-01 .. 2024-12-31", 40, "2024-03-01"),
    }.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    return tmp_path


@pytest.fixture
def versions(folder: Path) -> Versions:
    return load_versions(folder)


def test_files_that_others_use_are_no_versions(versions: Versions) -> None:
    assert [policy.version for policy in versions] == ["1", "2", "3", "3a"]
    assert len(versions) == 4


@pytest.mark.parametrize(
    ("as_of", "known_at", "version"),
    [
        ("2022-06-30", None, "1"),
        ("2023-12-31", None, "2"),
        ("2024-01-01", None, "3a"),
        ("2024-06-30", "2024-02-01", "3"),
        ("2024-06-30", "2023-06-30", "2"),
        (None, None, "3a"),
        (None, "2022-01-01", "1"),
    ],
)
def test_the_version_in_force_and_known_decides(
    versions: Versions, as_of: str | None, known_at: str | None, version: str
) -> None:
    assert versions.in_force(as_of, known_at).version == version


def test_a_late_correction_is_replayed_both_ways(versions: Versions) -> None:
    client = {"id": "c", "sales": "35"}
    now = versions.decide(client, as_of="2024-02-15")
    then = versions.decide(client, as_of="2024-02-15", known_at="2024-02-20")
    assert [decision["enough"]["enough"].finding for decision in (now, then)] == ["breach", "met"]
    assert then.to_data()["known_at"] == "2024-02-20T23:59:59"


def test_no_version_of_a_day_is_no_guess(versions: Versions) -> None:
    with pytest.raises(PolicyError) as told:
        versions.in_force("2021-12-31")
    assert [finding.code for finding in told.value.diagnostics] == ["PC872"]
    assert "2 (2023-01-01 .. …)" in str(told.value)


def test_a_day_that_does_not_exist_is_refused(versions: Versions) -> None:
    with pytest.raises(PolicyError) as told:
        versions.in_force("soon")
    assert [finding.code for finding in told.value.diagnostics] == ["PC818"]


def test_files_of_several_policies_are_no_versions(folder: Path) -> None:
    with pytest.raises(PolicyError) as told:
        load_versions([folder / "2022.policy", folder / "common/clients.policy"])
    assert [finding.code for finding in told.value.diagnostics] == ["PC873"]


def test_a_folder_without_policies_has_no_versions(tmp_path: Path) -> None:
    with pytest.raises(PolicyError) as told:
        load_versions(tmp_path)
    assert [finding.code for finding in told.value.diagnostics] == ["PC804"]


def test_a_single_policy_is_not_known_before_it_is_issued(folder: Path) -> None:
    (policy,) = load_versions(folder / "2023.policy")
    with pytest.raises(PolicyError) as told:
        policy.decide({"id": "c", "sales": "35"}, as_of="2023-02-01", known_at="2022-12-14")
    assert [finding.code for finding in told.value.diagnostics] == ["PC871"]
