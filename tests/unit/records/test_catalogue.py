"""The sentences of this room find all they speak of; that each sample gives its message is a golden."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable

import pytest

from policycore.diagnostics import texts
from policycore.diagnostics.catalogue import PHRASES, deciding
from policycore.diagnostics.entry import Entry, Lang
from policycore.diagnostics.model import Phrase
from policycore.records.convert import record_from
from policycore.records.inputs import settings_from, settings_of
from policycore.records.load import Loaded, load_records
from policycore.records.mapping import NO_MAPPING, load_mapping
from policycore.records.problem import RecordProblem
from policycore.records.read import FORMATS, Raw, read_records
from policycore.records.render import as_diagnostic, render_problem
from unit.records.build import program

LANGUAGES: tuple[Lang, ...] = ("en", "zh")
#: Others are shown by a command: files in another encoding cannot stand in a text.
SAMPLES = [entry for entry in deciding.ENTRIES if not entry.bad.startswith("policycore ")]


def problems_of(sample: str) -> list[RecordProblem]:
    """Return all that is told about the data of a sample."""
    policy, *parts = re.split(r"^--- (\S+)\n", sample, flags=re.MULTILINE)
    made = program(policy)
    data = dict(zip(parts[::2], parts[1::2], strict=True))
    if "settings" in data:
        lines = dict(line.partition("=")[::2] for line in data["settings"].splitlines() if line.startswith("as_of="))
        switched = settings_of(made, [line for line in data["settings"].splitlines() if not line.startswith("as_of=")])
        found = settings_from(
            made, as_of=lines.get("as_of"), parameters=switched.parameters, readings=switched.readings
        )
        return [*switched.problems, *found.problems]
    if "value.py" in data:
        return list(record_from(made, "Loan", ast.literal_eval(data["value.py"].strip())).problems)
    mapping = NO_MAPPING
    if "map.yaml" in data:
        loaded = load_mapping(data["map.yaml"], "map.yaml")
        if isinstance(loaded, tuple):
            return list(loaded)
        mapping = loaded
    name = next(name for name in data if name.startswith("loan"))
    events = {"events": raws("events.csv", data["events.csv"])} if "events.csv" in data else {}
    related = {"partner": raws("partners.csv", data["partners.csv"])} if "partners.csv" in data else {}
    load = load_records(made, "Loan", raws(name, data[name]), events, mapping, related=related)
    told = [problem for item in load for problem in (item.warnings if isinstance(item, Loaded) else item.problems)]
    return [*told, *load.notices]


def raws(name: str, text: str) -> Iterable[Raw]:
    return read_records(text.encode().splitlines(keepends=True), name, FORMATS[name[name.index(".") :]])


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("entry", SAMPLES, ids=lambda entry: entry.code)
def test_every_placeholder_of_a_message_is_filled(entry: Entry, lang: Lang) -> None:
    for problem in problems_of(entry.bad):
        said = as_diagnostic(problem)
        for template in (entry.headline, entry.cause, entry.help):
            if problem.code == entry.code:
                assert texts.placeholders(template[lang]) <= set(said.args)
        assert render_problem(problem, lang).startswith(("error[", "warning[", "错误[", "警告["))


def test_both_languages_of_a_phrase_use_the_same_words_of_the_author() -> None:
    for key, said in deciding.PHRASES.items():
        assert texts.placeholders(said["en"]) == texts.placeholders(said["zh"]), key


def test_phrases_that_problems_use_exist() -> None:
    for entry in SAMPLES:
        for problem in problems_of(entry.bad):
            for argument in (*problem.args.values(), problem.help):
                if isinstance(argument, Phrase):
                    assert argument.key in PHRASES
