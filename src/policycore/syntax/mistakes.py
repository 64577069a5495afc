"""What went wrong where a token does not fit: the message, and the repair where the author's meaning is plain.

In: the parser at the point of trouble (`syntax.trouble`). Out: a `Mistake`. Known slips come first (a misspelt
keyword, a missing comma, a brace that is not closed, …); each proposes other tokens, and only a proposal with which the
text can be read past the point counts. What is left is told by what was expected.

A repair changes the tokens, never the text: spans stay those of the file. `broken` says that the statement should be
left out although reading goes on, because its meaning is not plain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from policycore.diagnostics.model import Argument, Diagnostic, Edit, Fix, Label, Phrase
from policycore.diagnostics.suggest import nearest_all
from policycore.source import SourceFile, Span
from policycore.syntax import mistakes_time
from policycore.syntax.automaton import Automaton
from policycore.syntax.expected import SIGNS, expectation
from policycore.syntax.forms import form
from policycore.syntax.tokens import WORD, Token, cut, kinds
from policycore.syntax.tree import Node
from policycore.syntax.trouble import (
    CLOSING,
    OPENING,
    TOP,
    Mistake,
    Trouble,
    begins,
    may_be_named,
    open_brackets,
    openers,
    squeezed,
)
from policycore.syntax.words import (
    BY_TERMINAL,
    KEYWORDS,
    SHORT_CYCLES,
    Keywords,
    find,
    keyword,
    keywords_by_spelling,
    spell,
)

#: Those that most policies hold, as they are proposed where none can be recognised.
_MAIN_STATEMENTS = ("record", "choice", "parameter", "define", "require", "score", "tiering", "example")
_SINGLE_SIGNS = ("COMMA", "COLON", "EQUAL", "RPAREN", "RBRACKET", "LBRACE")
_NOT_TESTS = {"present": "absent", "absent": "present", "known": "unknown", "unknown": "known"}


# --- the one entrance ---


def explain(trouble: Trouble) -> Mistake:
    """Return what is wrong at the point of trouble."""
    for look in _LOOKS:
        mistake = look(trouble)
        if mistake is not None:
            return mistake
    return _plain(trouble)


def _plain(trouble: Trouble) -> Mistake:
    """Tell what was expected."""
    expected = expectation(
        trouble.machine.expected(), _type_before(trouble), trouble.language, not open_brackets(trouble.machine)
    )
    args: dict[str, Argument] = {"expected": expected, "before": _shown_before(trouble)}
    help = _form_help(trouble)
    if trouble.token.type == "$END":
        return Mistake(Diagnostic("PC102", trouble.span(trouble.before), args, help=help))
    args["found"] = trouble.text(trouble.token.start, trouble.token.end)
    if trouble.number == 0:
        return Mistake(Diagnostic("PC100", trouble.span(trouble.token), args))
    return Mistake(Diagnostic("PC101", trouble.span(trouble.token), args, help=help))


def _type_before(trouble: Trouble) -> str:
    return _kind(trouble.machine, trouble.before)


def _kind(machine: Automaton, before: Token) -> str:
    """Return the type of the token `before`, which the machine read last, as it was understood."""
    value = machine.values[-1] if machine.values else None
    if isinstance(value, Token):
        return value.type
    return "NAME" if before.type == WORD else before.type


def _shown_before(trouble: Trouble) -> str:
    """Return what was read last, all parts of a keyword."""
    value = trouble.machine.values[-1] if trouble.machine.values else None
    before = value if isinstance(value, Token) and value.end == trouble.before.end else trouble.before
    return trouble.text(before.start, before.end)


def _form_help(trouble: Trouble) -> Phrase | None:
    """Return the form of the statement that is being read, or with what one can begin."""
    between = trouble.number == 0 or trouble.before.type == "RBRACE"
    if between and not open_brackets(trouble.machine):
        if trouble.token.type != "NAME":
            return None
        words = tuple(keyword(key, trouble.language) for key in _MAIN_STATEMENTS)
        return Phrase("statements-begin", {"words": words})
    for value in reversed(trouble.machine.values):
        shown = form(value.type, trouble.language) if isinstance(value, Token) else None
        if shown is not None:
            return Phrase("the-form-is", {"form": shown})
    return None


# --- known slips, most telling first ---


def _closing(trouble: Trouble) -> Mistake | None:
    """A closing bracket that closes nothing, or closes over another one that is open."""
    token = trouble.token
    if token.type not in CLOSING:
        return None
    opened = open_brackets(trouble.machine)
    if not opened:
        fix = Fix((Edit(trouble.span(token), ""),))
        said = Diagnostic("PC106", trouble.span(token), {"found": token.text}, fix=fix)
        return Mistake(said, trouble.number, trouble.number + 1)
    wanted = OPENING[opened[-1].type]
    if wanted == token.type or not trouble.machine.accepts(wanted):
        return None
    closer = Token(wanted, SIGNS[wanted], token.start, token.start)
    where = Span(trouble.source.name, trouble.before.end, trouble.before.end)
    said = Diagnostic(
        "PC105",
        trouble.span(opened[-1]),
        {"found": opened[-1].text, "right": SIGNS[wanted]},
        (Label(trouble.span(token), Phrase("missing-before-this", {"sign": SIGNS[wanted]})),),
        fix=Fix((Edit(where, SIGNS[wanted]),), safe=False),
    )
    return Mistake(said, trouble.number, trouble.number, (closer,))


def _at_end(trouble: Trouble) -> Mistake | None:
    """The file ends with a bracket still open."""
    opened = open_brackets(trouble.machine)
    if trouble.token.type != "$END" or not opened:
        return None
    mistake = _unclosed(trouble, opened, trouble.number)
    if any(token.type == "LBRACE" and token.start == token.end for token in trouble.tokens):
        # One that was put in before took the closing brace of this one, and was reported.
        return Mistake(None, mistake.low, mistake.high, mistake.tokens)
    return mistake


def _unclosed(trouble: Trouble, opened: list[Token], number: int) -> Mistake:
    """Close all brackets before token `number`; the innermost brace is the one that was forgotten."""
    token = trouble.tokens[number]
    closers = tuple(Token(OPENING[t.type], SIGNS[OPENING[t.type]], token.start, token.start) for t in reversed(opened))
    signs = "".join(closer.text for closer in closers)
    innermost = opened[-1]
    before = trouble.tokens[number - 1]
    where = Span(trouble.source.name, before.end, before.end)
    labels: tuple[Label, ...] = ()
    if token.type != "$END":
        labels = (Label(trouble.span(token), Phrase("missing-before-this", {"sign": closers[0].text})),)
    said = Diagnostic(
        "PC105",
        trouble.span(innermost),
        {"found": innermost.text, "right": closers[0].text},
        labels,
        fix=Fix((Edit(where, f" {signs}" if token.type == "$END" else f"\n{signs}"),), safe=False),
    )
    return Mistake(said, number, number, closers)


def _misplaced(trouble: Trouble) -> Mistake | None:
    """A statement of the file inside another: its block was not closed, or it stands at the wrong place."""
    opened = open_brackets(trouble.machine)
    if not opened:
        return None
    for number in (trouble.number, trouble.number - 1):
        if number < trouble.item:
            continue
        token = trouble.tokens[number]
        ways = [way for way in token.ways if way.word.terminal in TOP]
        if not ways or not begins(trouble.tokens, number, frozenset({ways[0].word.terminal, "DEFINE"})):
            continue
        if number < trouble.number and (trouble.raw.type not in (WORD, "NAME") or not _first_on_line(trouble, token)):
            continue
        if _balance(trouble.tokens, opened[-1].type) > 0:
            mistake = _unclosed(trouble, opened, number)
            if trouble.passes(number, number, list(mistake.tokens)):
                return mistake
        found = trouble.text(token.start, token.end)
        label = Label(trouble.span(opened[0]), Phrase("block-begins", {"sign": opened[0].text}))
        return Mistake(Diagnostic("PC150", trouble.span(token), {"found": found}, (label,)))
    return None


def _first_on_line(trouble: Trouble, token: Token) -> bool:
    text = trouble.source.text
    return not text[text.rfind("\n", 0, token.start) + 1 : token.start].strip()


def _balance(tokens: list[Token], opening: str) -> int:
    """Return how many more brackets of a kind are opened than closed in the file."""
    closing = OPENING[opening]
    return sum((token.type == opening) - (token.type == closing) for token in tokens)


def _mixed_junction(trouble: Trouble) -> Mistake | None:
    """`a and b or c`: show both ways to bracket it."""
    token = trouble.token
    other = {"AND": "OR", "OR": "AND"}.get(token.type)
    machine = trouble.machine
    if other is None or not machine.accepts(other):
        return None
    place = next(
        (p for p in range(len(machine.values) - 1, -1, -1) if _is(machine.values[p], other)),
        None,
    )
    if place is None:
        return None
    start = place - 1
    while start > 0 and not isinstance(machine.values[start], Node):
        start -= 1
    first = machine.firsts[start]
    end = _end_of_operand(trouble, trouble.number + 1)
    mine = trouble.text(token.start, token.end)
    left = trouble.text(trouble.tokens[first].start, trouble.before.end)
    last_operand = (
        trouble.text(machine.starts[place + 1], trouble.before.end) if place + 1 < len(machine.starts) else ""
    )
    head = trouble.text(trouble.tokens[first].start, machine.starts[place + 1]) if last_operand else left
    right = trouble.text(trouble.tokens[min(trouble.number + 1, end)].start, trouble.tokens[end].end)
    args: dict[str, Argument] = {
        "first": squeezed(f"({left}) {mine} {right}"),
        "second": squeezed(f"{head}({last_operand} {mine} {right})"),
    }
    where = Span(trouble.source.name, trouble.tokens[first].start, trouble.tokens[end].end)
    sign = Token(other, token.text, token.start, token.end)
    label = Label(trouble.span(token), Phrase("changes-here", {"sign": mine}))
    said = Diagnostic("PC120", where, args, (label,))
    return Mistake(said, trouble.number, trouble.number + _parts(trouble), (sign,), broken=True)


def _is(value: object, terminal: str) -> bool:
    return isinstance(value, Token) and value.type == terminal


def _parts(trouble: Trouble) -> int:
    """Return of how many tokens the word consists that does not fit."""
    return next((len(w.rest) + 1 for w in trouble.raw.ways if w.word.terminal == trouble.token.type), 1)


def _end_of_operand(trouble: Trouble, number: int) -> int:
    """Return the number of the last token of the operand that begins at `number`."""
    inside = kinds("NOT IN IS WITHIN BEFORE AFTER PER PER_FULL OF AT ABSENT UNKNOWN YES NO ALL_OF ANY_OF")
    depth, last = 0, number
    for at in range(number, len(trouble.tokens) - 1):
        token = trouble.tokens[at]
        if token.type in OPENING:
            depth += 1
        elif token.type in CLOSING:
            if depth == 0:
                break
            depth -= 1
        elif (depth == 0 and token.type in ("COMMA", "COLON", "CITE_SIGN", "AND", "OR")) or (
            depth == 0 and any(way.word.terminal not in inside and not way.rest for way in token.ways)
        ):
            break
        last = at
    return last


def _negation(trouble: Trouble) -> Mistake | None:
    """`x not in {…}` and `x is not present`."""
    if trouble.token.type != "NOT" or trouble.number + 1 >= len(trouble.tokens):
        return None
    follows = trouble.tokens[trouble.number + 1]
    before = _type_before(trouble)
    if before == "IS":
        word = next((w.word.key for w in follows.ways if w.word.terminal in ("ABSENT", "UNKNOWN")), None)
        word = word or _test_word(follows.text)
        if word is None:
            return None
        right = _spelt_test(_NOT_TESTS[word], trouble.language)
        where = trouble.span(trouble.token, follows)
        args: dict[str, Argument] = {"found": trouble.text(where.start, where.end), "right": right}
        replacement = Token(WORD, right, where.start, where.end, keywords_by_spelling().get(right, ()))
        said = Diagnostic("PC125", where, args, fix=Fix((Edit(where, right),)))
        return Mistake(said, trouble.number, trouble.number + 2, (replacement,))
    # At the beginning of a file there is no value that they could stand behind.
    if trouble.machine.values and any(way.word.terminal in ("IN", "WITHIN") for way in follows.ways):
        operand = _operand_start(trouble)
        where = trouble.span(trouble.token, follows)
        not_, in_ = trouble.text(trouble.token.start, trouble.token.end), trouble.text(follows.start, follows.end)
        start = Span(trouble.source.name, operand, operand)
        fix = Fix((Edit(start, f"{not_} "), Edit(where, in_)))
        name = squeezed(trouble.text(operand, trouble.before.end))
        args = {"found": f"{not_} {in_}", "right": f"{not_} {name} {in_} …"}
        return Mistake(Diagnostic("PC125", where, args, fix=fix), trouble.number, trouble.number + 1, (), broken=True)
    return None


def _test_word(text: str) -> str | None:
    word = find(text, "test")
    return word.key if word is not None and word.key in _NOT_TESTS else None


def _spelt_test(key: str, language: Keywords) -> str:
    return keyword(key, language) if key in ("absent", "unknown") else spell(key, "test", language)


def _operand_start(trouble: Trouble) -> int:
    """Return where the value begins that was read last."""
    machine = trouble.machine
    place = len(machine.values) - 1
    arithmetic = ("PLUS", "MINUS", "TIMES_SIGN", "DIVIDE", "PER", "AT", "NAME", "NUMBER", "DOT_NAME")
    while place > 0:
        below = machine.values[place - 1]
        if isinstance(below, Token) and below.type not in arithmetic:
            break
        place -= 1
    return machine.starts[place]


def _thousands(trouble: Trouble) -> Mistake | None:
    """`1,000,000`."""
    tokens, number = trouble.tokens, trouble.number
    low = number - 1 if trouble.token.type == "COMMA" else number - 2 if trouble.token.type == "NUMBER" else -1
    if low < 0 or tokens[low].type != "NUMBER" or not tokens[low].text.isdigit() or len(tokens[low].text) > 3:
        return None
    high = low + 1
    while (
        high + 1 < len(tokens)
        and tokens[high].type == "COMMA"
        and tokens[high + 1].type == "NUMBER"
        and tokens[high].start == tokens[high - 1].end
        and tokens[high + 1].start == tokens[high].end
        and len(tokens[high + 1].text.split(".")[0].rstrip("%万亿 ")) == 3
    ):
        high += 2
    if high == low + 1:
        return None
    where = trouble.span(tokens[low], tokens[high - 1])
    found = trouble.text(where.start, where.end)
    right = found.replace(",", "_")
    merged = Token("NUMBER", right, where.start, where.end)
    said = Diagnostic("PC116", where, {"found": found, "right": right}, fix=Fix((Edit(where, right),)))
    return Mistake(said, low, high, (merged,))


_BEFORE_A_BOUND = kinds("AT_LEAST AT_MOST MORE_THAN LESS_THAN DEFAULT")


def _bound_with_unit(trouble: Trouble) -> Mistake | None:
    """`at least 0 CNY` in a field, where the unit reads as the next field's name; the same in a parameter."""
    tokens = trouble.tokens
    for number in (trouble.number - 1, trouble.number):
        unit = tokens[number] if number >= 2 else None
        if unit is None or unit.type not in (WORD, "NAME") or tokens[number - 1].type != "NUMBER":
            continue
        working = next((way for way in unit.ways if way.word.terminal == "WORKING_DAYS"), None)
        if working is None and any(way.word.role == "reserved" for way in unit.ways):
            continue  # `>= 75 and < 90`
        if number < trouble.number and "STRING" not in trouble.machine.expected():
            continue
        if number == trouble.number and not _is_bound(tokens, number - 1):
            continue
        last = number + len(working.rest) if working else number
        if not trouble.passes(number, last + 1, []):
            continue
        where = trouble.span(unit, tokens[last])
        found = trouble.text(where.start, where.end)
        fix = Fix((Edit(where, ""),), safe=_unit_of_type(tokens, number) == found)
        return Mistake(Diagnostic("PC151", where, {"found": found}, fix=fix), number, last + 1)
    return None


def _is_bound(tokens: list[Token], number: int) -> bool:
    """Whether a number is one of a bound or a default."""
    last = number - 1 - (tokens[number - 1].type == "MINUS")
    words = {way.word.terminal for token in tokens[last - 1 : last + 1] for way in token.ways}
    return tokens[last].type == "DOTS" or bool(words & _BEFORE_A_BOUND)


def _unit_of_type(tokens: list[Token], number: int) -> str:
    """Return the unit in brackets of the type before a bound, as it is written; "" for none."""
    for at in range(number, max(number - 12, 1), -1):
        if tokens[at].type == "RPAREN":
            return tokens[at - 1].text
        if tokens[at].type in ("COLON", "LBRACE"):
            break
    return ""


def _suspects(trouble: Trouble) -> Iterator[tuple[int, Token]]:
    """Yield the words that may have been misread: the one in trouble, the one before, and one taken for a unit."""
    for number in (trouble.number, trouble.number - 1, trouble.number - 2):
        if number < max(trouble.item - 1, 0) or trouble.tokens[number].type != WORD:
            continue
        if number < trouble.number - 1 and trouble.tokens[number - 1].type != "NUMBER":
            continue
        yield number, trouble.tokens[number]


def _misspelt(trouble: Trouble) -> Mistake | None:
    """A keyword misspelt, or taken for a name or a unit because it was."""
    for number, token in _suspects(trouble):
        if any(way.language == trouble.language and way.word.role == "reserved" for way in token.ways):
            continue  # a word of the language in the wrong place is no other word misspelt
        spellings = {
            spelling: (word.terminal)
            for word in KEYWORDS
            for spelling in word.spellings(trouble.language)
            if len(spelling) > 1
        }
        for spelling in nearest_all(token.text, spellings, most=4):
            as_keyword = Token(spellings[spelling], spelling, token.start, token.end)
            if trouble.passes(number, number + 1, [as_keyword]):
                where = trouble.span(token)
                args: dict[str, Argument] = {"found": trouble.text(where.start, where.end), "right": spelling}
                said = Diagnostic("PC121", where, args, fix=Fix((Edit(where, spelling),)))
                return Mistake(said, number, number + 1, (as_keyword,))
    return None


def _missing_space(trouble: Trouble) -> Mistake | None:
    """`当客户`: a Chinese keyword grown together with a name or a number."""
    for number, token in _suspects(trouble):
        if token.text.isascii() or token.end - token.start != len(token.text):
            continue
        for pieces in map(_cycle_unit, splits(token.text)):
            high = number + 1
            parts: list[Token] = []
            start = token.start
            for piece in pieces:
                parts.append(Token(WORD, piece, start, start + len(piece), keywords_by_spelling().get(piece, ())))
                start = min(start + len(piece), token.end)
            if pieces[-1][0].isdigit():
                # What follows the keyword was no name but a number or a date: it has to be cut anew.
                start -= len(pieces[-1])
                stop = _end_of_line(trouble.source.text, start)
                line = cut(SourceFile(trouble.source.name, " " * start + trouble.source.text[start:stop]))
                parts[-1:] = line.tokens[:-1]
                while trouble.tokens[high].start < stop and trouble.tokens[high].type != "$END":
                    high += 1
            if trouble.passes(number, high, parts):
                where = trouble.span(token)
                spaced = " ".join(pieces)
                word = next(piece for piece in pieces if piece in _CHINESE)
                args: dict[str, Argument] = {"found": token.text, "word": word, "right": spaced}
                said = Diagnostic("PC122", where, args, fix=Fix((Edit(where, spaced),)))
                return Mistake(said, number, high, tuple(parts))
    return None


def _cycle_unit(pieces: tuple[str, ...]) -> tuple[str, ...]:
    """Return the pieces of a word with the unit of a cycle as it is written here.

    `每月` is `每 个月`, `每周五` is `每 周 至迟 周五`, `每周五前` is `每 周 早于 周五`.
    """
    if pieces[0] != keyword("every", "zh") or len(pieces) != 2:
        return pieces
    day = pieces[1].removesuffix("前")
    if find(day, "weekday"):
        until = keyword("until" if day == pieces[1] else "before", "zh")
        return (pieces[0], spell("week", "unit", "zh"), until, day)
    return (pieces[0], *(SHORT_CYCLES.get(piece, piece) for piece in pieces[1:]))


def _end_of_line(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end


_CHINESE = frozenset(spelling for word in KEYWORDS for spelling in word.zh)


def splits(text: str) -> Iterator[tuple[str, ...]]:
    """Yield ways to cut a word into keywords and what stands before and after them, long keywords first."""
    for word in sorted(_CHINESE, key=lambda word: (-len(word), word)):
        at = text.find(word)
        if at < 0 or word == text:
            continue
        before, after = text[:at], text[at + len(word) :]
        yield tuple(piece for piece in (before, word, after) if piece)


def _reserved_name(trouble: Trouble) -> Mistake | None:
    """A word of the language where a name is meant."""
    for number in (trouble.number, trouble.number - 1):
        token = trouble.tokens[number] if number >= 0 else None
        if token is None or token.type != WORD or not token.ways or number < trouble.item:
            continue
        if any(way.rest for way in token.ways) and not any(not way.rest for way in token.ways):
            continue
        if number > 0 and trouble.tokens[number - 1].type == "NUMBER":
            continue  # as a name it would be a unit
        name = Token("NAME", token.text, token.start, token.end)
        if number == trouble.item < trouble.number and token.ways[0].word.terminal not in ("KEY", "CHOSEN"):
            continue
        if trouble.passes(number, number + 1, [name]):
            where = trouble.span(token)
            found = trouble.text(where.start, where.end)
            said = Diagnostic("PC124", where, {"found": found}, fix=Fix((Edit(where, f"`{found}`"),)))
            return Mistake(said, number, number + 1, (name,))
    return None


def _missing_sign(trouble: Trouble) -> Mistake | None:
    """A single sign left out, or one of the words that are easily forgotten."""
    return _sign_left_out(trouble, (*_SINGLE_SIGNS, "EVERY", "WHEN", "WITH", "TIER", "BAND"), further=1)


def _missing_signs(trouble: Trouble) -> Mistake | None:
    """A comma or colon left out, here and further on."""
    return _sign_left_out(trouble, ("COMMA", "COLON"), further=0)


def _sign_left_out(trouble: Trouble, terminals: tuple[str, ...], further: int) -> Mistake | None:
    number, tokens = trouble.number, trouble.tokens
    places = [number]
    if number > 0 and tokens[number - 1].type in (WORD, "NAME") and number - 1 > trouble.item:
        places.append(number - 1)
    for place in places:
        for terminal in terminals:
            if place == number and not trouble.machine.accepts(terminal):
                continue
            if place != number and terminal != "COMMA" and (terminal != "LBRACE" or tokens[place - 1].type != "NUMBER"):
                continue
            if place == number and terminal == "EQUAL" and trouble.machine.accepts("PLUS"):
                continue
            if terminal == "COLON" and tokens[place].type == "LBRACE":
                continue
            if terminal in ("COLON", "EQUAL") and tokens[min(place + 1, len(tokens) - 1)].type == terminal:
                continue  # it is there, one word later: that word is one too many
            text = SIGNS.get(terminal) or keyword(BY_TERMINAL[terminal].key, trouble.language)
            sign = Token(terminal, text, tokens[place].start, tokens[place].start)
            if trouble.passes(place, place, [sign], further):
                before = tokens[place - 1].end
                where = Span(trouble.source.name, before, before)
                args: dict[str, Argument] = {"right": text, "before": _text_of(trouble, place)}
                edit = Edit(where, text if terminal in ("COMMA", "RPAREN", "RBRACKET") else f" {text}")
                fix = Fix((edit,), safe=terminal == "COMMA")
                return Mistake(Diagnostic("PC128", trouble.span(tokens[place]), args, fix=fix), place, place, (sign,))
    return None


def _text_of(trouble: Trouble, number: int) -> str:
    token = trouble.tokens[number]
    return trouble.text(token.start, token.end)


def _superfluous_sign(trouble: Trouble) -> Mistake | None:
    """A sign too many."""
    if trouble.token.type not in ("COMMA", "COLON", "EQUAL"):
        return None
    if trouble.token.type != "COMMA" and trouble.machine.accepts("NAME"):
        # A name is missing before the sign.
        return None
    if not trouble.passes(trouble.number, trouble.number + 1, []):
        return None
    where = trouble.span(trouble.token)
    said = Diagnostic("PC129", where, {"found": trouble.token.text}, fix=Fix((Edit(where, ""),)))
    return Mistake(said, trouble.number, trouble.number + 1)


#: Comparisons in words, as other texts have them.
_IN_WORDS = {
    **dict.fromkeys(("大于", "高于", "超过", "exceeds", "above"), "MORE"),
    **dict.fromkeys(("小于", "低于", "少于", "不足", "below"), "LESS"),
    **dict.fromkeys(("不低于", "不少于", "不小于", "大于等于", "至少", "at least"), "AT_LEAST_SIGN"),
    **dict.fromkeys(("不超过", "不高于", "不大于", "小于等于", "至多", "at most"), "AT_MOST_SIGN"),
    **dict.fromkeys(("等于", "equals"), "EQUAL"),
    "不等于": "UNEQUAL",
    "more than": "MORE",
    "less than": "LESS",
    "并且": "AND",
    "或者": "OR",
}


def _in_words(trouble: Trouble) -> Mistake | None:
    """`x 大于 5`, `x at least 5`: a comparison in words where the sign is meant."""
    many = _parts(trouble)
    found = " ".join(token.text for token in trouble.tokens[trouble.number : trouble.number + many])
    terminal = _IN_WORDS.get(found)
    if terminal is None or not trouble.machine.accepts(terminal):
        return None
    text = SIGNS.get(terminal) or keyword(BY_TERMINAL[terminal].key, trouble.language)
    where = trouble.span(trouble.token)
    said = Diagnostic("PC114", where, {"found": found, "right": text, "count": 1}, fix=Fix((Edit(where, text),)))
    sign = Token(terminal, text, where.start, where.end)
    return Mistake(said, trouble.number, trouble.number + many, (sign,))


#: Signs that are taken for others, and for words.
_MEANT = {"EQUAL": ("COLON",), "COLON": ("THEN", "WHEN", "EQUAL"), "MINUS": ("DOTS",)}


def _wrong_sign(trouble: Trouble) -> Mistake | None:
    """`=` for `:`, or the other way round; `:` for `then` or `when`; `1-5` for `1..5`."""
    after_expression = trouble.machine.accepts("PLUS")
    for right in _MEANT.get(trouble.token.type, ()):
        if not trouble.machine.accepts(right) or (after_expression and right in ("EQUAL", "WHEN")):
            continue
        text = SIGNS.get(right) or keyword(BY_TERMINAL[right].key, trouble.language)
        sign = Token(right, text, trouble.token.start, trouble.token.end)
        if trouble.passes(trouble.number, trouble.number + 1, [sign]):
            where = trouble.span(trouble.token)
            args: dict[str, Argument] = {"found": trouble.token.text, "right": text}
            edit = Edit(where, text if right in SIGNS else f" {text}")
            said = Diagnostic("PC153", where, args, fix=Fix((edit,)))
            return Mistake(said, trouble.number, trouble.number + 1, (sign,))
    return None


def _bare_range(trouble: Trouble) -> Mistake | None:
    """`x in 1..5`."""
    tokens, number = trouble.tokens, trouble.number
    low = number - 1
    while low > trouble.item and tokens[low].type in ("NUMBER", "MINUS", WORD, "DATE") and not tokens[low].ways:
        low -= 1
    if trouble.token.type != "DOTS" or not any(way.word.terminal == "IN" for way in tokens[low].ways):
        return None
    high = number + 1
    while tokens[high + 1].type == WORD and not tokens[high + 1].ways and tokens[high].type in ("MINUS", "NUMBER"):
        high += 1
    inner = trouble.text(tokens[low + 1].start, tokens[high].end)
    where = trouble.span(tokens[low + 1], tokens[high])
    args: dict[str, Argument] = {"right": f"{{{squeezed(inner)}}}"}
    fix = Fix((Edit(where, f"{{{inner}}}"),))
    open_ = Token("LBRACE", "{", where.start, where.start + 1)
    close = Token("RBRACE", "}", where.end - 1, where.end)
    said = Diagnostic("PC154", where, args, fix=fix)
    return Mistake(said, low + 1, high + 1, (open_, *tokens[low + 1 : high + 1], close))


def _set_in_round_brackets(trouble: Trouble) -> Mistake | None:
    """`x in (1, 2)`."""
    tokens, opened = trouble.tokens, open_brackets(trouble.machine)
    if trouble.token.type != "COMMA" or not opened or opened[-1].type != "LPAREN":
        return None
    low = next(number for number in range(trouble.number, -1, -1) if tokens[number] is opened[-1])
    if not low or not any(way.word.terminal == "IN" for way in tokens[low - 1].ways):
        return None
    high, depth = trouble.number, 0
    while depth or tokens[high].type != "RPAREN":
        if tokens[high].type == "$END":
            return None
        depth += (tokens[high].type in OPENING) - (tokens[high].type in CLOSING)
        high += 1
    open_ = Token("LBRACE", "{", tokens[low].start, tokens[low].end)
    close = Token("RBRACE", "}", tokens[high].start, tokens[high].end)
    where = trouble.span(tokens[low], tokens[high])
    args: dict[str, Argument] = {"right": squeezed(f"{{{trouble.text(where.start + 1, where.end - 1)}}}")}
    fix = Fix((Edit(trouble.span(tokens[low]), "{"), Edit(trouble.span(tokens[high]), "}")))
    return Mistake(Diagnostic("PC154", where, args, fix=fix), low, high + 1, (open_, *tokens[low + 1 : high], close))


_MEANT_WORDS = {"IF": "WHEN", "ELSE": "OTHERWISE", "OF": "AFTER", "FROM": "AFTER", "FOR": "OVER"}


def _other_word(trouble: Trouble) -> Mistake | None:
    """`if` or `else` where `when` or `otherwise` is the word; `within 3 days of x`; a population `for R`."""
    right = _MEANT_WORDS.get(trouble.token.type)
    if right is None or not trouble.machine.accepts(right):
        return None
    text = keyword(BY_TERMINAL[right].key, trouble.language)
    word = Token(right, text, trouble.token.start, trouble.token.end)
    if not trouble.passes(trouble.number, trouble.number + 1, [word]):
        return None
    where = trouble.span(trouble.token)
    args: dict[str, Argument] = {"found": trouble.text(where.start, where.end), "right": text}
    said = Diagnostic("PC121", where, args, fix=Fix((Edit(where, text),)))
    return Mistake(said, trouble.number, trouble.number + 1, (word,))


def _hyphen(trouble: Trouble) -> Mistake | None:
    """`my-name` where a name is declared."""
    tokens, number = trouble.tokens, trouble.number
    if trouble.token.type != "MINUS" or number < 1 or tokens[number - 1].type != WORD:
        return None
    high = number
    while (
        tokens[high].type == "MINUS"
        and tokens[high + 1].type in (WORD, "NUMBER")
        and tokens[high].start == tokens[high - 1].end
        and tokens[high + 1].start == tokens[high].end
    ):
        high += 2
    if high == number:
        return None
    where = trouble.span(tokens[number - 1], tokens[high - 1])
    found = trouble.text(where.start, where.end)
    name = Token("NAME", found.replace("-", "_"), where.start, where.end)
    said = Diagnostic("PC109", where, {"found": found}, fix=Fix((Edit(where, name.text),), safe=False))
    return Mistake(said, number - 1, high, (name,)) if trouble.passes(number - 1, high, [name]) else None


def _unit_without_brackets(trouble: Trouble) -> Mistake | None:
    """`money CNY`: the unit reads as the next field's name."""
    tokens, number = trouble.tokens, trouble.number
    if number < 2 or tokens[number - 1].type != WORD or tokens[number - 2].type != WORD:
        return None
    type_, unit = tokens[number - 2], tokens[number - 1]
    if find(type_.text, "type") is None:
        return None
    signs = (
        Token("LPAREN", "(", unit.start, unit.start),
        Token("NAME", unit.text, unit.start, unit.end),
        Token("RPAREN", ")", unit.end, unit.end),
    )
    if not trouble.passes(number - 1, number, list(signs)):
        return None
    where = trouble.span(type_, unit)
    args: dict[str, Argument] = {"type": type_.text, "unit": unit.text}
    said = Diagnostic("PC152", where, args, fix=Fix((Edit(where, f"{type_.text}({unit.text})"),)))
    return Mistake(said, number - 1, number, signs)


def _cut_off(trouble: Trouble) -> Mistake | None:
    """`tier A when x > tier B …`: the statement breaks off, and the next one's keyword was read as a name."""
    number, tokens = trouble.number, trouble.tokens
    if number < 2 or number - 1 <= trouble.item or not may_be_named(trouble.raw):
        return None
    opener = tokens[number - 1]
    allowed = openers(trouble.machine, trouble.place) | openers(trouble.machine, 0)
    if not any(way.word.terminal in allowed and not way.rest for way in opener.ways):
        return None
    machine = trouble.replay(number - 1)
    if machine is None:
        return None
    before = tokens[number - 2]
    expected = expectation(machine.expected(), _kind(machine, before), trouble.language, not open_brackets(machine))
    args: dict[str, Argument] = {
        "found": trouble.text(opener.start, opener.end),
        "before": trouble.text(before.start, before.end),
        "expected": expected,
    }
    return Mistake(Diagnostic("PC101", trouble.span(opener), args, help=_form_help(trouble)), resume=number - 1)


def _is_value(trouble: Trouble) -> Mistake | None:
    """`x is yes`, `x is 5`: `is` only tests, `=` compares."""
    if _type_before(trouble) != "IS" or trouble.token.type not in ("YES", "NO", "NUMBER", "STRING", "DATE", "MOMENT"):
        return None
    sign = trouble.before
    where = trouble.span(sign)
    equal = Token("EQUAL", "=", sign.start, sign.end)
    args: dict[str, Argument] = {"found": trouble.text(trouble.token.start, trouble.token.end)}
    said = Diagnostic("PC126", trouble.span(trouble.token), args, fix=Fix((Edit(where, "="),)))
    return Mistake(said, trouble.number - 1, trouble.number, (equal,))


_LOOKS: tuple[Callable[[Trouble], Mistake | None], ...] = (
    _closing,
    _at_end,
    _mixed_junction,
    _negation,
    _is_value,
    mistakes_time.day_or_time,
    mistakes_time.time_elsewhere,
    mistakes_time.point_word,
    mistakes_time.adverb,
    mistakes_time.working_day_cycle,
    mistakes_time.out_of_order,
    mistakes_time.late_setting,
    _bare_range,
    _set_in_round_brackets,
    _other_word,
    _thousands,
    _in_words,
    _misspelt,
    _missing_space,
    _misplaced,
    _cut_off,
    _unit_without_brackets,
    _bound_with_unit,
    _reserved_name,
    _hyphen,
    _wrong_sign,
    mistakes_time.without_within,
    _missing_sign,
    _superfluous_sign,
    _missing_signs,
)
