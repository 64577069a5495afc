"""Core built by hand, so that explaining can be tested without a parser, a checker or an interpreter.

`EQUIPMENT` is a policy with a score, a tiering with designation and limit, a require, benefits and a matter. Its text
stands beside it, and spans are found in it by their words.
"""

from __future__ import annotations

from fractions import Fraction

from policycore import types as t
from policycore.core import nodes as n
from policycore.source import SourceFile, Span

FILE = "equipment.policy"
TEXT = """\
policy equipment "Equipment classes" / "设备分级" { languages: en, zh  version: "1"  source: "Notice 7" }
record Repair { cost "Cost" / "费用" : money(CNY) at least 0 }
record Equipment "Equipment" / "设备" {
  key id : text
  designated "Directly designated" / "直接指定" : judged yes_no
  value "Original value" / "设备原值" : money(CNY) at least 0
  mark "Assessor's mark" / "评分" : whole 0..50
  repairs "Repairs" / "维修" : list of Repair
}
parameter high_from "High from" / "高价值起点" : money(CNY) { from 2024-01-01 = 100万 CNY @ "art. 2" }
reading bound @ "art. 3" { chosen upper "the bound belongs to the upper class"  lower "to the lower class" }
define cheap for Repair = cost < 500 CNY
score importance "Importance" / "重要度" : points 0..100 {
  factor worth "Worth" / "价值" @ "art. 2" weight 50% {
    band high when value >= high_from : 100
    band low otherwise : 20
  }
  factor marked "Mark" / "评分项" @ "art. 2" = mark
  deduct dear "Dear repairs" / "大额维修" for each r in repairs where not cheap of r : 5 points
}
tiering class "Class" / "类别" {
  designate direct "Direct" / "直接认定" @ "art. 1" when designated : A
  tier A "Critical" / "关键" when importance >= 75
  tier B "Important" / "重要" when importance >= 40
  tier C "General" / "一般" otherwise
  limit few "Too few repairs" / "维修过少" when count(repairs) < 1 : at most B
}
"""
SOURCES = {FILE: SourceFile(FILE, TEXT)}


def at(words: str) -> Span:
    """Return the span of `words`, which must stand once in the text."""
    start = TEXT.index(words)
    assert TEXT.count(words) == 1, f"{words!r} stands more than once"
    return Span(FILE, start, start + len(words))


def about(en: str, zh: str, place: str = "") -> n.About:
    return n.About((("en", en), ("zh", zh)), n.Cite("", place) if place else None)


CNY = t.Unit("CNY", "money", "CNY", Fraction(1), 2)
MONEY = t.Number(CNY, low=Fraction(0))
POINTS = t.Number(t.POINTS)
YES_NO = t.YesNo()
MARK = t.Number(t.PURE, whole=True, low=Fraction(0), high=Fraction(50))
EQUIPMENT_TYPE = t.RecordType("Equipment")
REPAIR_TYPE = t.RecordType("Repair")
CLASS = t.Enum(
    (
        t.Member("A", (("en", "Critical"), ("zh", "关键"))),
        t.Member("B", (("en", "Important"), ("zh", "重要"))),
        t.Member("C", (("en", "General"), ("zh", "一般"))),
    ),
    ordered=True,
    name="class",
)
BOUND = t.Enum(
    (
        t.Member("upper", (("en", "the bound belongs to the upper class"),)),
        t.Member("lower", (("en", "to the lower class"),)),
    ),
    name="bound",
)


def own(id: str) -> n.Var:
    return n.Var(id, EQUIPMENT_TYPE, "self")


def fact(id: str, name: str, of: t.Type, span: Span) -> n.Field:
    return n.Field(id, of, own(f"{id}/of"), name, span)


def number(id: str, value: int | Fraction, of: t.Type = POINTS) -> n.Const:
    return n.Const(id, of, Fraction(value))


def at_least(id: str, left: n.Expr, right: n.Expr, span: Span) -> n.Op:
    return n.Op(id, YES_NO, "ge", (left, right), span=span)


def importance(id: str) -> n.Ref:
    return n.Ref(id, t.Number(t.POINTS, low=Fraction(0), high=Fraction(100)), "importance", own(f"{id}/of"))


CHEAP = n.Define(
    "cheap",
    "Repair",
    YES_NO,
    n.Op(
        "cheap/body",
        YES_NO,
        "lt",
        (
            n.Field("cheap/body/left", MONEY, n.Var("cheap/body/left/of", REPAIR_TYPE, "self"), "cost"),
            number("cheap/body/right", 500, MONEY),
        ),
        span=at("cost < 500 CNY"),
    ),
)
WORTH = n.Contribution(
    "importance/worth",
    "factor",
    n.Match(
        "importance/worth/amount",
        POINTS,
        (
            n.Case(
                "importance/worth/high",
                at_least(
                    "importance/worth/high/when",
                    fact("importance/worth/high/when/left", "value", MONEY, at("value >= high_from")),
                    n.Param("importance/worth/high/when/right", MONEY, "high_from"),
                    at("value >= high_from"),
                ),
                number("importance/worth/high/value", 100),
                span=at("band high when value >= high_from : 100"),
            ),
        ),
        n.Case(
            "importance/worth/low",
            None,
            number("importance/worth/low/value", 20),
            span=at("band low otherwise : 20"),
        ),
        "bands",
    ),
    weight=Fraction(1, 2),
    about=about("Worth", "价值", "art. 2"),
    span=at('factor worth "Worth" / "价值" @ "art. 2" weight 50%'),
)
MARKED = n.Contribution(
    "importance/marked",
    "factor",
    fact("importance/marked/amount", "mark", MARK, at("= mark")),
    about=about("Mark", "评分项", "art. 2"),
    span=at('factor marked "Mark" / "评分项" @ "art. 2" = mark'),
)
REPAIR = n.Var("importance/dear/where/of/of", REPAIR_TYPE, "r")
DEAR = n.Contribution(
    "importance/dear",
    "deduct",
    number("importance/dear/amount", 5),
    n.Each(
        "r",
        fact("importance/dear/over", "repairs", t.ListType(REPAIR_TYPE), at("in repairs")),
        n.Op(
            "importance/dear/where",
            YES_NO,
            "not",
            (n.Ref("importance/dear/where/of", YES_NO, "cheap", REPAIR),),
            span=at("not cheap of r"),
        ),
    ),
    about=about("Dear repairs", "大额维修"),
    span=at('deduct dear "Dear repairs" / "大额维修" for each r in repairs where not cheap of r : 5 points'),
)
IMPORTANCE = n.Score(
    "importance",
    "Equipment",
    t.Number(t.POINTS, low=Fraction(0), high=Fraction(100)),
    n.Sum("importance", (WORTH, MARKED, DEAR)),
    about=about("Importance", "重要度"),
    span=at('score importance "Importance" / "重要度" : points 0..100'),
)


def tier(name: str, en: str, zh: str, bound: int | None, written: str) -> n.Case:
    guard = None
    if bound is not None:
        guard = at_least(
            f"class/{name}/when",
            importance(f"class/{name}/when/left"),
            number(f"class/{name}/when/right", bound),
            at(f"importance >= {bound}"),
        )
    return n.Case(f"class/{name}", guard, n.Const(f"class/{name}/value", CLASS, name), about(en, zh), span=at(written))


CLASSES = n.Tiering(
    "class",
    "Equipment",
    CLASS,
    n.Match(
        "class/body",
        CLASS,
        (
            n.Case(
                "class/direct",
                fact("class/direct/when", "designated", YES_NO, at("when designated")),
                n.Const("class/direct/value", CLASS, "A"),
                about("Direct", "直接认定", "art. 1"),
                at('designate direct "Direct" / "直接认定" @ "art. 1" when designated : A'),
            ),
            tier("A", "Critical", "关键", 75, 'tier A "Critical" / "关键" when importance >= 75'),
            tier("B", "Important", "重要", 40, 'tier B "Important" / "重要" when importance >= 40'),
        ),
        tier("C", "General", "一般", None, 'tier C "General" / "一般" otherwise'),
        "tiers",
    ),
    limits=(
        n.Limit(
            "class/few",
            "at_most",
            n.Const("class/few/bound", CLASS, "B"),
            n.Op(
                "class/few/when",
                YES_NO,
                "lt",
                (
                    n.Aggregate(
                        "class/few/when/left",
                        t.Number(t.PURE, whole=True),
                        "count",
                        "_",
                        fact("class/few/when/left/over", "repairs", t.ListType(REPAIR_TYPE), at("count(repairs)")),
                        None,
                    ),
                    number("class/few/when/right", 1, t.Number(t.PURE)),
                ),
                span=at("count(repairs) < 1"),
            ),
            about("Too few repairs", "维修过少"),
            at('limit few "Too few repairs" / "维修过少" when count(repairs) < 1 : at most B'),
        ),
    ),
    about=about("Class", "类别"),
    span=at('tiering class "Class" / "类别"'),
)

EQUIPMENT = n.Program(
    header=n.Header(
        "equipment",
        ("en", "zh"),
        "1",
        sources=(("", "Notice 7"),),
        about=about("Equipment classes", "设备分级"),
    ),
    records=(
        n.RecordDecl("Repair", (n.FieldDecl("cost", MONEY, about=about("Cost", "费用")),)),
        n.RecordDecl(
            "Equipment",
            (
                n.FieldDecl("id", t.Text(), key=True),
                n.FieldDecl("designated", YES_NO, judged=True, about=about("Directly designated", "直接指定")),
                n.FieldDecl("value", MONEY, about=about("Original value", "设备原值")),
                n.FieldDecl("mark", MARK, about=about("Assessor's mark", "评分")),
                n.FieldDecl("repairs", t.ListType(REPAIR_TYPE), about=about("Repairs", "维修")),
            ),
            about("Equipment", "设备"),
        ),
    ),
    choices=(),
    units=(),
    actors=(),
    parameters=(
        n.Parameter(
            "high_from",
            MONEY,
            (),
            (
                n.DatedValue(
                    "high_from/2024-01-01",
                    None,
                    n.Const("high_from/2024-01-01/value", MONEY, Fraction(1_000_000)),
                    cite=n.Cite("", "art. 2"),
                    span=at('from 2024-01-01 = 100万 CNY @ "art. 2"'),
                ),
            ),
            about("High from", "高价值起点"),
        ),
    ),
    readings=(n.Reading("bound", BOUND, "upper", n.About(cite=n.Cite("", "art. 3"))),),
    statements=(CHEAP, IMPORTANCE, CLASSES),
    decisions=("importance", "class"),
)
