"""One line for a decision, and why something is open: what all forms of an explanation have in common.

Goes in: a decision, its reasons, amounts and findings. Comes out: short texts in the language asked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from policycore import types as t
from policycore import values as v
from policycore.core import nodes as n
from policycore.core.codec import MATTER_FINDING, REQUIRE_FINDING, node_of, type_of
from policycore.core.outcome import Amount, DecisionOutcome, Finding, verdict
from policycore.explain.evidence import natural
from policycore.explain.wording import Wording, figures

_COLLECTS = ("require", "entitlements", "accountability", "duty", "procedure")
#: Steps of a procedure that one line names.
_MOST_STEPS = 12

# --- one line ---


def headline(wording: Wording, decision: DecisionOutcome) -> str:
    """Return the outcome of a decision in one line, with the deciding rules."""
    name = wording.label(decision.id)
    rules = wording.listed(decision.because, 4)
    if decision.status == "not_applicable":
        return wording.say("line-not_applicable", decision=name)
    if decision.kind in _COLLECTS:
        return _headline_of_items(wording, decision, name)
    if decision.outcome is None:
        return wording.say("line", decision=name, outcome=wording.say(f"status-{decision.status}"))
    of = type_of(wording.index[decision.id])
    if decision.status == "decided":
        outcome = wording.value(decision.outcome, of)
        if not rules:
            return wording.say("line", decision=name, outcome=outcome)
        return wording.say("line-by", decision=name, outcome=outcome, rules=rules)
    reasons = v.reasons_of(decision.outcome, decision.applicable)
    why = wording.say("list-long").join(reason_texts(wording, reasons))
    whole = decision.whole
    if isinstance(whole, v.Gap):
        possible = wording.possible(whole, of, "status-not_applicable")
    else:  # absent, whether the head holds or not
        possible = wording.say("status-not_applicable")
    return wording.say(f"line-{decision.status}", decision=name, possible=possible, reasons=why)


def _headline_of_items(wording: Wording, decision: DecisionOutcome, name: str) -> str:
    texts: list[str] = []
    if decision.kind == "entitlements":
        for item in decision.items:
            texts.append(wording.say("item", name=wording.label(item.id), text=granted(wording, item)))
    elif len(decision.items) == 1 and decision.kind in ("require", "duty") and not decision.items[0].element:
        texts.append(_finding(wording, decision.items[0]))
    elif decision.kind == "procedure" and len(decision.items) <= _MOST_STEPS:
        for item in decision.items:
            texts.append(wording.say("item", name=wording.label(item.id), text=_finding(wording, item)))
    else:
        texts += _counts(wording, decision)
    totals = [amount for amount in decision.sums if amount.sanction == "total"]
    totals = totals or [amount for amount in decision.sums if not amount.post]
    texts += [amount_text(wording, amount) for amount in totals]
    outcome = wording.say("list-long").join(texts) or wording.say("no-occurrence")
    if decision.status == "decided":
        return wording.say("line", decision=name, outcome=outcome)
    why = wording.say("list-long").join(reason_texts(wording, all_reasons(decision)))
    shown = wording.say("line", decision=name, outcome=outcome)
    return wording.say("list-long").join([shown, why]) if why else shown


def _counts(wording: Wording, decision: DecisionOutcome) -> list[str]:
    """Return how often each finding came out; for matters by matter."""
    counts: dict[str, int] = {}
    for item in decision.items:
        if decision.kind == "accountability":
            if item.outcome == "not_found":
                continue
            word = wording.say("item", name=wording.label(item.id), text=wording.value(item.outcome, MATTER_FINDING))
        elif isinstance(item.outcome, v.Gap):
            word = wording.say("status-undetermined")
        else:
            word = _finding(wording, item)
        counts[word] = counts.get(word, 0) + 1
    if decision.kind == "accountability" and not counts:
        return [wording.say("finding-not_found")]
    return [wording.say("counted", word=word, count=count) if count > 1 else word for word, count in counts.items()]


def _finding(wording: Wording, item: Finding) -> str:
    """Return the finding of a requirement, duty or step."""
    node = wording.index[item.id]
    if isinstance(node, n.Duty | n.Step):
        return obligation_status(wording, node, item.outcome)
    return wording.value(item.outcome, REQUIRE_FINDING)


def obligation_status(wording: Wording, node: n.Duty | n.Step, outcome: v.Outcome) -> str:
    """Return the status of a duty or step, with what it amounts to where something is wrong."""
    word = wording.value(outcome, node.status.type)
    judged = verdict(node.modality, outcome)
    return word if judged is None else wording.say("bracketed", text=word, more=wording.say(f"finding-{judged}"))


def granted(wording: Wording, item: Finding) -> str:
    """Return the value of a benefit."""
    if isinstance(item.outcome, v.Absent):
        return wording.say("not-granted")
    return wording.value(item.outcome, type_of(wording.index[item.id]))


def amount_text(wording: Wording, amount: Amount) -> str:
    """Return a sum of sanctions, or what one post owes, in a few words."""
    value = _amount_value(wording, amount)
    if amount.sanction == "total":
        return wording.say("amount-total", amount=value)
    named = [s for s in wording.index.values() if isinstance(s, n.Sanction) and s.name == amount.sanction]
    sanction = wording.chosen(next((s.about.labels for s in named if s.about.labels), ()), amount.sanction)
    if not amount.post:
        return wording.say("amount-all", sanction=sanction, amount=value)
    return wording.say("amount", sanction=sanction, post=wording.label(amount.post), amount=value)


def _amount_value(wording: Wording, amount: Amount) -> str:
    """Return a sanction or sum in the unit of its amounts; what has no amount is counted."""
    found: dict[t.Unit, None] = {}
    counted = False
    for node in wording.index.values():
        if isinstance(node, n.Sanction) and amount.sanction in (node.name, "total"):
            if node.amount is None:
                counted = counted or amount.sanction != "total"
            elif isinstance(node.amount.type, t.Number):
                found.setdefault(node.amount.type.unit)
    if counted and not found and isinstance(amount.outcome, Fraction):
        return wording.say("times", count=figures(amount.outcome))
    return wording.value(amount.outcome, t.Number(next(iter(found))) if len(found) == 1 else t.Number())


# --- why something is open ---


def all_reasons(decision: DecisionOutcome) -> frozenset[v.Reason]:
    """Return the reasons of everything in a decision that is open."""
    outcomes: list[v.Outcome] = [decision.applicable]
    if decision.outcome is not None:
        outcomes.append(decision.outcome)
    for item in decision.items:
        outcomes.append(item.outcome)
        outcomes += [item.severity] if item.severity is not None else []
        outcomes += [amount.outcome for amount in item.amounts]
    outcomes += [amount.outcome for amount in decision.sums]
    return v.reasons_of(*outcomes)


def reason_texts(wording: Wording, reasons: Iterable[v.Reason]) -> list[str]:
    """Return why an outcome is open: the missing facts first, in one sentence, then every other reason.

    Dates of duties and steps are compared only where there are any; that a comparison may have no value follows from
    what is missing, and is said only where nothing else is.
    """
    every = sorted(reasons, key=lambda reason: (reason.kind, natural(reason.subject)))
    found = [one for one in every if one.kind != "no_value" or not _in_obligation(wording, one.subject)] or every
    facts = [wording.path(reason.subject) for reason in found if reason.kind == "fact"]
    texts = [wording.say("missing", facts=wording.listed(facts, 8))] if facts else []
    texts += [_reason(wording, reason) for reason in found if reason.kind != "fact"]
    return list(dict.fromkeys(texts))


def _in_obligation(wording: Wording, instance: str) -> bool:
    """Whether a node stands in a fact of a duty or step."""
    parts = node_of(instance).split("/")
    around = (wording.index.get("/".join(parts[:length])) for length in range(len(parts), 0, -1))
    made = next((node for node in around if isinstance(node, n.Define | n.Duty | n.Step)), None)
    if isinstance(made, n.Define):
        return isinstance(wording.index.get(made.part_of), n.Duty | n.Procedure)
    return made is not None


def _reason(wording: Wording, reason: v.Reason) -> str:
    match reason.kind:
        case "fact":
            return wording.say("missing", facts=wording.path(reason.subject))
        case "judgement":
            return wording.say("reason-judgement", fact=wording.path(reason.subject))
        case "unknown":
            return wording.say("reason-unknown", rule=_around(wording, reason.subject))
        case "no_value":
            return wording.say("reason-no_value", what=_around(wording, reason.subject))
        case "parameter":
            return wording.say("reason-parameter", parameter=wording.rule(reason.subject))
        case "calendar":
            return wording.say("reason-calendar", calendar=wording.calendar(reason.subject))
        case "population":
            return wording.say("reason-population", population=wording.label(reason.subject))
        case "silent":
            return wording.say("reason-silent", rule=wording.rule(_named(wording, node_of(reason.subject))))
        case "conflict":
            if not reason.sides:
                return _out_of_range(wording, reason.subject)
            sides = wording.listed([side(wording, one) for one in reason.sides])
            return wording.say("reason-conflict", sides=sides)


def _out_of_range(wording: Wording, instance: str) -> str:
    """Return which figure lies outside which range: a mark within its band, or the total of a score."""
    node = wording.index.get(node_of(instance))
    match node:
        case n.Op(op="ranged"):
            what = wording.named(node.operands[0])
            return wording.say("reason-conflict-range", what=what, range=wording.range(node))
        case n.Score(type=t.Number(low=low, high=high) as of):
            limits = wording.possible(v.Gap(v.Interval(low, high), frozenset()), of)
            return wording.say("reason-conflict-range", what=wording.label(node.id), range=limits)
        case n.GroupFact():
            return wording.say("reason-conflict-tie", what=_around(wording, instance))
        case _:
            return wording.say("reason-conflict-plain", what=_around(wording, instance))


def side(wording: Wording, instance: str) -> str:
    """Return one side of a conflict: the rule, or the statement that an operand refers to."""
    node = wording.index.get(node_of(instance))
    text = wording.rule(node.target) if isinstance(node, n.Ref) else _around(wording, instance)
    element = instance[len(node_of(instance)) :].rpartition("#")[2]
    return wording.say("need-for", element=wording.path(element), need=text) if element else text


def _around(wording: Wording, instance: str) -> str:
    """Return what people know a node by: itself if it is named, its words if it is an expression."""
    name = node_of(instance)
    node = wording.index.get(name)
    if isinstance(node, n.Op | n.Aggregate | n.GroupFact | n.Ref | n.Field):
        text = wording.expr(node)
        return text if "“" in text else wording.say("quoted", text=text)
    return wording.rule(_named(wording, name))


def _named(wording: Wording, name: str) -> str:
    """Return the id of the nearest rule or statement around a node that its author gave a label or citation."""
    parts = name.split("/")
    for length in range(len(parts), 1, -1):
        about = getattr(wording.index.get("/".join(parts[:length])), "about", None)
        if isinstance(about, n.About) and (about.labels or about.cite):
            return "/".join(parts[:length])
    return parts[0]
