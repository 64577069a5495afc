"""How a tier came from the one before: which clause held, raised or lowered it, and the state before and after.

Goes in: a tiering with movement, its decision and the trace. Comes out: sentences. The cases of a movement are known by
their ids (`level/movement/grace`, `level/movement/up/gold`), and so are the definitions beside them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import cast

from attrs import frozen

from policycore import values as v
from policycore.core import nodes as n
from policycore.core.outcome import DecisionOutcome
from policycore.dates import PeriodUnit, next_period, period_start
from policycore.explain.because import needed
from policycore.explain.evidence import Evidence
from policycore.explain.needs import NeedTexts
from policycore.explain.wording import Wording


@frozen
class Movements:
    """The movement of one tiering in words."""

    wording: Wording
    evidence: Evidence
    needs: NeedTexts
    tiering: n.Tiering
    movement: n.Movement

    # --- what was read ---

    def _outcome(self, part: str) -> v.Outcome | None:
        """Return the outcome of a node of the movement, by its id below it."""
        return self.evidence.outcome(f"{self.movement.id}/{part}")

    @property
    def moved(self) -> v.Outcome | None:
        """The tier before limits."""
        return self.evidence.outcome(self.movement.id)

    @property
    def earned(self) -> v.Outcome | None:
        return self.evidence.outcome(self.tiering.body.id)

    @property
    def before(self) -> dict[str, v.Outcome]:
        """The state that came in, as far as the trace has it."""
        record = self._outcome("previous/of")
        found = dict(record.fields) if isinstance(record, v.Record) else {}
        previous = self._outcome("previous")
        return {**found, **({} if previous is None else {"previous": previous})}

    @property
    def asked(self) -> bool:
        """Whether it was asked what is earned: not where no review fell due."""
        return self._outcome("between_reviews") is not True

    def _tier(self, name: v.Outcome | None) -> str:
        return "" if name is None else self.wording.value(name, self.tiering.type)

    def _reviews(self) -> n.Op | None:
        """Return what counts the periods since the last review, None where there is no cycle."""
        found = self.evidence.index.get(f"{self.movement.id}/review_due/periods")
        return found if isinstance(found, n.Op) else None

    # --- the clause that decided ---

    def clause(self, case: n.Case) -> str:
        """Return what a case of the movement did to the tier."""
        word, _, tier = case.id.removeprefix(f"{self.movement.id}/").partition("/")
        wording = self.wording
        match word:
            case "up_after":
                start, end = self.before.get("since"), self._outcome("stay_served/end")
                words = {"tier": self._tier(self._outcome("previous")), **_days(since=start, day=end)}
                return wording.say("moved-up_after", **words) if len(words) == 3 else wording.say("moved-up_after-open")
            case "up" | "down":
                why = self._fall() if word == "down" else ""
                key = "moved-down-why" if why else f"moved-{word}"
                return wording.say(key, tier=self._tier(tier), why=why)
            case "enter":
                return wording.say("moved-enter", needs=wording.say("list-long").join(self._closed_gates()))
            case "keep":
                gate = self.evidence.index.get(f"{self.tiering.id}/keep/{tier}")
                condition = wording.condition(gate.body) if isinstance(gate, n.Define) else ""
                return wording.say("moved-keep", tier=self._tier(tier), condition=condition)
            case "grace":
                return self._grace()
            case _:
                return wording.say(f"moved-{word}")

    def _failed_reviews(self) -> tuple[Fraction, Fraction] | None:
        """Return which failed review in a row this is, and which of them lowers the tier; None without grace."""
        early = self.evidence.index.get(f"{self.movement.id}/grace/when/early")
        early = early if early is not None else self.evidence.index.get(f"{self.movement.id}/grace/when")
        this = self._outcome("grace/when/failures")
        most = early.operands[1] if isinstance(early, n.Op) and len(early.operands) == 2 else None
        if not isinstance(this, Fraction) or not isinstance(most, n.Const) or not isinstance(most.value, Fraction):
            return None
        return this, most.value

    def _grace(self) -> str:
        counted = self._failed_reviews()
        if counted is None:
            return self.wording.say("moved-grace-open")
        this, most = counted
        return self.wording.say("moved-grace", nth=self.wording.nth(int(this)), most=self.wording.count(int(most)))

    def _fall(self) -> str:
        """Return why a tier falls now: the probation, or the failed review that grace ends with."""
        if self._outcome("on_probation") is True:
            return self.wording.say("moved-probation", **_days(day=self.before.get("probation_until")))
        counted = self._failed_reviews()
        if counted is None:
            return ""
        this, most = counted
        return self.wording.say("moved-no-more", nth=self.wording.nth(int(this)), most=self.wording.count(int(most)))

    def _closed_gates(self) -> list[str]:
        """Return what the gates ask for that hold a tier which is earned and within the step."""
        found = []
        for tier in self.tiering.type.names:
            text = self._closed_gate(tier)
            if text:
                found.append(self.wording.say("item", name=self._tier(tier), text=text))
        return found

    def _closed_gate(self, tier: str) -> str:
        """Return what a closed gate of a tier asks for, "" where it is open or was not asked."""
        gate = f"{self.tiering.id}/enter/{tier}"
        node = self.evidence.index.get(gate)
        if not isinstance(node, n.Define) or self.evidence.outcome(gate) in (True, None):
            return ""
        need = needed(self.evidence, node.body, "", True)
        return self.wording.rule(gate) if need is None else self.needs.text(need)

    # --- tiers that are earned and not reached ---

    def not_reached(self) -> Iterator[tuple[str, str]]:
        """Yield the tiers between the one before limits and the one earned, best first, and what held each of them."""
        names = self.tiering.type.names
        moved, earned = self.moved, self.earned
        if not isinstance(moved, str) or not isinstance(earned, str) or not self.asked:
            return
        for tier in names[names.index(earned) : names.index(moved)]:
            yield self._tier(tier), self._held_back(tier)

    def _held_back(self, tier: str) -> str:
        if self._outcome("up_after") is True:
            case = self.evidence.index.get(f"{self.movement.id}/up_after")
            return self.clause(case) if isinstance(case, n.Case) else ""
        if self._outcome(f"up/{tier}/when/from") is False:
            return self.wording.say("moved-too-far")
        gate = self._closed_gate(tier)
        return self.wording.say("moved-closed", needs=gate) if gate else ""

    # --- the state ---

    def states(self, decision: DecisionOutcome) -> Iterator[str]:
        """Yield the state before, what was earned, missed reviews, and the state after."""
        say = self.wording.say
        yield say("state-before", state=self._state(self.before))
        if self.asked and self.earned is not None and decision.applicable is not False:
            yield say("state-earned", tier=self._tier(self.earned))
        reviews, count = self._reviews(), self._outcome("review_due/periods")
        if isinstance(count, Fraction) and count > 1:
            yield say("state-missed", count=int(count) - 1)
        if decision.state_open:
            yield say("state-open")
        else:
            yield say("state-after", state=self._state(dict(decision.state)))
        reviewed = dict(decision.state).get("reviewed_on")
        designated = self._outcome("is_designated") is True
        if reviews is not None and isinstance(reviewed, date) and not decision.state_open and not designated:
            unit = cast("PeriodUnit", reviews.mode)
            try:
                following = next_period(period_start(reviewed, unit, reviews.count), unit, reviews.count)
            except OverflowError:
                return
            yield say("state-next", day=following.isoformat())

    def _state(self, state: dict[str, v.Outcome]) -> str:
        say = self.wording.say
        previous = state.get("previous")
        if previous is None or isinstance(previous, v.Absent):
            return say("state-none")
        if all(isinstance(outcome, v.Gap) for outcome in state.values()):
            return say("state-unknown")
        parts = [self._tier(previous)]
        since = state.get("since")
        if isinstance(since, date):
            parts = [say("state-tier", tier=parts[0], since=since.isoformat())]
        failed = state.get("failed")
        if isinstance(failed, Fraction) and failed:
            parts.append(say("state-failed", count=int(failed)))
        for key in ("probation_until", "reviewed_on"):
            day = state.get(key)
            if isinstance(day, date):
                parts.append(say(f"state-{key}", day=day.isoformat()))
        return self.wording.listed(parts)


def _days(**days: v.Outcome | None) -> dict[str, str]:
    """Return those of the days that are known, as text."""
    return {name: day.isoformat() for name, day in days.items() if isinstance(day, date)}


def movement_case(tiering: object, id: str) -> bool:
    """Return whether a rule is a case of the movement of a tiering."""
    return isinstance(tiering, n.Tiering) and tiering.movement is not None and id.startswith(f"{tiering.movement.id}/")
