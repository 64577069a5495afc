"""The page of the form of each construct, in both keyword languages, from the forms that messages show."""

from __future__ import annotations

from pathlib import Path

from pages_of.text import MADE, page, table
from policycore.syntax.forms import DEADLINES, form
from policycore.syntax.words import BY_TERMINAL, keyword

#: Statements by what they are about, with the page that tells their meaning.
_GROUPS: tuple[tuple[str, str], ...] = (
    ("The file · 文件", "POLICY USE EXAMPLE LAW"),
    ("Facts · 事实", "RECORD CHOICE UNIT CALENDAR ACTOR PARAMETER READING DEFINE REQUIRE"),
    ("Scores · 评分", "SCORE FACTOR BAND AWARD DEDUCT GROUP WAIVE"),
    ("Tiers · 分级", "TIERING DESIGNATE TIER LIMIT MOVEMENT ENTER KEEP PROBATION"),
    ("Groups of records · 群体", "POPULATION"),
    ("Entitlements · 权益", "ENTITLEMENTS BENEFIT GRANT OVERRIDE"),
    ("Accountability · 问责", "ACCOUNTABILITY MATTER ANSWERS SANCTION EXEMPT ESCALATE"),
    ("Duties and procedures · 义务与程序", "DUTY PROCEDURE STEP"),
)


def pages() -> dict[Path, str]:
    """Return the page by path."""
    lines = [
        "# Forms · 格式",
        "",
        MADE,
        "",
        "The form of each statement on one line. All parts but the name may be left out where a statement makes sense "
        "without them; those that are there stand in this order. A message about a statement that cannot be read shows "
        "its form.",
        "",
        "各语句的格式。除名称外各部分均可省略，次序固定。语句无法读通时，消息中会列出其格式。",
        "",
    ]
    for title, terminals in _GROUPS:
        rows = []
        for terminal in terminals.split():
            key = BY_TERMINAL[terminal].key
            rows += [(f"`{keyword(key, 'en')}`", f"`{form(terminal, 'en')}`")]
            rows += [(f"`{keyword(key, 'zh')}`", f"`{form(terminal, 'zh')}`")]
        lines += [f"## {title}", "", *table(("Word", "Form"), rows)]
    lines += [
        "## When a duty or step falls due · 期限",
        "",
        "Steps have the first three forms only. 步骤只用前三种。",
        "",
        *table(("English", "中文", "Means"), [(f"`{en}`", f"`{zh}`", says) for en, zh, says in DEADLINES]),
    ]
    return {Path("docs/reference/forms.md"): page(lines)}
