"""Populations, drawn at random: who belongs together, how equals and open members count, and facts of groups.

Goes in: the author of a policy. Comes out: text, and what later statements may read of it. What the functions give are
ordinary definitions and requirements, so that all else of the language meets them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeGuard

from differential.expressions import YES_NO
from differential.kinds import Env, Fact, Member, Scope, number
from policycore import types as t

if TYPE_CHECKING:
    from differential.policies import Author

#: Facts of a member's place; there are none for who is no member.
PLACED = ("rank", "share", "cumulative")
#: Facts of the group.
OF_GROUP = ("size", "count", "sum", "average", "highest", "lowest", "top_sum", "quantile")
#: What a definition of a population says of one fact of a group, as a condition.
BORDERS = ("<= 1", "<= 2", "> 1", "= 1", "<= round(20% * size(), upward, 1)", "< size()", "<= 50% * size()")


def population(author: Author) -> None:
    """Write a population with one to four definitions, and now and then a requirement."""
    draw, expressions = author.draw, author.expressions
    others = [record for record in author.world.members if record != "Case"]
    record = draw.choice(others) if others and author.chance(0.25) else "Case"
    env = Env((Scope(record),))
    name = author.name("group")
    plain = [f for f in expressions.facts(env)[1] if _single(f.type) and not f.optional]
    keys = draw.sample(plain, min(len(plain), draw.choice((0, 0, 1, 1, 1, 2))))
    per = f" per {', '.join(f.text for f in keys)}" if keys else ""
    where = f" where {author.condition(env, 0.6)}" if author.chance(0.45) else ""
    settings = []
    ties = draw.choice(("together", "behind", "contested", "", "a fact", "a fact"))
    if ties == "a fact":
        found = [f.text for f in plain if _ordered(f.type) and f.text.replace("`", "").isidentifier()]
        ties = draw.choice(found) if found else ""
    if ties:
        settings.append(f"ties: {ties}")
    gaps = draw.choice(("uncertain", "uncertain", "", "last", "left_out"))
    if gaps:
        settings.append(f"gaps: {gaps}")
    if author.chance(0.25):
        settings.append(f"minimum: {draw.choice((0, 2, 3, 5, 20))}")
    draw.shuffle(settings)
    items = []
    kept: list[tuple[str, Member]] = []
    for _ in range(draw.randint(1, 4)):
        fact = author.name("p")
        of, body = _fact(author, env, worst=gaps == "last")
        items.append(f"define {author.head(fact)} = {body}")
        kept.append((record, Member(fact, of, optional=bool(where) or "where" in body, defined=True)))
    if author.chance(0.35):
        rule = author.name("r")
        of, body = _fact(author, env, worst=gaps == "last")
        word = draw.choice(("", " must", " should", " must not"))
        if _number(of):
            body = f"{body} {draw.choice(('>=', '<='))} {expressions.amount(of.unit.name)}"
        elif of != YES_NO:
            body = f"{body} is present"
        items.append(f"require {author.head(rule)}{word}{author.when(env, 0.3)} : {body}")
        words = ("met", "breach", "deviation", "not_applicable")
        kept.append((record, Member(rule, t.Enum(tuple(map(t.Member, words))))))
    block = "\n  ".join([*settings, *items])
    # A file that uses this one names what it reads of it.
    names = ", ".join([name, *(member.name for _, member in kept)])
    author.say(f"population {author.head(name)} over {record}{per}{where} {{\n  {block}\n}}", names)
    for item in kept:
        author.add(*item)


def _fact(author: Author, env: Env, *, worst: bool) -> tuple[t.Type, str]:
    """Return a fact of a group or of a place in it, as it is or compared, with its type."""
    kind = author.draw.choice((*PLACED, "rank", *OF_GROUP))
    of, body = _call(author, env, kind, worst)
    if not _number(of):
        return of, body
    dice = author.draw.random()
    if kind == "rank" and dice < 0.5:
        return YES_NO, f"{body} {author.draw.choice(BORDERS)}"
    if dice < 0.25:
        return YES_NO, f"{body} {author.draw.choice(('<=', '>=', '<', '='))} {author.expressions.amount(of.unit.name)}"
    if dice < 0.35:
        other, again = _call(author, env, author.draw.choice(("size", "sum", "average", "lowest")), worst)
        if _number(other) and other.unit == of.unit:
            return of, f"{body} - {again}"
    return number(of.unit.name), body


def _call(author: Author, env: Env, kind: str, worst: bool) -> tuple[t.Type, str]:
    """Return the call of a function and its type; `worst`: its value needs a worst one."""
    draw = author.draw
    if kind == "size":
        return number(""), "size()"
    where = f" where {author.condition(env, 0.4)}" if author.chance(0.3) else ""
    if kind == "count":
        if author.chance(0.5):
            return number(""), f"count(where {author.condition(env, 0.5)})"
        return number(""), f"count({author.condition(env, 0.5)})"
    values = [
        f
        for f in author.expressions.facts(env)[1]
        if (_ordered(f.type) if kind in ("rank", "highest", "lowest") else _number(f.type))
        and not f.text.startswith("(")
        and (not worst or (_of_record(author, env, f) and _has_worst(f.type)))
    ]
    certain = [f for f in values if not f.optional]
    if not values:
        return number(""), "size()"
    value = draw.choice(certain if certain and author.chance(0.9) else values)
    text = value.text
    if not worst and _number(value.type) and author.chance(0.25):
        text = author.expressions.number(value.type.unit.name, env, author.size(0.5))
    match kind:
        case "rank":
            of: t.Type = number("")
        case "share" | "cumulative":
            of = number("percent")
        case _:
            of = number(value.type.unit.name) if _number(value.type) else value.type
    if kind == "top_sum":
        text += f", {_how_many(author)}"
    elif kind == "quantile":
        text += f", {draw.choice(('50%', '25%', '0%', '100%', '0.5', '90%', '33.3%'))}"
    return of, f"{kind}({text}{where})"


def _how_many(author: Author) -> str:
    """Return of how many members: a number, or a parameter."""
    found = [
        name for name, of, keys, _ in author.world.parameters if _number(of) and of.unit.family == "pure" and not keys
    ]
    return author.draw.choice(found) if found and author.chance(0.5) else author.draw.choice(("0", "1", "2", "3", "10"))


def _of_record(author: Author, env: Env, fact: Fact) -> bool:
    """Whether a fact is a plain field of the record, whose bounds are known."""
    return any(m.name == fact.text and not m.defined and not m.bare for m in author.world.members[env.record])


def _number(of: t.Type) -> TypeGuard[t.Number]:
    return isinstance(of, t.Number)


def _ordered(of: t.Type) -> bool:
    return isinstance(of, t.Number | t.Date | t.Moment) or (isinstance(of, t.Enum) and of.ordered)


def _has_worst(of: t.Type) -> bool:
    return (isinstance(of, t.Number) and of.low is not None) or isinstance(of, t.Enum)


def _single(of: t.Type) -> bool:
    return not isinstance(of, t.RecordType | t.ListType | t.SetType)
