"""Every message of the catalogue, made by really checking its bad sample, and shown in both languages.

The texts stand in `en/` and `zh/`. To write them again: POLICYCORE_ACCEPT=1 pytest tests/golden/diagnostics
(refused where CI is set); look at the difference as you would at code.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import get_args

import pytest

from golden.diagnostics.samples import demo_folder, find
from policycore.bulk.writing import Hold
from policycore.diagnostics.catalogue import ENTRIES
from policycore.diagnostics.entry import Entry, Lang
from policycore.diagnostics.texts import placeholders

HERE = Path(__file__).parent
ACCEPT = bool(os.environ.get("POLICYCORE_ACCEPT"))
#: Our own faults have no sample: whoever could write one would mend it instead.
SAMPLED = [entry for entry in ENTRIES.values() if not entry.code.startswith("PC9")]
#: Messages that never come alone: a row is rejected for a reason, which is told with it.
WITH_OTHERS = {"PC541": {"PC502", "PC541"}, "PC553": {"PC502", "PC553"}}


@pytest.fixture
def folder(tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    made = demo_folder(tmp_path)
    with ExitStack() as around:
        entry = request.node.callspec.params["entry"]
        if entry.code in AROUND and request.node.originalname.startswith("test_bad"):
            AROUND[entry.code](made, monkeypatch, around)
        yield made


def _without_polars(folder: Path, patch: pytest.MonkeyPatch, around: ExitStack) -> None:
    patch.setitem(sys.modules, "polars", None)


def _without_java(folder: Path, patch: pytest.MonkeyPatch, around: ExitStack) -> None:
    patch.setenv("PATH", "")
    for name in ("JAVA_HOME", "SPARK_REMOTE"):
        patch.delenv(name, raising=False)


def _in_use(folder: Path, patch: pytest.MonkeyPatch, around: ExitStack) -> None:
    (folder / "busy").mkdir()
    around.callback(Hold.of(folder / "busy").leave)


#: What a sample needs around it that no file can bring.
AROUND: Mapping[str, Callable[[Path, pytest.MonkeyPatch, ExitStack], None]] = {
    "PC881": _without_polars,
    "PC882": _without_java,
    "PC885": _in_use,
}


@pytest.mark.parametrize("lang", get_args(Lang))
@pytest.mark.parametrize("entry", SAMPLED, ids=lambda entry: entry.code)
def test_bad_sample_gives_just_this_message(entry: Entry, lang: Lang, folder: Path) -> None:
    found = find(entry.bad, lang, folder)
    assert set(found.codes) == WITH_OTHERS.get(entry.code, {entry.code}), found.text
    assert not found.wanting, "arguments are missing"
    golden = HERE / lang / f"{entry.code}.txt"
    text = found.text.rstrip("\n") + "\n"
    if ACCEPT:
        assert not os.environ.get("CI"), "goldens are not written in CI"
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("entry", SAMPLED, ids=lambda entry: entry.code)
def test_good_sample_gives_nothing(entry: Entry, folder: Path) -> None:
    found = find(entry.good, "en", folder)
    assert found.codes == (), found.text


def test_no_golden_is_left_over() -> None:
    expected = {f"{entry.code}.txt" for entry in SAMPLED}
    for lang in get_args(Lang):
        assert {path.name for path in (HERE / lang).iterdir()} == expected


@pytest.mark.parametrize("entry", ENTRIES.values(), ids=lambda entry: entry.code)
def test_both_languages_use_the_same_arguments(entry: Entry) -> None:
    for texts in (entry.headline, entry.cause, entry.help):
        assert placeholders(texts["en"]) == placeholders(texts["zh"])


@pytest.mark.parametrize("entry", ENTRIES.values(), ids=lambda entry: entry.code)
def test_texts_keep_the_style(entry: Entry) -> None:
    for text in (entry.headline["en"], entry.cause["en"], entry.help["en"]):
        assert not text.endswith("."), text
        assert "invalid" not in text.lower(), text
    assert entry.headline["en"][0] in "`{" or entry.headline["en"][0].islower() or entry.headline["en"][:2].isupper()
    for text in (entry.headline["zh"], entry.cause["zh"], entry.help["zh"]):
        assert not text.endswith("。"), text
