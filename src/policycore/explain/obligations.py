"""Duties and steps in words, and as a timeline: what was done, what is due, what waits for what.

Goes in: the findings of a duty or procedure with the facts of their timeline, and the trace. Comes out: one sentence
per duty, period or step, and the entries of a timeline in the order of time, the moment of the decision among them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from attrs import define, frozen

from policycore import types as t
from policycore import values as v
from policycore.core import nodes as n
from policycore.core.outcome import DecisionOutcome, Finding, verdict
from policycore.dates import day_of, days_between, end_of
from policycore.explain.because import needed
from policycore.explain.evidence import Evidence
from policycore.explain.headline import obligation_status
from policycore.explain.needs import NeedTexts
from policycore.explain.wording import Wording, day_text


@frozen
class Entry:
    """One line of a timeline: when, a sign (`✓` in order, `✗` not, `○` to be done, `·` nothing, `?` open), and what."""

    when: str
    mark: str
    text: str


@define(eq=False)
class Obligations:
    """Words duties and procedures of one trace in one language."""

    wording: Wording
    evidence: Evidence

    # --- sentences ---

    def sentence(self, item: Finding) -> str:
        """Return a finding: who was to do what, what came of it, and why."""
        node = self._node(item)
        wording = self.wording
        more = [wording.say(f"modality-{node.modality}")]
        if node.actor is not None:
            more.append(wording.say("required-of", actor=wording.label(node.actor)))
        if node.about.note:
            more.append(wording.say("noted", text=node.about.note))
        what = wording.say("bracketed", text=wording.rule(node.id), more=wording.say("list-long").join(more))
        if item.element:
            what = wording.say("need-for", element=self._period(item), need=what)
        why = self.why(item)
        key = "finding-why" if why else "finding"
        return wording.say(key, what=what, finding=self.status(item), why=why)

    def status(self, item: Finding) -> str:
        """Return the status of a duty or step, with what it amounts to where something is wrong."""
        return obligation_status(self.wording, self._node(item), item.outcome)

    def why(self, item: Finding) -> str:
        """Return the dates and persons on which a status rests."""
        node, facts, say = self._node(item), dict(item.facts), self.wording.say
        parts: list[str] = []
        match item.outcome:
            case v.Gap():
                return ""
            case "not_applicable":
                return self._does_not_apply(node)
            case "same_actor" if isinstance(node, n.Step):
                others = [step for step in node.not_by if self._value(step, "by") == facts.get("by")]
                names = self.wording.listed([self.wording.label(step) for step in others])
                parts.append(say("duty-same", by=self._shown(node, "by", facts), steps=names))
            case "wrong_actor":
                parts.append(say("duty-wrong", by=self._shown(node, "by", facts)))
            case "out_of_order" if isinstance(node, n.Step):
                before = [self._before(step) for step in node.follows if self._not_before(step, facts.get("at"))]
                parts += before or [say("duty-made-up")]
            case "skipped":
                parts.append(say("duty-skipped"))
            case "open" if isinstance(node, n.Step) and self._waits(node):
                waits = [self.wording.label(step) for step in self._waits(node)]
                parts.append(say("duty-waits", steps=self.wording.listed(waits)))
            case "below" | "above" | "inside":
                parts.append(say("duty-count", count=self._shown(node, "count", facts)))
            case _:
                pass
        return say("list-long").join([*parts, *self._dates(node, facts)])

    def _dates(self, node: n.Duty | n.Step, facts: dict[str, v.Outcome]) -> Iterator[str]:
        at, due = facts.get("at"), facts.get("due")
        by = facts.get("by")
        if isinstance(at, date):
            named = isinstance(by, str) and not isinstance(by, v.Gap)
            key = "duty-done-by" if named else "duty-done"
            yield self.wording.say(key, at=day_text(at), by=self._shown(node, "by", facts) if named else "")
        if isinstance(due, date):
            yield self.wording.say("duty-due", due=day_text(due))
            if isinstance(at, date) and _later(at, due) and (days := days_between(day_of(at), day_of(due))):
                yield self.wording.say("duty-late", days=self.wording.number(days, t.DAY))
        elif isinstance(due, v.Gap):
            yield self.wording.say("duty-due", due=self._shown(node, "due", facts))
        effective, final = facts.get("effective"), facts.get("final_on")
        if isinstance(effective, bool) and isinstance(at, date):
            if isinstance(final, date):
                yield self.wording.say("duty-final", day=day_text(final))
            elif not effective:
                yield self.wording.say("duty-stayed")

    def _does_not_apply(self, node: n.Duty | n.Step) -> str:
        applies = self.evidence.index.get(f"{node.id}/applies")
        if not isinstance(applies, n.Define):
            return ""
        need = needed(self.evidence, applies.body, "", True)
        return "" if need is None else NeedTexts(self.wording, self.evidence).text(need)

    def _before(self, step: str) -> str:
        at = self._value(step, "at")
        label = self.wording.label(step)
        if isinstance(at, date):
            return self.wording.say("duty-only-later", step=label, at=day_text(at))
        return self.wording.say("duty-not-before", step=label)

    def _not_before(self, step: str, at: v.Outcome | None) -> bool:
        earlier = self._value(step, "at")
        if self._value(step, "applies") is False:
            return False
        return not isinstance(earlier, date) or (isinstance(at, date) and _later(earlier, at))

    def _waits(self, node: n.Step) -> list[str]:
        """Return the steps before an open one that are not done."""
        return [
            step
            for step in node.follows
            if isinstance(self._value(step, "at"), v.Absent) and self._value(step, "applies") is not False
        ]

    # --- timeline ---

    def timeline(self, decision: DecisionOutcome, as_of: datetime | None) -> tuple[Entry, ...]:
        """Return the entries of a timeline, earliest first; what has no date stands last, in the author's order."""
        dated: list[tuple[datetime, int, Entry]] = []
        undated: list[Entry] = []
        for place, item in enumerate(decision.items):
            when = self._when(item)
            text = self._entry_text(item)
            entry = Entry("" if when is None else self._when_text(item, when), self._mark(item), text)
            if when is None:
                undated.append(entry)
            else:
                dated.append((end_of(when), place, entry))
        if as_of is not None and decision.items:
            day = as_of.date()
            shown = day_text(day if as_of == end_of(day) else as_of)
            dated.append((as_of, len(decision.items), Entry(shown, "", self.wording.say("timeline-now"))))
        return (*(entry for _, _, entry in sorted(dated, key=lambda one: one[:2])), *undated)

    def _when(self, item: Finding) -> date | None:
        """Return where a finding stands in time: when it was done, else when it is due; a period by its first day."""
        facts = dict(item.facts)
        if item.outcome == "not_applicable":
            return None
        for name in ("start", "at", "due"):
            when = facts.get(name)
            if isinstance(when, date):
                return when
        return None

    def _when_text(self, item: Finding, when: date) -> str:
        facts = dict(item.facts)
        end = facts.get("end")
        if isinstance(end, date) and end != when:
            return self.wording.say("timeline-period", start=day_text(when), end=day_text(end))
        return day_text(when)

    def _entry_text(self, item: Finding) -> str:
        node, facts = self._node(item), dict(item.facts)
        label = self.wording.label(node.id)
        dates = list(self._dates(node, facts)) if item.outcome != "not_applicable" else []
        if isinstance(facts.get("at"), date) and not item.element:
            dates = dates[1:]  # the entry stands at the day on which it was done
        more = self.wording.say("list-long").join(dates)
        key = "finding-why" if more else "finding"
        return self.wording.say(key, what=label, finding=self.status(item), why=more)

    def _mark(self, item: Finding) -> str:
        node = self._node(item)
        if verdict(node.modality, item.outcome) is not None:
            return "✗"
        match item.outcome:
            case v.Gap():
                return "?"
            case "open":
                return "○"
            case "not_applicable" | "unused":
                return "·"
            case "late" | "out_of_order" | "wrong_actor" | "same_actor":
                return "✗"
            case _:
                return "✓"

    # --- facts ---

    def _node(self, item: Finding) -> n.Duty | n.Step:
        node = self.evidence.index[item.id]
        assert isinstance(node, n.Duty | n.Step)
        return node

    def _value(self, step: str, fact: str) -> v.Outcome | None:
        return self.evidence.outcome(f"{step}/{fact}")

    def _shown(self, node: n.Duty | n.Step, fact: str, facts: dict[str, v.Outcome]) -> str:
        types = {name: expr.type for name, expr in node.facts}
        found = facts.get(fact)
        return "" if found is None else self.wording.value(found, types[fact])

    def _period(self, item: Finding) -> str:
        facts = dict(item.facts)
        start, end = facts.get("start"), facts.get("end")
        if not isinstance(start, date) or not isinstance(end, date):
            return self.wording.path(item.element)
        if start == end:
            return day_text(start)
        return self.wording.say("timeline-period", start=day_text(start), end=day_text(end))


def _later(a: date, b: date) -> bool:
    """Whether a point of time is after another: moments by the clock, else by the day."""
    if isinstance(a, datetime) and isinstance(b, datetime):
        return a > b
    return day_of(a) > day_of(b)
