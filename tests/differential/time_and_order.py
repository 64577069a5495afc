"""Statements of time and order, drawn at random: calendars, duties, procedures, and how tiers move.

Goes in: the author of a policy. Comes out: text, and what later expressions may read of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from differential import kinds
from differential.expressions import DATE, MOMENT, TEXT, YES_NO
from differential.kinds import Env, Fact, Member, Scope
from policycore import types as t

if TYPE_CHECKING:
    from differential.policies import Author

MODALITIES = (" must", " must", "", " should", " may")
CALENDAR = """calendar cn "China" / "中国" {
  weekend: saturday, sunday
  known: 2023-06-01 .. 2024-12-31
  holidays: 2024-01-01, 2024-02-10 .. 2024-02-17, 2024-05-01 .. 2024-05-03
  workdays: 2024-02-18, 2024-02-04
}"""


def calendar(author: Author) -> None:
    """Declare a calendar; then days can be moved and counted by working days."""
    author.say(CALENDAR, "cn")
    author.world.units.add("working day")
    author.expressions.days += ["2024-04-30", "2024-05-06"]


def when(author: Author, env: Env, share: float) -> str:
    """Return a `when`, in so many of all cases; now and then the text does not state it."""
    if not author.for_columns and author.chance(0.1):
        return f" when (if {author.condition(env, 0.5)} then {author.condition(env, 0.5)} else not stated)"
    return author.when(env, share)


# --- duties ---


def length(author: Author) -> str:
    """Return a length of time in which something is due."""
    units = ["hours", "days", "days", "weeks", "months", "quarters"]
    if "working day" in author.world.units:
        units += ["working days", "working days"]
    return f"{author.draw.choice((1, 2, 3, 10, 30))} {author.draw.choice(units)}"


def moments(author: Author, env: Env, *, optional: bool = False) -> list[Fact]:
    """Return the days and moments in scope that stand in records."""
    every = author.expressions.facts(env)[1]
    return [f for f in every if isinstance(f.type, t.Date | t.Moment) and (f.optional or not optional)]


def anchor(author: Author, env: Env, of: t.Type) -> str:
    """Return a day or a moment to count from."""
    found = [fact.text for fact in moments(author, env) if fact.type == of]
    return author.draw.choice(found) if found and author.chance(0.85) else author.expressions.literal(of)


def deadline(author: Author, env: Env) -> str:
    """Return `within … after …`, `until …`, or `before …`."""
    time = f" {author.draw.choice(('17:00', '09:30', '12:00:30'))}" if author.chance(0.25) else ""
    of = DATE if time else author.draw.choice((DATE, MOMENT))
    if author.chance(0.6):
        lasting = length(author)
        if lasting.endswith("hours"):
            return f" within {lasting} after {anchor(author, env, MOMENT)}"
        return f" within {lasting} after {anchor(author, env, of)}{f' until{time}' if time else ''}"
    word = author.draw.choice(("until", "before"))
    day = anchor(author, env, of)
    if author.chance(0.4):
        day = f"{day} + {author.draw.choice((1, 10, 27))} days"
    return f" {word} {day}{time}"


def deed(author: Author, env: Env) -> Fact:
    """Return the fact that shows when something was done, mostly one that may be absent."""
    found = moments(author, env, optional=True) or moments(author, env)
    return author.draw.choice(found) if found else Fact(author.expressions.literal(DATE), DATE)


def recurrence(author: Author) -> tuple[str, bool]:
    """Return `every …` with the point of time inside a period; whether deeds are counted."""
    counted = author.chance(0.3)
    often = author.draw.choice((" 2 times", " 1..2 times", " at least 1 times", " at most 2 times")) if counted else ""
    unit = author.draw.choice(("day", "week", "month", "month", "quarter", "year", "year", "2 weeks", "6 months"))
    points = {
        "day": (" before 17:00", " until 09:30"),
        "week": (" before friday 17:00", " until sunday", " until monday"),
        "month": (" before day 5 17:00", " until day 31", " until last_day"),
    }.get(unit, (" until last_day",))
    point = "" if counted or author.chance(0.25) else author.draw.choice(points)
    return f"{often} every {unit}{point}", counted


def duty(author: Author) -> None:
    """Write a duty, once or again and again."""
    name = author.name("u")
    env = Env((Scope("Case"),))
    by = f" by {author.draw.choice(author.world.actors)}" if author.chance(0.4) else ""
    modality = author.draw.choice(MODALITIES)
    guard = when(author, env, 0.4)
    start = f"duty {author.head(name, author.scope('Case'))}{by}{modality}"
    lists = [f for f in author.expressions.lists(env) if isinstance(_element(f), t.RecordType)]
    if not lists or author.chance(0.45):
        author.say(f"{start}{deadline(author, env)}{guard} done {deed(author, env).text}", name)
        read(author, name)
        return
    fact = author.draw.choice(lists)
    element = _element(fact)
    assert isinstance(element, t.RecordType)
    inner = env.inside(Scope(element.name))
    often, _ = recurrence(author)
    start_on = [f.text for f in moments(author, env) if isinstance(f.type, t.Date)]
    since = f" from {author.draw.choice(start_on)}" if start_on and author.chance(0.6) else ""
    found = [f for f in author.expressions.facts(Env(inner.scopes[-1:]))[1] if isinstance(f.type, t.Date | t.Moment)]
    done = ""
    if found:
        done = f" done {author.draw.choice(found).text} over {fact.text}"
        if author.chance(0.5):
            done += f" where {author.condition(inner, 0.6)}"
        days = [each.text for each in found if isinstance(each.type, t.Date)]
        if days and author.chance(0.4):
            done += f" for {author.draw.choice(days)}{author.draw.choice(('', ' - 7 days'))}"
    author.say(f"{start}{often}{since}{guard}{done}", name)
    late = f"count({name}.periods as w where w.status {author.draw.choice(('!= open', '= open'))})"
    count = author.name("d")
    author.say(f"define {count} for Case = {late}", count)
    author.add("Case", Member(count, t.Number(whole=True), defined=True))


def _element(fact: Fact) -> t.Type:
    assert isinstance(fact.type, t.ListType)
    return fact.type.element


# --- procedures ---


def procedure(author: Author) -> None:
    """Write a procedure of a few steps, each after others or by a time of its own."""
    name = author.name("h")
    env = Env((Scope("Case"),))
    steps: list[tuple[str, t.Type, bool]] = []
    lines = []
    for _ in range(author.draw.randint(2, 4)):
        step = author.name("k")
        text = f"step {author.head(step)}"
        if author.chance(0.4):
            text += f" by {author.draw.choice(author.world.actors)}"
        modality = author.draw.choice(MODALITIES)
        text += modality
        earlier = [other for other, _, _ in steps]
        if earlier and author.chance(0.5):
            lasting = length(author)
            text += (
                f" within {lasting if not lasting.endswith('hours') else '2 days'} after {author.draw.choice(earlier)}"
            )
        elif author.chance(0.6):
            text += deadline(author, env)
        if earlier and author.chance(0.5):
            text += f" follow {', '.join(author.expressions.several(earlier)[:2])}"
        text += author.when(env, 0.3)
        fact = deed(author, env)
        texts = [f.text for f in author.expressions.facts(env)[1] if f.type == TEXT]
        by = bool(texts) and author.chance(0.6)
        text += f" done {fact.text}" + (f" by {author.draw.choice(texts)}" if by else "")
        others = [other for other, _, doer in steps if doer]
        if by and others and author.chance(0.6):
            text += f" not by {', '.join(author.expressions.several(others)[:2])}"
        if earlier and author.chance(0.3):
            text += f" stays {author.draw.choice(earlier)}"
        steps.append((step, fact.type, by))
        lines.append(text)
    block = "\n  ".join(lines)
    author.say(f"procedure {author.head(name, author.scope('Case'))}{when(author, env, 0.2)} {{\n  {block}\n}}", name)
    for step, of, _ in steps:
        read(author, f"{name}.{step}")
        author.add("Case", Member(f"{name}.{step}.at", of, True, bare=True))


def read(author: Author, name: str) -> None:
    """Let later expressions ask for the status of a duty or step."""
    for words in ("= in_time", "in {in_time, open}", "!= open"):
        author.add("Case", Member(f"({name} {words})", YES_NO, bare=True))


# --- movement ---


def movement(author: Author, tiers: Sequence[str], env: Env) -> str:
    """Return how the tiers of a ladder move from review to review."""
    items = []
    if author.chance(0.8):
        items.append(f"every {author.draw.choice(('month', 'quarter', 'year', '2 weeks', '6 months', '10 days'))}")
    better, worse = list(tiers[:-1]), list(tiers[1:])
    items += [f"enter {kinds.spelt(tier)} when {author.condition(env, 0.6)}" for tier in better if author.chance(0.4)]
    items += [f"keep {kinds.spelt(tier)} when {author.condition(env, 0.6)}" for tier in better if author.chance(0.4)]
    if author.chance(0.5):
        items.append("up at most 1 tier")
    if author.chance(0.4):
        items.append(f"up after {author.draw.choice(('6 months', '1 year', '90 days'))}")
    if author.chance(0.4) and worse:
        items.append(f"down at most {author.draw.choice((1, 2))} tier")
    if author.chance(0.5):
        items.append("down after 2 reviews")
        if author.chance(0.5):
            items.append(f"probation {author.draw.choice(('3 months', '30 days'))}")
    if not items:
        items.append("every quarter")
    cite = author.draw.choice(("", "", ' @ "row 2"', ' @ "row 2" note "as practised"'))
    return f"movement{cite} {{ {' '.join(items)} }}"
