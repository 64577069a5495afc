"""Messages about policies that were not known yet, and about dated versions: PC871 to PC873."""

from __future__ import annotations

from policycore.diagnostics.entry import Entry, Texts

_ISSUED = """policy bonus "Bonus" { in_force: from 2024-01-01  issued: 2023-12-15 }
record Client { key id : text  sales : money(CNY) }
require active : sales > 0 CNY
--- settings
"""

ENTRIES: tuple[Entry, ...] = (
    Entry(
        code="PC871",
        name="not-yet-issued",
        severity="error",
        headline={
            "en": "on {value} the policy was not known: it was issued on {issued}",
            "zh": "{value} 时该制度尚不为人所知：其发布日为 {issued}",
        },
        cause={
            "en": "what was issued after the day up to which knowledge counts is left out, be it the whole policy",
            "zh": "知悉日之后发布的内容不予考虑，制度本身亦然",
        },
        help={
            "en": "decide with the version that was issued by then, or with a later `known_at`",
            "zh": "请使用当时已发布的版本，或改用更晚的 `知悉日`",
        },
        bad=f"{_ISSUED}known_at=2023-12-01\n",
        good=f"{_ISSUED}known_at=2023-12-31\n",
    ),
    Entry(
        code="PC872",
        name="no-version-in-force",
        severity="error",
        headline={
            "en": "on {day} no known version of the policy is in force",
            "zh": "{day} 没有已知且施行中的版本",
        },
        cause={
            "en": "at hand are {versions}",
            "zh": "现有版本：{versions}",
        },
        help={
            "en": "add the version of that day, or decide as of another one",
            "zh": "请补充当日有效的版本，或改用其他日期",
        },
        bad="policycore decide versions customers.csv --as-of 2022-06-30",
        good="policycore decide versions customers.csv --as-of 2024-06-30",
    ),
    Entry(
        code="PC873",
        name="not-one-policy",
        severity="error",
        headline={
            "en": "these are not versions of one policy: {ids}",
            "zh": "这些不是同一制度的各个版本：{ids}",
        },
        cause={
            "en": "versions of a policy have the same name after `policy`, and each says when it is in force",
            "zh": "同一制度的各个版本，`制度` 之后的名称相同，并各自写明施行期",
        },
        help={
            "en": "name the files of one policy, or a folder that holds no other",
            "zh": "请给出同一制度的文件，或只含该制度的文件夹",
        },
        bad="policycore decide grades.policy words.policy customers.csv --as-of 2024-03-31",
        good="policycore decide versions customers.csv --as-of 2024-03-31",
    ),
)

PHRASES: dict[str, Texts] = {
    "no_policies": {"en": "none at all", "zh": "一个也没有"},
}
