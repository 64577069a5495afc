"""Known slips of time and order: days and times of day written otherwise, clauses in another order.

In: the parser in trouble. Out: a `Mistake`, or None where a look does not find its slip. `syntax.mistakes` asks these
looks among its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from policycore.diagnostics.model import Argument, Diagnostic, Edit, Fix
from policycore.source import Span
from policycore.syntax.forms import form
from policycore.syntax.tokens import WORD, Token, kinds
from policycore.syntax.trouble import CLOSING, OPENING, Mistake, Trouble, begins, open_brackets, openers, squeezed
from policycore.syntax.words import day_of_month, find, keyword

#: What may stand behind the number of a day in other texts; of a time of day.
_AFTER_A_DAY = kinds("day days st nd rd th 日 天 号 日前 号前 日之前 号之前 日以前 号以前")
_AFTER_A_TIME = {
    "pm": (12, 0),
    "am": (0, 0),
    "点": (0, 0),
    "点钟": (0, 0),
    "时": (0, 0),
    "点整": (0, 0),
    "点半": (0, 30),
}
_CLOCK = re.compile(r"([0-9]{1,2})(?:\.([0-9]{2}))?")
_LAST_DAY, _LAST_HOUR = 31, 23

_MODAL = "MUST MUST_NOT SHOULD MAY"
_SOURCE = "CITE_SIGN NOTE"
#: With what the clauses of each statement begin.
_CLAUSES = {
    "STEP": kinds(f"{_SOURCE} BY {_MODAL} WITHIN UNTIL BEFORE FOLLOW WHEN DONE NOT_BY STAYS"),
    "DUTY": kinds(
        f"{_SOURCE} FOR BY {_MODAL} WITHIN UNTIL BEFORE EVERY FROM WHEN DONE OVER WHERE NUMBER AT_LEAST AT_MOST"
    ),
    "PROCEDURE": kinds(f"{_SOURCE} FOR WHEN"),
    "POPULATION": kinds(f"{_SOURCE} OVER PER WHERE"),
    "REQUIRE": kinds(f"{_SOURCE} FOR BY {_MODAL} FOR_EACH WHEN"),
    "MATTER": kinds(f"{_SOURCE} FOR_EACH WHEN"),
    "AWARD": kinds(f"{_SOURCE} FOR_EACH WHEN"),
    "DEDUCT": kinds(f"{_SOURCE} FOR_EACH WHEN"),
    "WAIVE": kinds(f"{_SOURCE} COVERING BY WHEN"),
    "EXEMPT": kinds(f"{_SOURCE} COVERING BY WHEN"),
    "ESCALATE": kinds(f"{_SOURCE} COVERING UP WHEN"),
    "ENTITLEMENTS": kinds(f"{_SOURCE} FOR PER WHEN"),
    "PARAMETER": kinds(f"{_SOURCE} PER"),
    "FACTOR": kinds(f"{_SOURCE} WEIGHT"),
    "SANCTION": kinds(f"{_SOURCE} AGAINST"),
    **dict.fromkeys(("DEFINE", "LAW", "ACTOR"), kinds(f"{_SOURCE} FOR")),
    **dict.fromkeys(("SCORE", "TIERING", "ACCOUNTABILITY"), kinds(f"{_SOURCE} FOR WHEN")),
    **dict.fromkeys(("BAND", "TIER", "LIMIT", "DESIGNATE", "OVERRIDE", "ENTER", "KEEP"), kinds(f"{_SOURCE} WHEN")),
}
#: With what the own part of a statement begins.
_AFTER_A_HEAD = kinds("COLON LBRACE EQUAL")


# --- days and times ---


def day_or_time(trouble: Trouble) -> Mistake | None:
    """`before 5 days` where `before day 5` is meant, `until 17` where `until 17:00` is."""
    token, tokens, number = trouble.token, trouble.tokens, trouble.number
    machine = trouble.machine
    if token.type != "NUMBER" or not machine.accepts("TIME"):
        return None
    found = _CLOCK.fullmatch(token.text)
    follows = tokens[number + 1].text if tokens[number + 1].type == WORD else ""
    if found is None:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    if machine.accepts("DAY_OF_MONTH") and follows not in _AFTER_A_TIME and not found[2]:
        cycle = find(tokens[number - 2].text, "unit")
        if cycle is None or cycle.key not in ("day", "week"):
            if not 1 <= hour <= _LAST_DAY:
                return None
            right = day_of_month(hour, trouble.language)
            many = 1 + (follows in _AFTER_A_DAY)
            return _instead(trouble, "PC160", "DAY_OF_MONTH", right, many)
    more, half = _AFTER_A_TIME.get(follows, (0, 0))
    hour += more if hour < more else 0
    if hour > _LAST_HOUR:
        return None
    return _instead(trouble, "PC164", "TIME", f"{hour:02}:{minute or half:02}", 1 + (follows in _AFTER_A_TIME))


def _instead(trouble: Trouble, code: str, terminal: str, right: str, many: int) -> Mistake | None:
    """Put one token for the `many` from the trouble on, if the text can be read so."""
    number = trouble.number
    where = trouble.span(trouble.tokens[number], trouble.tokens[number + many - 1])
    token = Token(terminal, right, where.start, where.end)
    if not trouble.passes(number, number + many, [token]):
        return None
    args: dict[str, Argument] = {"found": trouble.text(where.start, where.end), "right": right}
    said = Diagnostic(code, where, args, fix=Fix((Edit(where, right),)))
    return Mistake(said, number, number + many, (token,))


def time_elsewhere(trouble: Trouble) -> Mistake | None:
    """`at: 17:00`: a time of day alone where no deadline ends."""
    tokens, number = trouble.tokens, trouble.number
    if trouble.token.type != "COLON" or not 0 < number < len(tokens) - 2:
        return None
    hour, minute = tokens[number - 1], tokens[number + 1]
    text = trouble.text(hour.start, minute.end)
    if hour.type != "NUMBER" or minute.type != "NUMBER" or not re.fullmatch("[0-9]{1,2}:[0-9]{2}", text):
        return None
    where = trouble.span(hour, minute)
    plain = Token("NUMBER", "0", where.start, where.end)
    if not trouble.passes(number - 1, number + 2, [plain]):
        return None
    return Mistake(Diagnostic("PC165", where, {"found": text}), number - 1, number + 2, (plain,), broken=True)


def point_word(trouble: Trouble) -> Mistake | None:
    """`every week by friday`, `must by 2024-03-01`: the last day in is told by `until`."""
    token = trouble.token
    if token.type != "BY" and token.text not in ("on", "at"):
        return None
    if not trouble.machine.accepts("UNTIL"):
        return None
    follows = trouble.tokens[trouble.number + 1]
    day = any(find(follows.text, role) for role in ("weekday", "day of a period")) or follows.text == "day"
    if follows.type not in ("DATE", "MOMENT", "NUMBER") and not day:
        return None
    return _instead(trouble, "PC121", "UNTIL", keyword("until", trouble.language), 1)


def working_day_cycle(trouble: Trouble) -> Mistake | None:
    """`every working day`: no cycle is counted in them."""
    before = trouble.tokens[trouble.number - 1] if trouble.number else trouble.token
    if trouble.token.type != "WORKING_DAYS" or not any(way.word.terminal == "EVERY" for way in before.ways):
        return None
    many = next(len(way.rest) + 1 for way in trouble.raw.ways if way.word.terminal == "WORKING_DAYS")
    number = trouble.number
    where = trouble.span(trouble.token)
    day = Token("NAME", "day", where.start, where.end)
    said = Diagnostic("PC156", where, {"found": trouble.text(where.start, where.end)})
    return Mistake(said, number, number + many, (day,), broken=True)


def without_within(trouble: Trouble) -> Mistake | None:
    """`must 3 days after d`: the word `within` is missing."""
    number = trouble.number - 1
    if number < trouble.item or trouble.tokens[number].type != "NUMBER" or not trouble.machine.accepts("TIMES"):
        return None
    text = keyword("within", trouble.language)
    at = trouble.tokens[number]
    word = Token("WITHIN", text, at.start, at.start)
    if not trouble.passes(number, number, [word]):
        return None
    where = Span(trouble.source.name, at.start, at.start)
    args: dict[str, Argument] = {"right": text, "before": at.text}
    said = Diagnostic("PC128", trouble.span(at), args, fix=Fix((Edit(where, f"{text} "),), safe=False))
    return Mistake(said, number, number, (word,))


# --- the order of clauses ---


def out_of_order(trouble: Trouble) -> Mistake | None:
    """A clause that stands behind one which it belongs before."""
    opener = next((way.word.terminal for way in trouble.tokens[trouble.item].ways), "")
    clauses = _CLAUSES.get(opener, frozenset())
    shown = form(opener, trouble.language)
    if trouble.token.type not in clauses or shown is None or trouble.number <= trouble.item:
        return None
    tokens, number = trouble.tokens, trouble.number
    ends = list(_ends(trouble, clauses))
    late = ((low, number, end) for low in _starts(trouble, trouble.item + 1, number, clauses) for end in ends)
    # Or what must stand here comes only after it.
    early = ((number, middle, end) for middle in ends for end in ends if end > middle)
    for low, middle, end in (*late, *early):
        moved = [*tokens[middle:end], *tokens[low:middle]]
        if not trouble.passes(low, end, moved):
            continue
        text = trouble.text(tokens[middle].start, tokens[end - 1].end)
        gap = Span(trouble.source.name, tokens[middle - 1].end, tokens[end - 1].end)
        place = Span(trouble.source.name, tokens[low].start, tokens[low].start)
        fix = None if "#" in trouble.text(gap.start, gap.end) else Fix((Edit(place, f"{text} "), Edit(gap, "")))
        found = _shown(trouble, middle)
        where = Span(trouble.source.name, tokens[middle].start, tokens[middle].start + len(found))
        args: dict[str, Argument] = {"found": squeezed(found), "before": squeezed(_shown(trouble, low)), "form": shown}
        return Mistake(Diagnostic("PC161", where, args, fix=fix), low, end, tuple(moved))
    return None


def _starts(trouble: Trouble, first: int, last: int, clauses: frozenset[str]) -> Iterator[int]:
    """Yield the numbers of the tokens from `first` to before `last` with which a clause may begin."""
    depth = 0
    for number in range(first, last):
        token = trouble.tokens[number]
        depth += (token.type in OPENING) - (token.type in CLOSING)
        if depth == 0 and (token.type in clauses or _terminal(trouble, number) in clauses):
            yield number


def _ends(trouble: Trouble, clauses: frozenset[str]) -> Iterator[int]:
    """Yield the numbers of the tokens before which the clause that begins at the trouble may end."""
    allowed = openers(trouble.machine, trouble.place)
    depth = 0
    for number in range(trouble.number + 1, len(trouble.tokens)):
        token = trouble.tokens[number]
        level = depth == 0
        over = token.type == "$END" or (level and (token.type in CLOSING or begins(trouble.tokens, number, allowed)))
        if over or (level and (token.type in clauses | _AFTER_A_HEAD or _terminal(trouble, number) in clauses)):
            yield number
        if over:
            return
        depth += (token.type in OPENING) - (token.type in CLOSING)


def _terminal(trouble: Trouble, number: int) -> str:
    """Return which keyword the token begins, the longest one that stands there; "" for none."""
    tokens = trouble.tokens
    for way in tokens[number].ways:
        if all(tokens[number + 1 + at].text == part for at, part in enumerate(way.rest)):
            return way.word.terminal
    return ""


def _shown(trouble: Trouble, number: int) -> str:
    """Return the keyword that begins at a token, or the token."""
    terminal = _terminal(trouble, number)
    many = next((len(way.rest) for way in trouble.tokens[number].ways if way.word.terminal == terminal), 0)
    return trouble.text(trouble.tokens[number].start, trouble.tokens[number + many].end)


def late_setting(trouble: Trouble) -> Mistake | None:
    """A setting of a population behind what is said about its members."""
    machine = trouble.machine
    opened = open_brackets(machine)
    shown = form("POPULATION", trouble.language)
    if trouble.token.type != "NAME" or trouble.tokens[trouble.number + 1].type != "COLON" or len(opened) != 1:
        return None
    if shown is None or not all(machine.accepts(terminal) for terminal in ("DEFINE", "REQUIRE", "RBRACE")):
        return None
    brace = trouble.tokens.index(opened[0])
    before = next(
        (at for at in range(brace + 1, trouble.number) if _terminal(trouble, at) in ("DEFINE", "REQUIRE")), brace
    )
    args: dict[str, Argument] = {"found": trouble.token.text, "before": _shown(trouble, before), "form": shown}
    return Mistake(Diagnostic("PC161", trouble.span(trouble.token), args), broken=True)


# --- words from elsewhere ---


#: Cycles in one word.
_ADVERBS = {"daily": "day", "weekly": "week", "monthly": "month", "quarterly": "quarter", "yearly": "year"}


def adverb(trouble: Trouble) -> Mistake | None:
    """`must monthly`: a cycle is told by `every month`."""
    unit = _ADVERBS.get(trouble.token.text)
    if unit is None or not trouble.machine.accepts("EVERY"):
        return None
    where = trouble.span(trouble.token)
    every, name = Token("EVERY", "every", where.start, where.end), Token("NAME", unit, where.start, where.end)
    if not trouble.passes(trouble.number, trouble.number + 1, [every, name]):
        return None
    right = f"every {unit}"
    said = Diagnostic("PC121", where, {"found": trouble.token.text, "right": right}, fix=Fix((Edit(where, right),)))
    return Mistake(said, trouble.number, trouble.number + 1, (every, name))


def without_inside(word: str) -> str:
    """Return a Chinese unit without 内, 以内 or 之内 behind it, or "" where none of them stands there.

    >>> without_inside("日以内"), without_inside("日")
    ('日', '')
    """
    found = re.fullmatch("(.+?)[以之]?内", word)
    return found[1] if found else ""
