"""Traces as JSON: a small stored form, and a full form in which the static facts of the policy are joined to it.

The stored form is a map from instance id to outcome under a header; it repeats nothing that the bundle holds. Its
bytes depend on the bundle and the inputs alone: what ran, and when, travels in an envelope around it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from policycore import types as t
from policycore.core import nodes as n
from policycore.core.bundle import Bundle, digest_of, input_digest, snapshot_digests
from policycore.core.codec import (
    Json,
    MalformedDataError,
    canonical,
    decode_decision,
    decode_trace,
    encode_decision,
    encode_outcome,
    encode_trace,
    moment_text,
    records_by_path,
)
from policycore.core.outcome import DecisionOutcome, Inputs, Trace
from policycore.explain.describe import Describer, place_of, span_of
from policycore.explain.phrases import Lang
from policycore.explain.tree import Derivation, derive
from policycore.explain.wording import Wording
from policycore.values import Record

TRACE_SCHEMA = "policycore.trace/1"
_LANGUAGES: tuple[Lang, ...] = ("en", "zh")


def trace_document(
    bundle: Bundle, inputs: Inputs, decisions: Sequence[DecisionOutcome], trace: Trace
) -> dict[str, Json]:
    """Return the stored form of a trace. The same bundle and inputs give the same document."""
    header = bundle.program.header
    document: dict[str, Json] = {
        "schema": TRACE_SCHEMA,
        "language_version": bundle.program.language_version,
        "policy": {"id": header.id, "version": header.version, "digest": bundle.digest},
        "input_digest": input_digest(bundle, inputs),
        "as_of": None if inputs.as_of is None else moment_text(inputs.as_of),
        "known_at": None if inputs.known_at is None else moment_text(inputs.known_at),
        "record": inputs.record.type,
        "decisions": [encode_decision(bundle.index, decision) for decision in decisions],
        "nodes": encode_trace(bundle.index, trace),
    }
    if inputs.snapshots:
        document["snapshots"] = dict(snapshot_digests(bundle, inputs))
    return document


def trace_bytes(document: Mapping[str, Json]) -> bytes:
    """Return the bytes of a stored trace: what its digest is taken of."""
    return canonical(dict(document))


def trace_digest(document: Mapping[str, Json]) -> str:
    """Return the digest of a stored trace."""
    return digest_of(trace_bytes(document))


def envelope(document: Mapping[str, Json], engine: str, evaluated_at: datetime) -> dict[str, Json]:
    """Return a trace with what made it and when; none of that is in the digest."""
    return {
        "digest": trace_digest(document),
        "engine": engine,
        "evaluated_at": moment_text(evaluated_at),
        "trace": dict(document),
    }


def read_trace(
    bundle: Bundle, document: Mapping[str, Any], record: Record | None = None
) -> tuple[tuple[DecisionOutcome, ...], Trace]:
    """Return the decisions and the trace of a stored document.

    Args:
        bundle: the policy whose digest the document names.
        document: as `trace_document` made it; the full form may be given as well.
        record: the record that was decided, so that records in the trace are found again in it.

    Raises:
        MalformedDataError: the document has another schema, or belongs to another policy.
    """
    if document.get("schema") != TRACE_SCHEMA:
        raise MalformedDataError(f"this reads {TRACE_SCHEMA}, and the document says {document.get('schema')}")
    policy = document.get("policy")
    if not isinstance(policy, Mapping) or policy.get("digest") != bundle.digest:
        raise MalformedDataError("the trace belongs to another policy, or to another version of it")
    nodes, decisions = document.get("nodes"), document.get("decisions")
    if not isinstance(nodes, Mapping) or not isinstance(decisions, Sequence):
        raise MalformedDataError("the trace has no nodes or no decisions")
    records = {} if record is None else records_by_path(record)
    found = tuple(decode_decision(bundle.index, decision, records) for decision in decisions)
    return found, decode_trace(bundle.index, nodes, records)


# --- the full form ---


def full_document(bundle: Bundle, document: Mapping[str, Json]) -> dict[str, Json]:
    """Return a stored trace with a derivation for each decision, in which every node carries its static facts."""
    decisions, trace = read_trace(bundle, document)
    derivations: dict[str, Json] = {}
    for decision in decisions:
        joiner = _Joiner(bundle, trace, decision)
        derivations[decision.id] = [joiner.join(d) for d in derive(bundle.program, decision, trace)]
    return {**document, "derivations": derivations}


class _Joiner:
    """Joins derivations of one decision with what the bundle says about their nodes."""

    def __init__(self, bundle: Bundle, trace: Trace, decision: DecisionOutcome) -> None:
        record = next((s.record for s in bundle.program.statements if s.id == decision.id), "")
        self.bundle = bundle
        self.wordings = {lang: Wording(bundle.program, lang, record) for lang in _LANGUAGES}
        self.describers = {lang: Describer(w, bundle.sources, trace) for lang, w in self.wordings.items()}

    def join(self, d: Derivation) -> dict[str, Json]:
        """Return one node with its children."""
        node = d.node
        wording = self.wordings["en"]
        data: dict[str, Json] = {
            "instance": d.instance,
            "kind": d.kind,
            "status": d.status,
            "text": {lang: describer.text(d) for lang, describer in self.describers.items()},
        }
        about = getattr(node, "about", None)
        if isinstance(about, n.About):
            if about.labels:
                data["label"] = dict(about.labels)
            if about.cite is not None:
                data["cite"] = {"document": about.cite.document, "place": about.cite.place}
        if d.outcome is not None:
            data["outcome"] = encode_outcome(d.outcome, d.type)
            data["type"] = type_name(d.type)
            if isinstance(d.type, t.Number) and d.type.unit.name:
                data["unit"] = d.type.unit.name
        if d.gives is not None and d.gives_type is not None:
            data["gives"] = encode_outcome(d.gives, d.gives_type)
        if d.fits is not None:
            data["as_asked"] = d.fits
        if d.element:
            data["element"] = d.element
        span = span_of(node)
        place = place_of(span, self.bundle.sources, wording)
        if place:
            data["place"] = place
            data["written"] = self.bundle.texts[span.file][span.start : span.end]
        if d.repeated:
            data["unfolded"] = d.repeated
        if d.children:
            data["children"] = [self.join(child) for child in d.children]
        return data


def type_name(of: t.Type) -> str:
    """Return the word for a type."""
    match of:
        case t.YesNo():
            return "yes_no"
        case t.Text():
            return "text"
        case t.Number():
            return "number"
        case t.Date():
            return "date"
        case t.Moment():
            return "moment"
        case t.Enum():
            return "choice"
        case t.RecordType():
            return "record"
        case t.ListType():
            return "list"
        case t.SetType():
            return "set"
