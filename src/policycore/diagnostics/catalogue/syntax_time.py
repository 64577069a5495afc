"""Messages of reading text, PC1nn: days, times, cycles and the order of clauses in duties and steps."""

from __future__ import annotations

from policycore.diagnostics.entry import Entry, Texts

_SHOP = "record Shop { key id : text  opened_on : date  told_at : moment optional }\n"
_SERVED = "record Shop { key id : text  sales : whole at least 0  paid_late : whole at least 0 }\n"

ENTRIES: tuple[Entry, ...] = (
    Entry(
        code="PC156",
        name="unknown-cycle",
        severity="error",
        headline={"en": "no cycle is counted in `{found}`", "zh": "周期不能以 `{found}` 计"},
        cause={
            "en": "after `every` stands day, week, month, quarter or year, with a number in front if there are several",
            "zh": "“每”之后写日、周、个月、个季度或年，多个时前面加数，如“每 2周”",
        },
        help={"en": "write the cycle in one of them, as in every 2 weeks", "zh": "请改用其中一种，如“每 个月”"},
        bad=f"""policy sample {{}}
{_SHOP}duty report must every fortnight done told_at
""",
        good=f"""policy sample {{}}
{_SHOP}duty report must every 2 weeks done told_at
""",
    ),
    Entry(
        code="PC157",
        name="unknown-day",
        severity="error",
        headline={"en": "no day of a cycle is called `{found}`", "zh": "周期中没有名为 `{found}` 的日子"},
        cause={
            "en": "here stands a weekday (monday to sunday), last_day, or a day of the month such as day 5",
            "zh": "此处写星期（周一至周日）、最后一日，或者月中某日，如“第5日”",
        },
        help={"en": "write one of them", "zh": "请改用其中一种"},
        bad=f"""policy sample {{}}
{_SHOP}duty report must every week before fryday 17:00 done told_at
""",
        good=f"""policy sample {{}}
{_SHOP}duty report must every week before friday 17:00 done told_at
""",
    ),
    Entry(
        code="PC158",
        name="no-such-day-of-a-month",
        severity="error",
        headline={"en": "no month has a `{found}`", "zh": "任何月份都没有`{found}`"},
        cause={"en": "the days of a month are day 1 to day 31", "zh": "月中的日子是第1日至第31日"},
        help={
            "en": "write a day from 1 to 31, or last_day for the end of the month",
            "zh": "请写第1日至第31日，月末写“最后一日”",
        },
        bad=f"""policy sample {{}}
{_SHOP}duty report must every month until day 32 done told_at
""",
        good=f"""policy sample {{}}
{_SHOP}duty report must every month until last_day done told_at
""",
    ),
    Entry(
        code="PC159",
        name="no-such-time",
        severity="error",
        headline={"en": "the clock never shows `{found}`", "zh": "没有 `{found}` 这一时刻"},
        cause={"en": "a time of day lies between 00:00 and 23:59:59", "zh": "一日之内的时刻为 00:00 至 23:59:59"},
        help={
            "en": "write such a time; a day with no time after it lasts until its end",
            "zh": "请写此范围内的时刻；不写时刻即至当日结束",
        },
        bad=f"""policy sample {{}}
{_SHOP}duty report must every week until friday 24:30 done told_at
""",
        good=f"""policy sample {{}}
{_SHOP}duty report must every week until friday done told_at
""",
    ),
    Entry(
        code="PC160",
        name="length-for-a-day",
        severity="error",
        headline={
            "en": "`{found}` is a length of time, not a day of the month",
            "zh": "`{found}` 是时长，不是月中某日",
        },
        cause={
            "en": "the day of a month is written with its number behind, as in day 5",
            "zh": "月中某日写作“第5日”",
        },
        help={"en": "write `{right}`", "zh": "请写 `{right}`"},
        bad=f"""policy sample {{}}
{_SHOP}duty report must every month before 5 days done told_at
""",
        good=f"""policy sample {{}}
{_SHOP}duty report must every month before day 5 done told_at
""",
    ),
    Entry(
        code="PC161",
        name="clause-out-of-order",
        severity="error",
        headline={"en": "`{found}` stands too late in this statement", "zh": "此语句中 `{found}` 的位置太靠后"},
        cause={
            "en": "the clauses have one order, so that each reads in one way: {form}",
            "zh": "各部分次序固定，以免歧义：{form}",
        },
        help={"en": "move it in front of `{before}`", "zh": "请移到 `{before}` 之前"},
        bad=f"""policy sample {{}}
actor owner
{_SHOP}procedure opening {{
  step tell by owner done told_at within 3 days after opened_on
}}
""",
        good=f"""policy sample {{}}
actor owner
{_SHOP}procedure opening {{
  step tell by owner within 3 days after opened_on done told_at
}}
""",
    ),
    Entry(
        code="PC162",
        name="counted-in-something-else",
        severity="error",
        headline={"en": "`{found}` is not what is counted here", "zh": "此处不以 `{found}` 计数"},
        cause={
            "en": "a rise or fall is counted in tiers, what goes before a fall in reviews",
            "zh": "升降幅度以“级”计，下降之前未达标的次数以“次考核”计",
        },
        help={"en": "write `{right}`", "zh": "请写 `{right}`"},
        bad=f"""policy sample {{}}
{_SERVED}tiering size {{
  tier large when sales > 100
  tier small otherwise
  movement {{ every year  down at most 1 step }}
}}
""",
        good=f"""policy sample {{}}
{_SERVED}tiering size {{
  tier large when sales > 100
  tier small otherwise
  movement {{ every year  down at most 1 tier }}
}}
""",
    ),
    Entry(
        code="PC163",
        name="clause-of-another-statement",
        severity="error",
        headline={"en": "`{found}` has no place in this deed", "zh": "此处的完成情况不能带 `{found}`"},
        cause={
            "en": "a step is done once, at one date, by somebody; the deeds of a duty may come from a list",
            "zh": "步骤只完成一次，有其时间和经办人；义务的完成记录可取自清单",
        },
        help={"en": "remove it", "zh": "请删去"},
        bad="""policy sample {}
record Call { made_on : date  by_whom : text }
record Shop { key id : text  calls : list of Call }
procedure care {
  step call must done made_on over calls
}
""",
        good="""policy sample {}
record Call { made_on : date  by_whom : text }
record Shop { key id : text  calls : list of Call }
duty call must every month done made_on over calls
""",
    ),
    Entry(
        code="PC164",
        name="no-time-of-day",
        severity="error",
        headline={"en": "`{found}` is no time of day", "zh": "`{found}` 不是时刻"},
        cause={"en": "a time of day has hours and minutes, as in 17:00", "zh": "时刻要写时和分，如 17:00"},
        help={"en": "write `{right}`", "zh": "请写 `{right}`"},
        bad=f"""policy sample {{}}
{_SHOP}duty report must every week until friday 17 done told_at
""",
        good=f"""policy sample {{}}
{_SHOP}duty report must every week until friday 17:00 done told_at
""",
    ),
    Entry(
        code="PC165",
        name="time-out-of-place",
        severity="error",
        headline={"en": "the time of day `{found}` cannot stand here", "zh": "此处不能写时刻 `{found}`"},
        cause={
            "en": "a time of day stands where the deadline of a duty or step ends, and behind a day and `at`",
            "zh": "时刻只能写在义务或步骤的期限末尾，或者日期和“于”之后",
        },
        help={
            "en": "name its day too, as in 2024-03-01 17:00 or opened_on at 17:00",
            "zh": "请连同日期写出，如 2024-03-01 17:00 或 开业日 于 17:00",
        },
        bad=f"""policy sample {{}}
{_SHOP}define early = told_at is present and told_at < 17:00
""",
        good=f"""policy sample {{}}
{_SHOP}define early = told_at is present and told_at < 2024-03-01 17:00
""",
    ),
)

PHRASES: dict[str, Texts] = {
    "write-instead": {"en": "write `{right}`", "zh": "请写 `{right}`"},
    "deed-duty": {
        "en": "remove it; who must act stands after `by` before the deadline",
        "zh": "请删去；由谁办理写在期限之前的“由”之后",
    },
    "deed-step": {
        "en": "name one date of the record, or let a define find it: latest(made_on, made_on over calls)",
        "zh": "请写记录中的一个日期，或者用“定义”求得：最近(办理日, 办理日 取自 清单)",
    },
    "a-day": {"en": "a day such as `day 5` or `friday`", "zh": "日子，如 `第5日` 或 `周五`"},
    "a-time": {"en": "a time such as `17:00`", "zh": "时刻，如 `17:00`"},
    "weekday-in-a-week": {
        "en": "a weekday is the point in a week: every week until {day}",
        "zh": "星期是一周中的时点：每 周 至迟 {day}",
    },
}
