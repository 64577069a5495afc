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
    Entry(
        code="PC575",
        name="state-of-nobody",
        severity="error",
        headline={"en": "the line does not say whose state it is", "zh": "该行没有写明是谁的状态"},
        cause={
            "en": "a line of a file of states is an object with a text `key`, as `--state-out` writes it; found: {value}",
            "zh": "状态文件每行是一个对象，其 `key` 为文本，如 `--state-out` 所写；此处为 {value}",
        },
        help={"en": "give the key of the record under `key`", "zh": "请在 `key` 下写出记录的标识"},
        bad="policycore decide members.policy members.csv --as-of 2024-06-30 --previous keyless.jsonl",
        good="policycore decide members.policy members.csv --as-of 2024-06-30 --previous states.jsonl",
    ),
    Entry(
        code="PC576",
        name="state-given-twice",
        severity="error",
        headline={"en": "the state of `{key}` is given twice", "zh": "`{key}` 的状态给出了两次"},
        cause={
            "en": "line {line} of the file has it already, and which of the two counts cannot be told",
            "zh": "文件第 {line} 行已有，无法判断以哪一个为准",
        },
        help={"en": "take one of the two out", "zh": "请删去其中一个"},
        bad="policycore decide members.policy members.csv --as-of 2024-06-30 --previous doubled.jsonl",
        good="policycore decide members.policy members.csv --as-of 2024-06-30 --previous states.jsonl",
    ),
    Entry(
        code="PC577",
        name="state-of-no-tiering",
        severity="error",
        headline={"en": "the policy carries no state `{name}`", "zh": "制度中没有可延续的状态 `{name}`"},
        cause={
            "en": "states are given by the name of a tiering that has `movement`, alone or with `.state` behind it",
            "zh": "状态以带有 `升降` 的分级名称给出，其后可加 `.state`",
        },
        help={
            "en": "put the name right, or take the entry out if the tiering is no longer there",
            "zh": "请更正名称；该分级若已取消，请删去该项",
        },
        bad="policycore decide members.policy members.csv --as-of 2024-06-30 --previous misnamed.jsonl",
        good="policycore decide members.policy members.csv --as-of 2024-06-30 --previous states.jsonl",
    ),
    Entry(
        code="PC841",
        name="nothing-to-carry",
        severity="error",
        headline={
            "en": "no tiering of `{record}` moves from review to review",
            "zh": "`{record}` 的分级均不逐次升降",
        },
        cause={
            "en": "states come in and go out for tierings with `movement`, and there is none here",
            "zh": "只有带 `升降` 的分级才有状态进出，此处没有",
        },
        help={
            "en": "leave the states out, or write how the tier moves",
            "zh": "请不要给出状态，或者写明等级如何升降",
        },
        bad="policycore decide grades.policy customers.csv --as-of 2024-03-31 --state-out next.jsonl",
        good="policycore decide members.policy members.csv --as-of 2024-06-30 --first-review --state-out next.jsonl",
    ),
    Entry(
        code="PC842",
        name="state-without-key",
        severity="error",
        headline={
            "en": "`{record}` has no key to know its state by",
            "zh": "`{record}` 没有标识，无法对应其状态",
        },
        cause={
            "en": "between reviews a state is kept under the key of its record",
            "zh": "两次考核之间，状态按记录的标识保存",
        },
        help={
            "en": "declare a key (`key id : text`), or give each record its state in its data",
            "zh": "请声明标识（`标识 编号 : 文本`），或者在记录的数据中给出状态",
        },
        bad="policycore decide keyless.policy keyless.csv --as-of 2024-06-30 --first-review",
        good="policycore decide members.policy members.csv --as-of 2024-06-30 --first-review",
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
