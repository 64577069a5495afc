"""The bundle: all that is static about a policy, in one canonical file whose digest names the policy for ever.

It holds Core (node ids, operators, operands, types, spans, labels, citations), the texts of all files used, the
languages and the version of the language. A trace names the bundle by its digest and repeats nothing of it. The same
texts give the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from attrs import frozen

from policycore.core.codec import (
    Json,
    MalformedDataError,
    canonical,
    decode_program,
    encode_inputs,
    encode_program,
    read_json,
)
from policycore.core.codec import (
    digest_of as digest_of,
)
from policycore.core.nodes import Program
from policycore.core.outcome import Inputs
from policycore.core.snapshots import snapshot_digest
from policycore.core.walk import Named, by_id
from policycore.source import SourceFile

BUNDLE_SCHEMA = "policycore.bundle/1"


@frozen(slots=False)
class Bundle:
    """A policy ready to be kept: `program`, and the `texts` of its files by the names that spans use."""

    program: Program
    texts: Mapping[str, str]

    @cached_property
    def data(self) -> bytes:
        """The canonical bytes."""
        header = self.program.header
        document: dict[str, Json] = {
            "schema": BUNDLE_SCHEMA,
            "language_version": self.program.language_version,
            "languages": list(header.languages),
            "policy": {"id": header.id, "version": header.version},
            "core": encode_program(self.program),
            "texts": dict(self.texts),
        }
        return canonical(document)

    @cached_property
    def digest(self) -> str:
        """The digest of the bytes: the name under which traces know this policy."""
        return digest_of(self.data)

    @cached_property
    def index(self) -> Mapping[str, Named]:
        """Every node by its id."""
        return by_id(self.program)

    @cached_property
    def sources(self) -> Mapping[str, SourceFile]:
        """The texts as source files, for places and snippets."""
        return {name: SourceFile(name, text) for name, text in self.texts.items()}


def make_bundle(program: Program, texts: Mapping[str, str]) -> Bundle:
    """Return the bundle of a checked program and the texts of the files it was made from."""
    return Bundle(program, {name: texts[name] for name in sorted(texts)})


def read_bundle(data: bytes) -> Bundle:
    """Return the bundle that stands in `data`.

    Raises:
        MalformedDataError: the bytes are no bundle of this schema, or are not spelt as a bundle is.
    """
    found = read_json(data)
    match found:
        case {"schema": schema} if schema != BUNDLE_SCHEMA:
            raise MalformedDataError(f"this reads {BUNDLE_SCHEMA}, and the file says {schema}")
        case {"schema": _, "core": core, "texts": dict(texts)}:
            bundle = make_bundle(decode_program(core), {name: str(text) for name, text in texts.items()})
            # A second spelling of one policy would be a second digest for it.
            if bundle.data != data:
                raise MalformedDataError("the file is not spelt as a bundle is: it was changed or written by hand")
            return bundle
        case _:
            raise MalformedDataError("this is no bundle of a policy")


def input_digest(bundle: Bundle, inputs: Inputs) -> str:
    """Return the digest of all that a decision reads from outside: validated record, moment, switches, snapshots."""
    data = encode_inputs(bundle.program, bundle.index, inputs)
    digests = snapshot_digests(bundle, inputs)
    return digest_of(canonical({**data, "snapshots": dict(digests)} if digests else data))


def snapshot_digests(bundle: Bundle, inputs: Inputs) -> Mapping[str, str]:
    """Return the digests of the snapshots that a decision reads its population facts from, by population."""
    return {id: snapshot_digest(snapshot, bundle.program) for id, snapshot in sorted(inputs.snapshots.items())}
