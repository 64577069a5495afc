"""Pydantic models made from the records of a policy: typed input for programs, and JSON Schema for everybody else.

Values are checked by the same readers as all data (`convert`), so a model accepts what the policy accepts and refuses
the rest with the same words. What a validated model holds is read back by `convert` to the same record.

Every field may be left out: that is unknown, absent or the default, as the policy says. Names are those of the policy;
one that Python or pydantic keeps for itself gets a trailing underscore and the policy's name as its alias.
"""

from __future__ import annotations

import keyword
import unicodedata
from collections.abc import Callable, Mapping, Set
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Any, ForwardRef, Literal

from policycore import types as t
from policycore.core.facts import JUDGEMENT
from policycore.core.nodes import FieldDecl, Program, RecordDecl
from policycore.diagnostics import texts
from policycore.records.convert import Converter, bare_name, converter_for, is_blank, is_judgement
from policycore.records.figures import decimal_text, number_text
from policycore.records.problem import RecordProblem
from policycore.records.render import as_diagnostic
from policycore.records.spellings import ABSENT_WORDS, UNKNOWN
from policycore.values import Absent, Gap, Outcome

if TYPE_CHECKING:
    from pydantic import BaseModel

_FIGURE = r"^[+-]?[0-9][0-9_]*(\.[0-9]+)?\s*[万亿]?"
_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_MOMENT = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?"


def model_for(program: Program, record_type: str, lang: str = "en") -> type[BaseModel]:
    """Return a pydantic model of a record, with models of the records inside it.

    Args:
        program: The checked policy.
        record_type: Id or name of the record.
        lang: Language of titles and descriptions, where the policy has labels in it.

    Raises:
        LookupError: The policy has no such record.
    """
    from pydantic import BaseModel, ConfigDict, create_model

    converter = converter_for(program, record_type)
    if isinstance(converter, RecordProblem):
        raise LookupError(texts.headline(as_diagnostic(converter), "en"))
    config = ConfigDict(extra="forbid", populate_by_name=True, arbitrary_types_allowed=True)
    models: dict[str, type[BaseModel]] = {}
    names = _class_names(program)
    taken = frozenset(dir(BaseModel))

    for declaration in _inside(program, converter.declaration):
        fields: dict[str, Any] = {}
        for declared in declaration.fields:
            of = _annotation(declared.type, converter, declared, names)
            if declared.judged:
                of = _judgement(f"{names[declaration.id]}_{declared.name}", of, converter)
            fields[_attribute(declared.name, taken)] = (of, _field(declared, lang, taken))
        models[names[declaration.id]] = create_model(
            names[declaration.id],
            __config__=ConfigDict(title=_label(declaration.about.labels, lang) or names[declaration.id], **config),
            __doc__=declaration.about.note or None,
            **fields,
        )
    for model in models.values():
        model.model_rebuild(_types_namespace=dict(models))
    return models[names[converter.declaration.id]]


def _judgement(name: str, bare: Any, converter: Converter) -> Any:
    """Return the type of a judged fact: bare, or with who judged it, when and on what grounds."""
    from pydantic import ConfigDict, Discriminator, Tag, create_model

    fields: dict[str, Any] = {"value": (bare, None)}
    for part, of in JUDGEMENT.items():
        fields[part] = (_annotated(of, converter, FieldDecl(part, of)), None)
    config = ConfigDict(extra="forbid", arbitrary_types_allowed=True)
    model: Any = create_model(name, __config__=config, **fields)

    def which(value: Any) -> str:
        named = isinstance(value, model) or (isinstance(value, Mapping) and is_judgement(value))
        return "judgement" if named else "bare"

    said = Annotated[Annotated[bare, Tag("bare")] | Annotated[model, Tag("judgement")], Discriminator(which)]
    return said | None


def record_model(program: Program, record_type: str) -> type[BaseModel]:
    """Return the model of a record with English titles; see `model_for`."""
    return model_for(program, record_type)


def _inside(program: Program, declaration: RecordDecl) -> list[RecordDecl]:
    """Return a record and all records inside it, each once."""
    records = {record.id: record for record in program.records}
    found: dict[str, RecordDecl] = {}
    waiting = [declaration]
    while waiting:
        current = waiting.pop()
        if current.id in found:
            continue
        found[current.id] = current
        for each in current.fields:
            of: t.Type = each.type
            while isinstance(of, t.ListType):
                of = of.element
            if isinstance(of, t.RecordType):
                waiting.append(records[of.name])
    return list(found.values())


def _class_names(program: Program) -> dict[str, str]:
    """Return a class name per record: its name, or its whole id where two files have a record of that name."""
    names = [bare_name(record.id) for record in program.records]
    alone = {name for name in names if names.count(name) == 1}
    return {record.id: _class_name(bare_name(record.id), record.id, alone) for record in program.records}


def _class_name(name: str, id: str, alone: Set[str]) -> str:
    name = (name if name in alone else id).replace(":", "_")
    # That of a state must not be the attribute of its field, which Python would find instead.
    return f"StateOf_{name.removesuffix('/state')}" if name.endswith("/state") else name.replace("/", "_")


def _attribute(name: str, taken: frozenset[str]) -> str:
    """Return the attribute for a field: its name, where Python and pydantic leave it free."""
    attribute = unicodedata.normalize("NFKC", name)
    if not attribute.isidentifier():
        attribute = "".join(sign if sign.isidentifier() or sign.isdecimal() else "_" for sign in attribute)
        attribute = attribute if attribute.isidentifier() else f"field_{attribute}"
    attribute = attribute.lstrip("_") or "field"
    if keyword.iskeyword(attribute) or attribute in taken or attribute.startswith("model_"):
        attribute += "_"
    return attribute


def _field(declared: FieldDecl, lang: str, taken: frozenset[str]) -> Any:
    from pydantic import Field

    about = declared.about
    description = about.note
    if about.cite is not None:
        description = f"{description} ({about.cite.place})".strip()
    default = None if declared.default is None else _default_text(declared)
    attribute = _attribute(declared.name, taken)
    return Field(
        default=None,
        alias=None if attribute == declared.name else declared.name,
        title=_label(about.labels, lang),
        description=description or None,
        json_schema_extra={"default": default} if default is not None else None,
    )


def _default_text(declared: FieldDecl) -> Any:
    assert declared.default is not None
    value = declared.default.value
    match value:
        case Fraction():
            unit = declared.type.unit if isinstance(declared.type, t.Number) else t.PURE
            return number_text(value, unit)
        case Absent():
            return None
        case frozenset():
            return sorted(value)
        case bool() | str():
            return value
        case datetime():
            return value.isoformat(sep=" ")
        case date():
            return value.isoformat()


def _label(labels: tuple[tuple[str, str], ...], lang: str) -> str | None:
    found = dict(labels)
    return found.get(lang) or next(iter(found.values()), None)


def _annotation(of: t.Type, converter: Converter, declared: FieldDecl, names: dict[str, str]) -> Any:
    match of:
        case t.RecordType(name=record):
            made = "/" in record  # the state of a tiering with movement, which is absent before the first review
            return _or_unknown(ForwardRef(names[record]), absent=made)
        case t.ListType(element=element):
            return _or_unknown(list[_annotation(element, converter, declared, names)])  # type: ignore[misc]  # at run time
        case t.SetType() | t.YesNo() | t.Text() | t.Number() | t.Date() | t.Moment() | t.Enum():
            return _annotated(of, converter, declared)


def _or_unknown(of: Any, absent: bool = False) -> Any:
    """Return a type beside which stand the word for unknown and nothing; told apart so that errors speak of one.

    `absent`: the word for absent may stand there as well.
    """
    from pydantic import BeforeValidator, Discriminator, Tag

    def word_of(value: Any) -> Any:
        said = value.strip().casefold() if isinstance(value, str) else ""
        if absent and said in ABSENT_WORDS:
            return "absent"
        return "unknown" if said in UNKNOWN else None if is_blank(value) else value

    given: Any = Annotated[of, Tag("given")]
    words: Any = Literal["unknown", "absent"] if absent else Literal["unknown"]
    word: Any = Annotated[words | None, BeforeValidator(word_of), Tag("word")]
    said = Annotated[given | word, Discriminator(lambda value: "word" if isinstance(value, str) else "given")]
    return said | None


def _annotated(of: t.Type, converter: Converter, declared: FieldDecl) -> Any:
    """Return the Python type of a single value, checked by the reader of all data, with its JSON Schema."""
    from pydantic import PlainValidator, WithJsonSchema

    python, schema = _python_type(of)
    schema = {"anyOf": [*schema.pop("anyOf", [schema] if schema else []), {"const": "unknown"}, {"type": "null"}]}
    reader = PlainValidator(_validator(of, converter, declared))
    return Annotated[python | Literal["unknown"] | None, reader, WithJsonSchema(schema)]


def _validator(of: t.Type, converter: Converter, declared: FieldDecl) -> Callable[[Any], Any]:
    inside = of is not declared.type  # an element of a list has no optional, no default and no key of its own

    def validate(value: Any) -> Any:
        if is_blank(value):
            return None
        found = converter.read(of, value, declared.name) if inside else converter.read_field(declared, value)
        if isinstance(found, tuple) and found and isinstance(found[0], RecordProblem):
            said = as_diagnostic(found[0])
            raise ValueError(f"{texts.headline(said, 'en')} [{found[0].code}]")
        return _python_value(of, found)  # type: ignore[arg-type]  # problems were raised above

    return validate


def _python_value(of: t.Type, outcome: Outcome) -> Any:
    match outcome:
        case Fraction():
            unit = of.unit if isinstance(of, t.Number) else t.PURE
            figure = outcome * 100 if unit.family == "percent" else outcome
            whole = isinstance(of, t.Number) and of.whole
            return int(figure) if whole else Decimal(decimal_text(figure))
        case Gap():
            return "unknown"
        case Absent():
            return None
        case _:
            return outcome


def _python_type(of: t.Type) -> tuple[Any, dict[str, Any]]:
    """Return the Python type of a value and its JSON Schema."""
    match of:
        case t.YesNo():
            words = ["yes", "no", "y", "n", "true", "false", "是", "否"]
            return bool, {"anyOf": [{"type": "boolean"}, {"enum": words}]}
        case t.Text():
            return str, {"type": ["string", "integer"]}
        case t.Number():
            return (int if of.whole else Decimal), _number_schema(of)
        case t.Date():
            return date, {"type": "string", "format": "date", "pattern": _DAY}
        case t.Moment():
            return datetime, {"type": "string", "pattern": _MOMENT}
        case t.Enum():
            if of.open:
                return str, {"type": "string", "examples": list(of.names)}
            labels = [label for member in of.members for _, label in member.labels]
            return str, {"enum": list(dict.fromkeys([*of.names, *labels]))}
        case t.SetType(element=element):
            return frozenset[str], {"type": "array", "items": _python_type(element)[1]}
        case t.RecordType() | t.ListType():
            raise AssertionError("not a single value")


def _number_schema(of: t.Number) -> dict[str, Any]:
    scale = 100 if of.unit.family == "percent" else 1
    number: dict[str, Any] = {"type": "integer" if of.whole else "number"}
    for bound, key in ((of.low, "minimum"), (of.high, "maximum")):
        # JSON Schema holds decimals; a bound that is none stays with the reader.
        if bound is not None and (bound * scale).denominator == 1:
            number[key] = int(bound * scale)
    return {"anyOf": [number, {"type": "string", "pattern": _FIGURE}]}
