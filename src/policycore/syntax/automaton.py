"""The machine that runs the LALR tables: tokens in, one syntax tree out.

It knows stacks and tables and nothing of recovery or messages: `shift` says whether a token fitted, `accepts` whether
one would fit, `cut_back` returns to an earlier point. So the parser can try, repair and resume as it likes.
"""

from __future__ import annotations

from policycore.syntax.tables import DROP, SPLICE, Tables
from policycore.syntax.tokens import Token
from policycore.syntax.tree import NESTING_RULES, Child, Node


class Inner:
    """Children on their way to the rule above, made by a rule that has no node of its own."""

    __slots__ = ("children", "depth")

    def __init__(self, children: list[Child], depth: int) -> None:
        self.children = children
        self.depth = depth


class Automaton:
    """A stack machine over `tables`.

    Attributes:
        states: the states passed, the first one is the start; one more than there are `values`.
        values: what was read, per state.
        firsts: for each value the number of the token it begins with.
        deepest: the first node that nests deeper than `limit` since this was last set to None. What is inside such a
            node is thrown away, so that no later pass meets it.
    """

    def __init__(self, tables: Tables, limit: int) -> None:
        self.tables = tables
        self.limit = limit
        self.states: list[int] = [tables.start]
        self.values: list[Node | Inner | Token] = []
        self.firsts: list[int] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.deepest: Node | None = None
        self._shared = False

    def copy(self) -> Automaton:
        """Return a machine in the same state, to try things on; the original must not read on while it is used."""
        twin = Automaton(self.tables, self.limit)
        twin.states, twin.values, twin.firsts = self.states[:], self.values[:], self.firsts[:]
        twin.starts, twin.ends = self.starts[:], self.ends[:]
        twin._shared = True
        return twin

    def shift(self, token: Token, number: int) -> bool:
        """Take `token`, the `number`th; return whether it fits here. If it does not, nothing has been taken."""
        actions, terminal = self.tables.actions, token.type
        action = actions[self.states[-1]].get(terminal)
        if action is not None and action < 0 and not self.accepts(terminal):
            return False
        while action is not None:
            if action >= 0:
                self.states.append(action)
                self.values.append(token)
                self.firsts.append(number)
                self.starts.append(token.start)
                self.ends.append(token.end)
                return True
            self._reduce(-1 - action, token, number)
            if terminal == "$END" and self.states[-1] == self.tables.accept:
                return True
            action = actions[self.states[-1]].get(terminal)
        return False

    def _reduce(self, rule_number: int, ahead: Token, number: int) -> None:
        rule = self.tables.rules[rule_number]
        parts = rule.parts
        size = len(parts)
        values = self.values
        if rule.unit:
            # Most steps are of this kind: an expression that is nothing but the next tighter one.
            self.states.pop()
            self.states.append(self.tables.gotos[self.states[-1]][rule.origin])
            return
        children: list[Child] = []
        depth = 0
        if rule.inner and size > 1 and parts[0] == SPLICE and not self._shared:
            # A list grows by its next item; copying it each time would take the square of its length.
            children = values[-size].children  # type: ignore[union-attr]  # the grammar splices inner rules only
            depth = values[-size].depth  # type: ignore[union-attr]
            parts = (DROP, *parts[1:])
        if size:
            for part, value in zip(parts, values[-size:], strict=True):
                if value.__class__ is not Token:
                    depth = max(depth, value.depth)  # type: ignore[union-attr]  # tokens are out
                if part == SPLICE:
                    children.extend(value.children)  # type: ignore[union-attr]  # the grammar splices inner rules only
                elif part != DROP:
                    children.append(value)  # type: ignore[arg-type]  # inner rules are spliced
            start, end, first = self.starts[-size], self.ends[-1], self.firsts[-size]
            del self.states[-size:], values[-size:], self.starts[-size:], self.ends[-size:], self.firsts[-size:]
        else:
            start = end = self.ends[-1] if self.ends else ahead.start
            first = number
        made: Node | Inner | Token
        if rule.inner:
            made = Inner(children, depth)
        elif rule.lift and len(children) == 1:
            made = children[0]
        else:
            depth += rule.name in NESTING_RULES
            made = Node(rule.name, children, start, end, depth)
            if depth > self.limit:
                self.deepest = self.deepest or Node(rule.name, [], start, end, depth)
                made = Node(rule.name, [], start, end, 0)
        self.states.append(self.tables.gotos[self.states[-1]][rule.origin])
        values.append(made)
        self.starts.append(start)
        self.ends.append(end)
        self.firsts.append(first)

    def settle(self, terminal: str) -> None:
        """Finish all rules that a token of this kind, which must fit, would finish."""
        ahead = Token(terminal, "", self.ends[-1] if self.ends else 0, 0)
        while (action := self.tables.actions[self.states[-1]][terminal]) < 0:
            self._reduce(-1 - action, ahead, 0)
            if terminal == "$END" and self.states[-1] == self.tables.accept:
                return

    def accepts(self, terminal: str) -> bool:
        """Return whether a token of this kind would fit here, all rules that it ends considered."""
        actions, gotos, rules = self.tables.actions, self.tables.gotos, self.tables.rules
        # The stack as it would be: the first `below` states that are there, then those in `above`.
        below, above = len(self.states), list[int]()
        top = self.states[-1]
        while True:
            action = actions[top].get(terminal)
            if action is None:
                return False
            if action >= 0:
                return True
            rule = rules[-1 - action]
            size = len(rule.parts)
            if size > len(above):
                below -= size - len(above)
                above.clear()
            else:
                del above[len(above) - size :]
            top = gotos[above[-1] if above else self.states[below - 1]][rule.origin]
            above.append(top)
            if terminal == "$END" and top == self.tables.accept:
                return True

    def expected(self) -> set[str]:
        """Return the terminals that would fit here."""
        return {terminal for terminal in self.tables.actions[self.states[-1]] if self.accepts(terminal)}

    def shifts(self, place: int, terminal: str) -> bool:
        """Return whether the state at `place` of the stack takes this terminal as the next part of an open rule."""
        return self.tables.actions[self.states[place]].get(terminal, -1) >= 0

    def cut_back(self, place: int, count: int | None = None) -> None:
        """Forget all that was read after the state at `place` of the stack, and all but `count` items of its list."""
        del self.states[place + 1 :]
        del self.values[place:], self.firsts[place:], self.starts[place:], self.ends[place:]
        if count is not None:
            below = self.values[-1]
            assert isinstance(below, Inner)
            kept = below.children[:count]
            self.values[-1] = Inner(kept, below.depth)
            self.ends[-1] = kept[-1].end if kept else self.starts[-1]

    def result(self) -> Node:
        """Return the tree, after `$END` was taken."""
        tree = self.values[0]
        assert isinstance(tree, Node)
        return tree
