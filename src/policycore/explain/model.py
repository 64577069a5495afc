"""The JSON form of traces as pydantic models: what `document.py` writes is validated by them, and so can others.

Imported only when asked for. `trace_schema` is written to `docs/reference/trace.schema.json`.
"""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel, TypeAdapter

Digest = Annotated[str, Field(pattern=r"^sha256:[0-9a-f]{64}$")]
Status = Literal["decided", "undetermined", "not_stated", "conflict", "not_applicable"]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Bounds(_Model):
    """The values from `from` to `to`, both ends in; null is no end."""

    low: str | None = Field(alias="from")
    high: str | None = Field(alias="to")


class Reason(_Model):
    """Why an outcome is open: `subject` is a path, a parameter or an instance; `sides` are the rules that disagree."""

    kind: Literal[
        "fact", "judgement", "unknown", "no_value", "population", "parameter", "calendar", "silent", "conflict"
    ]
    subject: str
    sides: list[str] = []


class Gap(_Model):
    """An open outcome: what is still possible, the marks that are possible beside it, and why it is open."""

    status: Literal["undetermined", "not_stated", "conflict"]
    possible: list[bool | str] | Bounds | Literal["anything"]
    reasons: list[Reason]
    marks: list[Literal["absent", "not_stated"]] = []


class RecordRef(_Model):
    """A record, by its path below the one that was decided."""

    record: str


class Outcome(RootModel["bool | str | list[Outcome] | Gap | RecordRef | None"]):
    """An outcome: null is absent; numbers are text, the shortest decimal, else n/d."""

    model_config = ConfigDict(frozen=True, strict=True)


class Share(_Model):
    outcome: Outcome


class Answer(_Model):
    """A post that answers for a matter, with its role and share."""

    post: str
    role: str
    share: Share | None


class Amount(_Model):
    """What a post owes; an empty post is all posts together."""

    sanction: str
    post: str
    outcome: Outcome


class Item(_Model):
    """A finding or a benefit, for the record or for one of its elements.

    `facts` pairs what the timeline of a duty or step shows (`due`, `at`) with its outcome, null where it is absent.
    """

    id: str
    element: str
    outcome: Outcome
    because: list[str]
    severity: Outcome | None = None
    answers: list[Answer] = []
    amounts: list[Amount] = []
    facts: list[Annotated[tuple[str, Outcome], Field(strict=False)]] = []


class DecisionModel(_Model):
    """One decision; `applicable` is left out where it applies."""

    id: str
    kind: Literal["score", "tiering", "require", "entitlements", "accountability", "duty", "procedure"]
    status: Status
    because: list[str]
    applicable: bool | Gap = True
    outcome: Outcome | None = None
    items: list[Item] = []
    sums: list[Amount] = []
    state: dict[str, Outcome | None] | None = None
    state_open: bool = False


class PolicyRef(_Model):
    id: str
    version: str
    digest: Digest


class Citation(_Model):
    document: str
    place: str


class Node(_Model):
    """A node of a derivation, joined with its static facts."""

    instance: str
    kind: str
    status: Literal["held", "failed", "open", "not_reached", "value"]
    text: dict[Literal["en", "zh"], str]
    label: dict[str, str] = {}
    cite: Citation | None = None
    outcome: Outcome | None = None
    type: str = ""
    unit: str = ""
    gives: Outcome | None = None
    as_asked: bool | None = None
    element: str = ""
    place: str = ""
    written: str = ""
    unfolded: Literal["", "above", "below"] = ""
    children: list[Node] = []


class TraceModel(_Model):
    """A trace: the stored form, and with `derivations` the full form."""

    schema_: Literal["policycore.trace/1"] = Field(alias="schema")
    language_version: str
    policy: PolicyRef
    input_digest: Digest
    as_of: str | None
    known_at: str | None
    record: str
    decisions: list[DecisionModel]
    nodes: dict[str, Outcome]
    #: The snapshots that facts of groups were read from, by population.
    snapshots: dict[str, Digest] = {}
    derivations: dict[str, list[Node]] | None = None


class Envelope(_Model):
    """A trace with what made it and when, which is outside its digest."""

    digest: Digest
    engine: str
    evaluated_at: str
    trace: TraceModel


def validate_trace(document: object) -> TraceModel:
    """Return a trace document as a model; pydantic's error says where it is not one."""
    return TraceModel.model_validate(document)


def trace_schema() -> dict[str, Any]:
    """Return the JSON Schema of traces and their envelopes."""
    schema = TypeAdapter(TraceModel | Envelope).json_schema(by_alias=True)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "policycore.trace/1",
        "description": "A trace of policycore, alone or in its envelope. docs/reference/traces.md says what it means.",
        **schema,
    }


def schema_text() -> str:
    """Return the schema as the text of its file."""
    return json.dumps(trace_schema(), ensure_ascii=False, indent=2, sort_keys=True) + "\n"
