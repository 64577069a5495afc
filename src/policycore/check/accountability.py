"""Accountability to Core: matters, who answers, sanctions, exemptions and escalation."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import evolve

from policycore import types as t
from policycore.check.conditions import common_type, env_where
from policycore.check.declare import about_of
from policycore.check.kinds import constant_of
from policycore.check.rules import checked_about, lower_each, lower_when, resolve_actor, rule_id, used
from policycore.check.wording import describe
from policycore.check.world import Env, Symbol, Typed, did_you_mean
from policycore.core import nodes as core
from policycore.diagnostics.model import Phrase
from policycore.syntax import ast

if TYPE_CHECKING:
    from policycore.check.expressions import Expressions

SHARE = t.Number(t.PERCENT)


def lower_accountability(
    expressions: Expressions, symbol: Symbol, node: ast.Accountability, env: Env
) -> core.Accountability | None:
    """Return the matters of a statement, each with who answers and what follows."""
    about = checked_about(node.head, env, expressions.world, cited=True)
    when = lower_when(expressions, node.when, env, expressions.world.step(symbol.id, "when"))
    env = env_where(expressions, node.when, env)
    cited = node.head.cite is not None
    matters = [item for item in node.items if isinstance(item, ast.Matter)]
    names = [matter.head.name.text for matter in matters]
    rules: dict[str, list[ast.Exempt | ast.Escalate]] = {}
    taken: set[str] = set()
    for item in node.items:
        if isinstance(item, ast.Matter):
            continue
        rule_id(symbol.id, item.head.name, taken, expressions.world)
        for name in item.covering:
            if name.text not in names:
                expressions.world.report("PC230", name.span, help=did_you_mean(name.text, names), name=name.text)
            else:
                rules.setdefault(name.text, []).append(item)
    found: list[core.Matter] = []
    failed = node.when is not None and when is None
    for matter in matters:
        rule = rule_id(symbol.id, matter.head.name, taken, expressions.world)
        made = _matter(
            expressions, matter, rule, symbol.id, env.named(rule), rules.get(matter.head.name.text, []), cited
        )
        failed = failed or made is None
        if made is not None:
            found.append(made)
    if failed:
        return None
    if not found:
        expressions.world.report("PC409", symbol.span, name=symbol.name)
        return None
    return core.Accountability(symbol.id, symbol.record, tuple(found), when, about, symbol.span)


def _matter(
    expressions: Expressions,
    node: ast.Matter,
    rule: str,
    parent: str,
    env: Env,
    rules: list[ast.Exempt | ast.Escalate],
    cited: bool,
) -> core.Matter | None:
    about = checked_about(node.head, env, expressions.world, cited=cited)
    each = lower_each(expressions, node.each, env, rule)
    if each is None:
        return None
    guard = lower_when(expressions, node.when, each[1], expressions.world.step(rule, "when"))
    env = env_where(expressions, node.when, each[1])
    failed = node.when is not None and guard is None
    answers: list[core.Answer] = []
    severity: Typed | None = None
    for item in node.items:
        if isinstance(item, ast.Severity):
            if severity is not None:
                expressions.world.report("PC408", item.span, word=Phrase("word_severity"))
                continue
            want = common_type([item.value], env, expressions.world)
            severity = used(
                expressions.check(item.value, env, expressions.world.step(rule, "severity"), want),
                item.value.span,
                expressions.world,
            )
            failed = failed or severity is None
            if severity is not None and not (isinstance(severity.type, t.Enum) and severity.type.ordered):
                expressions.world.report("PC348", item.value.span, found=describe(severity.type))
                return None
        elif isinstance(item, ast.Answers):
            answers.extend(_answers(expressions, item, rule, env))
    if severity is not None:
        env = evolve(env, locals=(*env.locals, ("severity", severity.type)))
    sanctions: list[core.Sanction] = []
    beside: set[str] = set()
    for item in node.items:
        if isinstance(item, ast.Sanction):
            sanction = _sanction(expressions, item, rule, answers, env, beside)
            failed = failed or sanction is None
            if sanction is not None:
                sanctions.append(sanction)
    exemptions: list[core.Exemption] = []
    escalations: list[core.Escalation] = []
    inner = each[1]
    for other in rules:
        id = f"{parent}/{other.head.name.text}"
        typed = expressions.condition(other.when, inner.named(id), f"{id}/when@{node.head.name.text}")
        told = checked_about(other.head, env, expressions.world, cited=cited)
        if typed is None:
            failed = True
        elif isinstance(other, ast.Exempt):
            by = resolve_actor(other.by, env, expressions.world)
            exemptions.append(core.Exemption(id, by, typed.expr, told, other.head.name.span))
        elif severity is None and any(isinstance(item, ast.Severity) for item in node.items):
            failed = True
        elif severity is None:
            expressions.world.report(
                "PC434", other.head.name.span, name=other.head.name.text, matter=node.head.name.text
            )
            failed = True
        else:
            escalations.append(core.Escalation(id, other.steps, typed.expr, told, other.head.name.span))
    if failed:
        return None
    return core.Matter(
        rule,
        each[0],
        guard,
        tuple(answers),
        severity.expr if severity is not None else None,
        tuple(sanctions),
        tuple(exemptions),
        tuple(escalations),
        about,
        node.head.name.span,
    )


def _answers(expressions: Expressions, node: ast.Answers, rule: str, env: Env) -> Iterator[core.Answer]:
    shares: list[Fraction] = []
    for place, answerer in enumerate(node.answerers, 1):
        actor = resolve_actor(answerer.actor, env, expressions.world)
        share = None
        if answerer.share is not None:
            typed = expressions.value(answerer.share, env, f"{rule}/share[{place}]", SHARE)
            share = typed.expr if typed is not None else None
            value = constant_of(share) if share is not None else None
            if isinstance(value, Fraction):
                shares.append(value)
        if actor is not None:
            yield core.Answer(actor, share, answerer.role.text if answerer.role is not None else "")
    if len(shares) == len(node.answerers) and sum(shares) != 1:
        expressions.world.report("PC435", node.span)


def _sanction(
    expressions: Expressions, node: ast.Sanction, rule: str, answers: list[core.Answer], env: Env, beside: set[str]
) -> core.Sanction | None:
    against = None
    if node.against.text == "answers":
        if not answers or (len(answers) > 1 and any(answer.share is None for answer in answers)):
            expressions.world.report("PC436", node.against.span, name=node.head.name.text)
            return None
    else:
        against = resolve_actor(node.against, env, expressions.world)
        if against is None:
            return None
    name = node.head.name.text
    # One sanction may strike several posts: the id then says whom.
    whom = f"{name}@{node.against.text}"
    if whom in beside:
        expressions.world.report("PC218", node.head.name.span, name=name)
    id = f"{rule}/{whom}" if name in beside else f"{rule}/{name}"
    beside |= {name, whom}
    amount = None
    if node.amount is not None:
        typed = used(
            expressions.check(node.amount, env.named(id), expressions.world.step(id, "amount")),
            node.amount.span,
            expressions.world,
        )
        if typed is None:
            return None
        if not isinstance(typed.type, t.Number):
            expressions.world.report(
                "PC302", node.amount.span, found=describe(typed.type), wanted=Phrase("type_number")
            )
            return None
        amount = typed.expr
    return core.Sanction(
        id, name, against, amount, about_of(node.head, env.module, expressions.world), node.head.name.span
    )
