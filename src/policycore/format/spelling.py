"""How words, names, numbers and texts are written in one keyword language.

In: the canonical forms that stand in the tree. Out: their spelling. All words come from `syntax.words`; this module
only knows at which place which table applies, and what the words yield to: a name that the file declares stands for
itself wherever it is written.
"""

from __future__ import annotations

import re

from attrs import frozen

from policycore.syntax import ast, words


@frozen
class Taken:
    """The names a file declares, by what they stand for: words known by their place yield to them there."""

    names: frozenset[str] = frozenset()
    types: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()


@frozen
class Spelling:
    """One keyword language, and the names that one file declares.

    Attributes:
        language: whose keywords to write.
        taken: names of the file that words known by their place yield to.
    """

    language: words.Keywords
    taken: Taken = Taken()

    # --- keywords ---

    def word(self, key: str) -> str:
        return words.keyword(key, self.language)

    def at_least_of(self, count: int) -> str:
        before, after = words.AT_LEAST_OF[self.language]
        return f"{before} {count} {after}"

    # --- names ---

    def name(self, text: str, *, after: str = "", before: str = "") -> str:
        """A name that the author gave; in backticks where it would be read as a word of the language.

        Args:
            text: the name.
            after: the keyword that stands right before it, if it could be one word with the name.
            before: the keyword that stands right after it.
        """
        joined = (after and self.is_one_word(self.word(after), text)) or (
            before and self.is_one_word(text, self.word(before))
        )
        return f"`{text}`" if joined or words.is_reserved(text) else text

    def is_one_word(self, first: str, second: str) -> bool:
        """Whether two words, one after the other, begin a keyword of several parts (`not` and `stated`)."""
        ways = words.keywords_by_spelling().get(first, ())
        return any(way.rest[:1] == (second,) for way in ways)

    def field_name(self, text: str) -> str:
        """The name of a field, where the word `key` may lead, and `up` or `down` may end the line above."""
        return self._unlike(text, "key", "up", "down")

    def alternative_name(self, text: str) -> str:
        """The name of an alternative, where the word `chosen` may lead."""
        return self._unlike(text, "chosen")

    def payer(self, text: str) -> str:
        """Who a sanction is against: an actor, or all who answer."""
        return self.word("answers") if text == "answers" else self._unlike(text, "answers")

    def _unlike(self, text: str, *keys: str) -> str:
        """A name at a place where these leading words would win over it."""
        word = words.find(text, "leading")
        return f"`{text}`" if word is not None and word.key in keys else self.name(text)

    # --- words known by their place ---

    def _placed(self, key: str, *roles: words.Role, taken: frozenset[str] = frozenset(), many: bool = False) -> str:
        for role in roles:
            word = words.find(key, role)
            if word is not None and word.key == key and key not in taken:
                spelling = words.spell(key, role, self.language, many)
                # Where the file has a name of that spelling the word stays in English, which is read as well.
                return self.name(spelling if spelling not in taken else key)
        return self.name(key)

    def switch(self, key: str) -> str:
        """What an example sets: a name of the file, or one that is always there."""
        return self._placed(key, "name", taken=self.taken.names)

    def declares(self, name: str) -> bool:
        return name in self.taken.names

    def value_name(self, key: str) -> str:
        return self._placed(key, "name", "status", "rounding", taken=self.taken.names)

    def attribute(self, key: str) -> str:
        """What follows a dot, where every word is a name."""
        spelling = self._placed(key, "after a dot", taken=self.taken.names)
        return spelling.strip("`")

    def function(self, key: str) -> str:
        return self._placed(key, "function")

    def cycle(self, node: ast.Cycle) -> str:
        """A unit of time and how many of it make a cycle."""
        unit = words.spell(node.unit.text, "unit", self.language, many=node.count != 1)
        return unit if node.count == 1 else _with_unit(str(node.count), unit)

    def counted(self, count: int, key: str) -> str:
        """So many tiers or reviews."""
        return _with_unit(str(count), words.spell(key, "counted", self.language, many=count != 1))

    def day(self, place: int | str) -> str:
        """The day of a period: of the month, of the week, or the last one."""
        if isinstance(place, int):
            return words.day_of_month(place, self.language)
        return words.spell(place, "day of a period" if place == "last_day" else "weekday", self.language)

    def test(self, word: str) -> str:
        return self.word(word) if word in ("absent", "unknown") else words.spell(word, "test", self.language)

    def claim(self, word: str) -> str:
        return words.spell(word, "test", self.language)

    def type_name(self, key: str) -> str:
        return self._placed(key, "type", taken=self.taken.types)

    def type_unit(self, key: str) -> str:
        return self._unit(key, many=True)

    def _unit(self, key: str, *, many: bool) -> str:
        if key == "working day":
            spellings = words.BY_TERMINAL["WORKING_DAYS"].spellings(self.language)
            return spellings[0 if many else -1]
        return self._placed(key, "unit", taken=self.taken.units, many=many)

    def setting(self, key: str) -> str:
        """The name of a setting, where a definition or requirement may stand too."""
        return self._placed(key, "setting") if words.find(key, "setting") else self._unlike(key, "define", "require")

    def setting_value(self, setting: str, key: str) -> str:
        role = words.VALUES_OF_SETTINGS.get(setting)
        return self.name(key) if role is None else self._placed(key, role)

    def mark(self, key: str) -> str:
        return self._placed(key, "mark")

    # --- paths ---

    def path(self, text: str) -> str:
        """A path of names in data (`a.b`), given as one text."""
        first, *rest = text.split(".")
        start = self.word("by") if first == "by" else self.name(first)
        return ".".join((start, *(self.attribute(part) for part in rest)))

    def path_part(self, text: str, *, first: bool) -> str:
        """A part of a path in `expect` or `because`; of what stands in brackets the words are spelt."""
        name, bracket, cells = text.partition("[")
        # Behind a duty or step may stand the status that a rule of it gives.
        placed = self._placed(name, "after a dot", "status", taken=self.taken.names).strip("`")
        start = self.name(name) if first else placed
        return f"{start}[{_CELL.sub(self._cell_word, cells)}" if bracket else start

    def _cell_word(self, found: re.Match[str]) -> str:
        if found["text"]:
            return found["text"]
        if found["number"]:
            unit = self._placed(found["unit"], "unit", taken=self.taken.units, many=found["number"] != "1")
            return _with_unit(found["number"], unit)
        text = found["word"]
        return self.word(text) if text in _CELL_WORDS else self.value_name(text)

    # --- numbers and texts ---

    def number(self, node: ast.NumberLit, *, in_list: bool = False) -> str:
        """A number with its unit; `in_list` says that `times` may follow it."""
        figure = f"{node.digits}{node.scale}{'%' if node.percent else ''}"
        if node.unit is None:
            return figure
        many = (node.digits, node.scale) != ("1", "")
        unit = self._unit(node.unit.text, many=many)
        word = words.find(unit, "leading")
        if word is not None and (in_list or word.key != "times"):
            unit = f"`{unit}`"  # else it would lead the next statement
        return _with_unit(figure, unit)

    def text(self, text: str) -> str:
        """A text in quotes."""
        escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        return f'"{escaped}"'


_CELL_WORDS = ("any", "yes", "no", "absent", "unknown", "not stated")
_CELL = re.compile(
    r'(?P<text>"(?:[^"\\\\]|\\\\.)*")|(?P<number>\d[\d_.]*[万亿]?%?) (?P<unit>[^\W\d]\w*)'
    r"|(?P<word>not stated|[^\W\d]\w*)"
)


def _with_unit(figure: str, unit: str) -> str:
    """Return a number with its unit; a Chinese unit follows it without a space if it does not begin like a scale."""
    joined = not unit.lstrip("`")[0].isascii() and unit[0] not in "万亿"
    return f"{figure}{unit}" if joined else f"{figure} {unit}"


def taken_names(document: ast.Document) -> Taken:
    """Return the names that a file declares, as the parser sees them."""
    names: set[str] = set()
    types: set[str] = set()
    units: set[str] = set()
    stack: list[object] = [document.policy, *document.statements]
    while stack:
        node = stack.pop()
        match node:
            case tuple():
                stack.extend(node)
                continue
            case ast.Head() | ast.EnumItem() | ast.Each():
                names.add(node.name.text)
            case ast.Call(alias=ast.Ident(text)) | ast.Given(alias=ast.Ident(text)):
                names.add(text)
            case ast.Record() | ast.Choice():
                types.add(node.head.name.text)
            case ast.Unit():
                units.add(node.head.name.text)
            case ast.Use():
                for kind in (names, types, units):
                    kind.update(name.text for name in node.names)
            case _:
                pass
        stack.extend(getattr(node, attribute.name) for attribute in getattr(type(node), "__attrs_attrs__", ()))
    return Taken(frozenset(names), frozenset(types), frozenset(units))
