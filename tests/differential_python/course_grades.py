"""课程成绩：各次考试加权，缓考和缺考不计，同日两次期中考试不一致的为冲突。"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from differential_python.plain import Plain, conflict, half_up

OTHER: dict[str, tuple[Any, ...]] = {
    "种类": ("平时", "期中", "期末"),
    "得分": (None, "0", "59.5", "60", "74.9", "90", "95.5", "100"),
    "日期": ("2024-01-01", "2024-02-01", "2024-03-01"),
    "缓考": (True, False),
    "出勤": ("0", "59.9", "60", "79.9", "80", "100"),
    "作业": (0, 1, 19, 20),
    "作弊": (True, False),
    "竞赛": ([], ["国家级"], ["省级"], ["省级", "国家级"]),
}
EXAM = st.fixed_dictionaries({name: st.sampled_from(OTHER[name]) for name in ("种类", "得分", "日期", "缓考")})
RECORD = st.fixed_dictionaries(
    {"学号": st.just("S"), "考试": st.lists(EXAM, max_size=4)}
    | {name: st.sampled_from(OTHER[name]) for name in ("出勤", "作业", "作弊", "竞赛")}
)
DAY = st.none()


def decide(record: dict[str, Any], as_of: None) -> dict[str, Plain]:
    totals = {_total(record, middle) for middle in _middles(record)}
    grades = {_grade(record, half_up(total, Fraction(1))) for total in totals}
    found = {"总评": conflict(totals)}
    if len(totals) == 1 or len(grades) == 1:
        found["等第"] = conflict(grades)
    return found


def _marks(record: dict[str, Any], kind: str) -> list[tuple[str, Fraction]]:
    exams = [e for e in record["考试"] if e["种类"] == kind and not e["缓考"] and e["得分"] is not None]
    return [(exam["日期"], Fraction(exam["得分"])) for exam in exams]


def _final(record: dict[str, Any]) -> Fraction:
    return max((mark for _, mark in _marks(record, "期末")), default=Fraction(0))


def _middles(record: dict[str, Any]) -> set[Fraction]:
    """Return the mark of the last mid-term; two of one day that differ are both possible."""
    marks = _marks(record, "期中")
    last = max((when for when, _ in marks), default="")
    return {mark for when, mark in marks if when == last} or {_final(record)}


def _total(record: dict[str, Any], middle: Fraction) -> Fraction:
    usual = [mark for _, mark in _marks(record, "平时")]
    average = sum(usual, Fraction(0)) / len(usual) if usual else Fraction(0)
    exams = min(Fraction(95), Fraction(3, 10) * average + Fraction(2, 10) * middle + Fraction(5, 10) * _final(record))
    more = Fraction(record["作业"], 2) + (5 if "国家级" in record["竞赛"] else 0)
    less = 10 if Fraction(record["出勤"]) < 80 else 0
    return max(Fraction(0), min(Fraction(100), exams + more - less))


def _grade(record: dict[str, Any], mark: Fraction) -> str:
    place = 3 if record["作弊"] else 0 if mark >= 90 else 1 if mark >= 75 else 2 if mark >= 60 else 3
    no_final = not any(exam["种类"] == "期末" for exam in record["考试"])
    return "优良中差"[max(place, 2 if no_final or Fraction(record["出勤"]) < 60 else 0)]
