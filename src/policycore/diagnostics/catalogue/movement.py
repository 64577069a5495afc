"""Messages about how tiers move from review to review: rules PC45n, states that come in PC575 on, calls PC841 on."""

from __future__ import annotations

from policycore.diagnostics.entry import Entry, Texts

_LADDER = """policy sample {}
record Client { key id : text  sales : money(CNY)  visits : whole at least 0 }
"""


def _tiering(clauses: str) -> str:
    """Return a policy whose tiering has these clauses in its movement."""
    return f"""{_LADDER}tiering level {{
  tier gold when sales >= 100 CNY
  tier silver when sales >= 50 CNY
  tier basic otherwise
  movement {{
{clauses}  }}
}}
"""


ENTRIES: tuple[Entry, ...] = (
    Entry(
        code="PC450",
        name="movement-without-ladder",
        severity="error",
        headline={
            "en": "the tiers of `{name}` stand on no ladder to move on",
            "zh": "`{name}` 的等级不成阶梯，无从升降",
        },
        cause={
            "en": "movement goes up and down between at least two tiers with an order and an end; here it is {type}",
            "zh": "升降须在至少两个有次序、已列全的等级之间进行；此处是{type}",
        },
        help={
            "en": "write the choice with `>` and without `...`, or take the movement out",
            "zh": "请用 `>` 写选项并去掉 `...`，或者删去升降",
        },
        bad="""policy sample {}
choice Group { wholesale, retail }
record Client { key id : text  sales : money(CNY) }
tiering group : Group {
  tier wholesale when sales >= 100 CNY
  tier retail otherwise
  movement { every year }
}
""",
        good="""policy sample {}
choice Group { wholesale > retail }
record Client { key id : text  sales : money(CNY) }
tiering group : Group {
  tier wholesale when sales >= 100 CNY
  tier retail otherwise
  movement { every year }
}
""",
    ),
    Entry(
        code="PC451",
        name="clause-said-twice",
        severity="error",
        headline={"en": "{name} is said twice", "zh": "{name}重复书写"},
        cause={
            "en": "a movement says each thing once, so that no two clauses contradict each other",
            "zh": "升降中每件事只写一次，以免两条相互矛盾",
        },
        help={"en": "take one of the two out", "zh": "请删去其中一条"},
        bad=_tiering("    every quarter\n    every year\n"),
        good=_tiering("    every quarter\n"),
    ),
    Entry(
        code="PC452",
        name="cycle-without-days",
        severity="error",
        headline={"en": "a review cycle is not counted by the clock", "zh": "考核周期不能以时、分、秒计"},
        cause={
            "en": "a review falls due on a day: cycles are counted in days, weeks, months, quarters or years",
            "zh": "考核按日到期：周期以日、周、月、季度或年计",
        },
        help={"en": "write the cycle in one of these units", "zh": "请改用上述单位之一"},
        bad=_tiering("    every 12 hours\n"),
        good=_tiering("    every day\n"),
    ),
    Entry(
        code="PC453",
        name="probation-without-grace",
        severity="warning",
        headline={"en": "the probation changes nothing", "zh": "观察期不起作用"},
        cause={
            "en": "on probation a failed review lowers the tier at once; without `down after` it does so at all times",
            "zh": "观察期内一次未达标即降级；没有写 `下降须满` 时，任何时候都是如此",
        },
        help={
            "en": "say after how many failed reviews a tier falls, or take the probation out",
            "zh": "请写明几次未达标后下降，或者删去观察期",
        },
        bad=_tiering("    every quarter\n    probation 3 months\n"),
        good=_tiering("    every quarter\n    down after 2 reviews\n    probation 3 months\n"),
    ),
    Entry(
        code="PC454",
        name="gate-of-lowest-tier",
        severity="warning",
        headline={
            "en": "{gate} changes nothing: `{name}` is the lowest tier",
            "zh": "{gate}不起作用：`{name}` 是最低等级",
        },
        cause={
            "en": "nobody rises into the lowest tier, and nobody falls out of it",
            "zh": "没有人会升入最低等级，也没有人会从最低等级下降",
        },
        help={"en": "take it out, or name the tier that is meant", "zh": "请删去，或者改为所指的等级"},
        bad=_tiering("    every quarter\n    keep basic when visits >= 1\n"),
        good=_tiering("    every quarter\n    keep silver when visits >= 1\n"),
    ),
)

PHRASES: dict[str, Texts] = {
    "clause_movement": {"en": "`movement`", "zh": "`升降`"},
    "clause_cycle": {"en": "the review cycle", "zh": "考核周期"},
    "clause_up": {"en": "how far a tier rises", "zh": "一次上升的级数"},
    "clause_down": {"en": "how far a tier falls", "zh": "一次下降的级数"},
    "clause_stay": {"en": "the stay before a rise", "zh": "上升前须满的时间"},
    "clause_grace": {"en": "after how many reviews a tier falls", "zh": "几次考核后下降"},
    "clause_probation": {"en": "the probation", "zh": "观察期"},
    "clause_enter": {"en": "`enter {name}`", "zh": "`进入 {name}`"},
    "clause_keep": {"en": "`keep {name}`", "zh": "`保持 {name}`"},
}
