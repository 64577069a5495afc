"""Every policy of the repository can be explained, and its traces stored, whatever is missing from a record."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from policycore import api
from policycore.core.codec import read_json
from policycore.core.facts import not_given
from policycore.core.outcome import Inputs
from policycore.explain.document import full_document, read_trace, trace_bytes, trace_document
from policycore.explain.model import validate_trace
from unit.explain.run import Run, golden, run, runs

POLICIES = sorted((Path(__file__).parents[3] / "policies").glob("*/*.policy"))
#: Examples of one policy that are explained here; each has its own test where it stands.
MOST = 3
#: Examples with longer traces than this are left to the policy's own tests: a thousand calls take a minute here.
LONGEST = 4000


def explain_all(of: Run) -> None:
    for decision in of.decisions:
        for text in (
            of.line(decision.id),
            of.reasons(decision.id),
            of.tree(decision.id),
            of.html(decision.id),
            of.line(decision.id, "zh"),
            of.reasons(decision.id, "zh"),
            of.tree(decision.id, "zh"),
        ):
            assert text.strip()
        assert set(decision.because) <= of.support(decision.id)


def store(of: Run) -> None:
    document = trace_document(of.bundle, of.inputs, of.decisions, of.trace)
    stored = read_json(trace_bytes(document))
    assert isinstance(stored, dict)
    validate_trace(full_document(of.bundle, stored))
    decisions, trace = read_trace(of.bundle, stored, of.inputs.record)
    assert decisions == of.decisions
    assert trace_document(of.bundle, of.inputs, decisions, trace) == document


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: path.stem)
def test_examples_of_every_policy_are_explained_and_stored(path: Path) -> None:
    explained = [of for of in runs(api.load(path), datetime(2024, 6, 1)).values() if len(of.trace) <= LONGEST]
    assert explained or not api.load(path).examples
    for of in explained[:MOST]:
        explain_all(of)
        store(of)


GOLDENS = {(name, example): of for name in ("equipment", "membership") for example, of in golden(name).items()}


@settings(deadline=None, max_examples=40)
@given(st.sampled_from(sorted(GOLDENS)), st.data())
def test_any_fact_may_be_missing(which: tuple[str, str], data: st.DataObject) -> None:
    of = GOLDENS[which]
    record = of.inputs.record
    declaration = next(d for d in of.program.records if d.id == record.type)
    missing = data.draw(st.sets(st.sampled_from([field.name for field in declaration.fields])))
    fields = {
        **record.fields,
        **{field.name: not_given(field, field.name) for field in declaration.fields if field.name in missing},
    }
    open_run = run(of.bundle, evolve(of.inputs, record=evolve(record, fields=fields)))
    explain_all(open_run)
    store(open_run)


def test_an_explanation_needs_no_inputs() -> None:
    of = golden("membership")["silver"]
    bare = Run(of.bundle, Inputs(of.inputs.record), of.decisions, of.trace)
    assert "2024-06-01" in bare.reasons("level")
