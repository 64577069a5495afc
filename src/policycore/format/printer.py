"""From the AST to a document: how each statement is laid out.

In: a tree of `syntax.ast` and the `Spelling` of the keyword language to write. Out: documents of `format.doc`. What the
layout looks like is told in `docs/reference/layout.md`. `blocks` has what all constructs share, `expressions` what
stands inside statements.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import assert_never

from policycore.format import timing
from policycore.format.blocks import (
    INDENT,
    block,
    braced,
    clause,
    filled,
    following,
    head_of,
    joined,
    name_of,
    names_of,
    placed,
    quoted,
    separated,
    source_of,
)
from policycore.format.doc import Doc, Group, Nest, Tail, fill
from policycore.format.expressions import (
    Level,
    actor_clause,
    after_word,
    before_word,
    between,
    bounds_of,
    condition_clause,
    continued,
    data_of,
    each_clause,
    enum_of,
    expression,
    hugs,
    modality_clause,
    operand_of,
    record_lit,
    switch_of,
    type_of,
    when_clause,
)
from policycore.format.spelling import Spelling
from policycore.syntax import ast

# --- statements ---


def policy(say: Spelling, node: ast.Policy) -> Doc:
    """Return the document of a policy header."""
    settings = block([_setting(say, setting) for setting in node.settings], tight=True)
    return placed(node.span, (say.word("policy"), " ", head_of(say, node.head), settings))


def statement(say: Spelling, node: ast.Statement) -> Doc:
    """Return the document of a statement at the top of a file."""
    return placed(node.span, _statement(say, node))


def keyword_of(node: ast.Policy | ast.Statement) -> str:
    """Return the English word that leads a statement."""
    return type(node).__name__.lower()


def _statement(say: Spelling, node: ast.Statement) -> Doc:
    start = (say.word(keyword_of(node)), " ")
    match node:
        case ast.Use():
            return (start, names_of(say, node.names), clause(say.word("from"), " ", quoted(say, node.path)))
        case ast.Record():
            return (start, head_of(say, node.head), block([_field(say, field) for field in node.fields]))
        case ast.Choice():
            return (start, head_of(say, node.head), " ", enum_of(say, node.type, in_choice=True))
        case ast.Unit():
            equals = () if node.equals is None else (" =", following(expression(say, node.equals)))
            settings = block([_setting(say, s) for s in node.settings], tight=True) if node.settings else ()
            return (start, head_of(say, node.head), equals, settings)
        case ast.Actor():
            holder = () if node.holder is None else (" =", following(expression(say, node.holder)))
            return (start, head_of(say, node.head), holder)
        case ast.Parameter():
            return (start, _parameter(say, node))
        case ast.Reading():
            alternatives = [_alternative(say, alternative) for alternative in node.alternatives]
            return (start, head_of(say, node.head), block(alternatives, tight=True))
        case ast.Define():
            return (
                start,
                head_of(say, node.head),
                " =",
                following(expression(say, node.value), hugging=hugs(node.value)),
            )
        case ast.Require():
            return (start, _require(say, node))
        case ast.Score():
            kind = (" : ", type_of(say, node.type), bounds_of(say, node.bounds))
            items = block([_score_item(say, item) for item in node.items])
            return (start, head_of(say, node.head), when_clause(say, node.when), kind, items)
        case ast.Calendar():
            return (start, head_of(say, node.head), block([_setting(say, s) for s in node.settings], tight=True))
        case ast.Duty():
            return (start, timing.duty(say, node))
        case ast.Procedure():
            return (start, timing.procedure(say, node))
        case ast.Population():
            return (start, _population(say, node))
        case ast.Tiering():
            choice = () if node.choice is None else (" : ", type_of(say, node.choice))
            items = block([_tiering_item(say, item) for item in node.items], tight=len(node.items) == 1)
            return (start, head_of(say, node.head), when_clause(say, node.when), choice, items)
        case ast.Entitlements():
            per = clause(after_word(say, "per", expression(say, node.per)))
            items = block([_entitlement(say, item) for item in node.items])
            return (start, head_of(say, node.head), per, when_clause(say, node.when), items)
        case ast.Accountability():
            items = block([_accountability_item(say, item) for item in node.items])
            return (start, head_of(say, node.head), when_clause(say, node.when), items)
        case ast.Law():
            return (start, head_of(say, node.head), " :", following(_claim(say, node.claim)))
        case ast.Example():
            return (start, _example(say, node))
        case _:
            assert_never(node)


def _setting(say: Spelling, node: ast.Setting) -> Doc:
    values = [_setting_value(say, node.name.text, value) for value in node.values]
    return placed(node.span, (placed(node.name.span, say.setting(node.name.text)), ": ", joined(values, ", ")))


def _setting_value(say: Spelling, setting: str, value: ast.Ident | ast.Str | ast.Expr | ast.SettingRange) -> Doc:
    match value:
        case ast.Ident():
            return placed(value.span, say.setting_value(setting, value.text))
        case ast.Str():
            return quoted(say, value)
        case ast.SettingRange():
            low = expression(say, value.low)
            if value.high is None:
                return placed(value.span, (say.word("from"), " ", low))
            return placed(value.span, (low, " .. ", expression(say, value.high)))
        case _:
            return expression(say, value)


def _field(say: Spelling, node: ast.Field) -> Doc:
    name = placed(node.head.name.span, say.field_name(node.head.name.text))
    default = () if node.default is None else (" ", say.word("default"), " ", data_of(say, node.default))
    marks: Doc = ()
    if node.marks:
        groups = [_mark(say, group) for group in node.marks]
        marks = clause(say.word("marks"), " ", joined(groups, ", "))
    kind = (
        (say.word("judged"), " ") if node.judged else (),
        type_of(say, node.type),
        bounds_of(say, node.bounds),
        (" ", say.word("optional")) if node.optional else (),
        default,
    )
    start = ((say.word("key"), " ") if node.key else (), head_of(say, node.head, name), " :")
    return placed(node.span, (start, _kind(kind, node.type), marks))


def _kind(kind: Doc, node: ast.TypeExpr) -> Doc:
    """Return what follows the colon of a field: values with labels begin on its line, and stand one a line if long."""
    values = node
    while isinstance(values, ast.ListOf | ast.SetOf):
        values = values.element
    if not isinstance(values, ast.EnumTypeExpr):
        return following(kind)
    labelled = any(item.labels or item.cite for item in values.items)
    return Tail(kind, indent=INDENT, hugging=True, eager=labelled)


def _mark(say: Spelling, group: tuple[ast.Ident, ...]) -> Doc:
    """Return a mark and the direction in which it holds."""
    words = (say.mark(word.text) if place == 0 else say.word(word.text) for place, word in enumerate(group))
    return joined((placed(word.span, text) for word, text in zip(group, words, strict=True)), " ")


def _parameter(say: Spelling, node: ast.Parameter) -> Doc:
    names = (name_of(say, key, after="" if place else "per") for place, key in enumerate(node.keys))
    keys = clause(say.word("per"), " ", joined(names, ", ")) if node.keys else ()
    lost = node.value is None and not node.entries
    kind = (type_of(say, node.type), bounds_of(say, node.bounds), (" ", say.word("not stated")) if lost else ())
    start = (head_of(say, node.head), keys, " :", _kind(kind, node.type))
    if node.entries:
        return (start, block([_dated(say, entry) for entry in node.entries]))
    if node.value is None:
        return start
    hugging = isinstance(node.value, ast.RecordLit | ast.ListLit)
    return (start, " =", following(data_of(say, node.value), hugging=hugging))


def _dated(say: Spelling, node: ast.DatedEntry) -> Doc:
    issued = () if node.issued is None else (" ", say.word("issued"), " ", expression(say, node.issued))
    start = (say.word("from"), " ", expression(say, node.start), issued, " = ", data_of(say, node.value))
    return placed(node.span, (start, source_of(say, node.cite, node.note)))


def _alternative(say: Spelling, node: ast.Alternative) -> Doc:
    if node.chosen:
        return (say.word("chosen"), " ", head_of(say, node.head))
    return head_of(say, node.head, placed(node.head.name.span, say.alternative_name(node.head.name.text)))


def _require(say: Spelling, node: ast.Require) -> Doc:
    modality = modality_clause(say, node.modality)
    head = (
        head_of(say, node.head),
        actor_clause(say, node.actor),
        modality,
        each_clause(say, node.each),
        when_clause(say, node.when),
    )
    return (head, " :", following(expression(say, node.condition), hugging=hugs(node.condition)))


# --- scores ---


def _mark_or(say: Spelling, node: ast.Expr | ast.FromMark) -> Doc:
    if isinstance(node, ast.FromMark):
        limits = between(say, node.low, node.high, tight=True)
        return placed(node.span, (limits, " ", say.word("from"), " ", operand_of(say, node.mark, Level.SUM)))
    return expression(say, node)


def _score_item(say: Spelling, node: ast.ScoreItem) -> Doc:
    match node:
        case ast.Factor():
            weight = (
                () if node.weight is None else clause(say.word("weight"), " ", operand_of(say, node.weight, Level.SUM))
            )
            start = (say.word("factor"), " ", head_of(say, node.head), weight)
            if node.value is None:
                return placed(node.span, (start, block([_band(say, band) for band in node.bands])))
            return placed(
                node.span, (start, " =", following(_mark_or(say, node.value), hugging=_mark_hugs(node.value)))
            )
        case ast.Line():
            head = (head_of(say, node.head), each_clause(say, node.each), when_clause(say, node.when))
            value = following(expression(say, node.value), hugging=hugs(node.value))
            return placed(node.span, (say.word(node.kind), " ", head, " :", value))
        case ast.Clamp():
            return placed(node.span, (say.word(node.kind), " ", expression(say, node.value)))
        case ast.Waive():
            return placed(node.span, (say.word("waive"), " ", _relief(say, node)))
        case ast.Group():
            items = block([_score_item(say, item) for item in node.items])
            return placed(node.span, (say.word("group"), " ", head_of(say, node.head), items))
        case _:
            assert_never(node)


def _mark_hugs(node: ast.Expr | ast.FromMark) -> bool:
    return not isinstance(node, ast.FromMark) and hugs(node)


def _band(say: Spelling, node: ast.Band) -> Doc:
    condition = clause(say.word("otherwise")) if node.when is None else when_clause(say, node.when)
    value = following(_mark_or(say, node.value), hugging=_mark_hugs(node.value))
    return placed(node.span, (say.word("band"), " ", head_of(say, node.head), condition, " :", value))


def _relief(say: Spelling, node: ast.Waive | ast.Exempt) -> Doc:
    return (
        head_of(say, node.head),
        _covering(say, node.covering),
        actor_clause(say, node.by),
        when_clause(say, node.when),
    )


def _covering(say: Spelling, names: Iterable[ast.Ident]) -> Doc:
    return clause(say.word("covering"), " ", joined((name_of(say, name) for name in names), ", "))


# --- tierings ---


def _tiering_item(say: Spelling, node: ast.TieringItem) -> Doc:
    match node:
        case ast.Designate():
            start = (say.word("designate"), " ", head_of(say, node.head), when_clause(say, node.when))
            return placed(node.span, (start, " :", following(expression(say, node.value), hugging=hugs(node.value))))
        case ast.Tier():
            condition = clause(say.word("otherwise")) if node.when is None else when_clause(say, node.when)
            return placed(node.span, (say.word("tier"), " ", head_of(say, node.head), condition))
        case ast.TierFrom():
            words: Doc = (say.word("tier"), " ", say.word("from"))
            value = following(expression(say, node.value), hugging=hugs(node.value))
            return placed(node.span, (words, value, source_of(say, node.cite, node.note)))
        case ast.OtherwiseNotStated():
            words = (say.word("otherwise"), " ", say.word("not stated"))
            return placed(node.span, (words, source_of(say, node.cite, node.note)))
        case ast.Limit():
            bound = (say.word("at most" if node.kind == "at_most" else "at least"), " ", expression(say, node.bound))
            start = (say.word("limit"), " ", head_of(say, node.head), when_clause(say, node.when))
            return placed(node.span, (start, " :", following(bound)))
        case ast.Movement():
            return placed(node.span, timing.movement(say, node))
        case _:
            assert_never(node)


# --- facts about groups ---


def _population(say: Spelling, node: ast.Population) -> Doc:
    over = clause(say.word("over"), " ", name_of(say, node.record, before="per" if node.per else ""))
    per: Doc = ()
    if node.per:
        groups = joined((operand_of(say, group, Level.SUM) for group in node.per), ", ")
        per = clause(after_word(say, "per", groups))
    body = [_setting(say, setting) for setting in node.settings] + [statement(say, item) for item in node.items]
    return (head_of(say, node.head), over, per, condition_clause(say, "where", node.where), block(body))


# --- entitlements ---


def _entitlement(say: Spelling, node: ast.Benefit | ast.Grant | ast.Override) -> Doc:
    match node:
        case ast.Benefit():
            direction = () if node.direction is None else clause(say.word(f"{node.direction} is better"))
            default = () if node.default is None else clause(say.word("default"), " ", expression(say, node.default))
            kind = _kind((type_of(say, node.type), bounds_of(say, node.bounds)), node.type)
            return placed(
                node.span, (say.word("benefit"), " ", head_of(say, node.head), " :", kind, direction, default)
            )
        case ast.Grant():
            name = placed(node.head.name.span, say.word("any")) if node.any_tier else None
            start: Doc = (say.word("grant"), " ", head_of(say, node.head, name))
            if node.base is not None:
                base = name_of(say, node.base, before="with" if node.items else "")
                start = (start, clause(say.word("same as"), " ", base))
                if not node.items:
                    return placed(node.span, start)
                start = (start, " ", say.word("with"))
            return placed(node.span, (start, " ", _grants(say, node.items)))
        case ast.Override():
            start = (say.word("override"), " ", head_of(say, node.head), when_clause(say, node.when))
            return placed(node.span, (start, " ", _grants(say, node.items)))
        case _:
            assert_never(node)


def _grants(say: Spelling, items: Sequence[ast.GrantItem]) -> Doc:
    body = separated((_grant_item(say, item) for item in items), keeps_blank=True)
    return braced(body, "{", "}", space=True, empty=not items)


def _grant_item(say: Spelling, node: ast.GrantItem) -> Doc:
    value = (name_of(say, node.benefit), ": ", expression(say, node.value))
    return placed(node.span, (value, when_clause(say, node.when)))


# --- accountability ---


def _accountability_item(say: Spelling, node: ast.Matter | ast.Exempt | ast.Escalate) -> Doc:
    match node:
        case ast.Matter():
            head: Doc = (head_of(say, node.head), each_clause(say, node.each), when_clause(say, node.when))
            items = block([_matter_item(say, item) for item in node.items], tight=len(node.items) == 1)
            return placed(node.span, (say.word("matter"), " ", head, items))
        case ast.Exempt():
            return placed(node.span, (say.word("exempt"), " ", _relief(say, node)))
        case ast.Escalate():
            up = clause(say.word("up"), " ", str(node.steps))
            head = (head_of(say, node.head), _covering(say, node.covering), up, when_clause(say, node.when))
            return placed(node.span, (say.word("escalate"), " ", head))
        case _:
            assert_never(node)


def _matter_item(say: Spelling, node: ast.Answers | ast.Severity | ast.Sanction) -> Doc:
    match node:
        case ast.Answers():
            answerers = separated(_answerer(say, answerer) for answerer in node.answerers)
            return placed(node.span, (say.word("answers"), " ", Nest(INDENT, Group(answerers))))
        case ast.Severity():
            return placed(
                node.span, (say.word("severity"), following(expression(say, node.value), hugging=hugs(node.value)))
            )
        case ast.Sanction():
            against = clause(say.word("against"), " ", placed(node.against.span, say.payer(node.against.text)))
            amount = (
                ()
                if node.amount is None
                else (" :", following(expression(say, node.amount), hugging=hugs(node.amount)))
            )
            return placed(node.span, (say.word("sanction"), " ", head_of(say, node.head), against, amount))
        case _:
            assert_never(node)


def _answerer(say: Spelling, node: ast.Answerer) -> Doc:
    role = () if node.role is None else (" ", say.word("as"), " ", name_of(say, node.role))
    share = () if node.share is None else (" ", expression(say, node.share))
    return (name_of(say, node.actor, before="as" if node.role else ""), role, share)


# --- laws and examples ---


def _claim(say: Spelling, node: ast.Always | ast.Relates | ast.Claims | ast.SameAs) -> Doc:
    match node:
        case ast.Always():
            word = say.word("never" if node.never else "always")
            return placed(node.span, (word, " ", continued(say, node.condition)))
        case ast.Relates():
            word = say.word("ignores" if node.word == "ignores" else f"{node.word} with")
            facts = separated(operand_of(say, fact, Level.SUM) for fact in node.facts)
            return placed(
                node.span, (operand_of(say, node.subject, Level.SUM), " ", word, " ", Nest(INDENT, Group(facts)))
            )
        case ast.Claims():
            return placed(
                node.span, (operand_of(say, node.subject, Level.SUM), " ", say.word("is"), " ", say.claim(node.word))
            )
        case ast.SameAs():
            start = (
                operand_of(say, node.subject, Level.SUM),
                " ",
                say.word("same as"),
                " ",
                operand_of(say, node.other, Level.SUM),
            )
            if node.condition is None:
                return placed(node.span, start)
            return placed(node.span, (start, following((say.word("except"), " ", expression(say, node.condition)))))
        case _:
            assert_never(node)


def _example(say: Spelling, node: ast.Example) -> Doc:
    clauses = [_given(say, given) for given in node.given]
    if node.as_of is not None:
        moment = expression(say, node.as_of)
        clauses.append((say.word("as of"), " ", before_word(say, moment, "with") if node.with_ else moment))
    if node.with_:
        switches = separated(switch_of(say, name, value) for name, value in node.with_)
        clauses.append((say.word("with"), " ", Group(Nest(INDENT, switches))))
    expected: Doc = ()
    if node.expect:
        expectations = separated(_expectation(say, expectation) for expectation in node.expect)
        expected = (say.word("expect"), " ", Group(Nest(INDENT, expectations)))
    if node.because:
        rules = fill(
            (_path(say, path), "," if place < len(node.because) - 1 else "") for place, path in enumerate(node.because)
        )
        expected = (expected, clause(say.word("because"), " ", Nest(INDENT, rules)))
    if node.expect or node.because:
        clauses.append(expected)
    return (head_of(say, node.head), block(clauses, tight=True))


def _given(say: Spelling, node: ast.Given) -> Doc:
    alias = () if node.alias is None else (" ", say.word("as"), " ", name_of(say, node.alias))
    record = name_of(say, node.record, before="as" if node.alias else "")
    start = (say.word("given"), " ", record, alias, " ")
    return placed(node.span, (start, record_lit(say, node.data)))


def _expectation(say: Spelling, node: ast.Expectation) -> Doc:
    outcome = _outcome(say, node.outcome) if isinstance(node.outcome, ast.OutcomeLit) else data_of(say, node.outcome)
    return placed(node.span, (_path(say, node.path), ": ", outcome))


_OUTCOME_WORDS: dict[str, str] = {
    "undetermined": "undetermined",
    "conflict": "conflict",
    "not_stated": "not stated",
    "not_applicable": "not applicable",
    "not_granted": "not granted",
}


def _outcome(say: Spelling, node: ast.OutcomeLit) -> Doc:
    members: Doc = ()
    if node.members:
        members = (" ", filled([data_of(say, member) for member in node.members], "{", "}"))
    interval: Doc = ()
    if node.low is not None and node.high is not None:
        interval = (" ", between(say, node.low, node.high, tight=False))
    missing: Doc = ()
    if node.missing:
        paths = joined((_path(say, path) for path in node.missing), (" ", say.word("and"), " "))
        missing = (" ", say.word("missing"), " ", paths)
    return placed(node.span, (say.word(_OUTCOME_WORDS[node.kind]), members, interval, missing))


def _path(say: Spelling, node: ast.Path) -> Doc:
    parts = (placed(part.span, say.path_part(part.text, first=place == 0)) for place, part in enumerate(node.parts))
    return placed(node.span, joined(parts, "."))
