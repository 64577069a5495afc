"""Messages about calendars and working days: PC447 to PC449, PC490, PC496 to PC499."""

from __future__ import annotations

from policycore.diagnostics.entry import Entry, Texts

ENTRIES: tuple[Entry, ...] = (
    Entry(
        code="PC447",
        name="no-calendar",
        severity="error",
        headline={
            "en": "nothing says which days are working days",
            "zh": "未说明哪些日子是工作日",
        },
        cause={
            "en": "working days are counted by a calendar: its weekend, its holidays and its shifted working days",
            "zh": "工作日依日历计算：周末、节假日和补班日均由日历写明",
        },
        help={
            "en": "declare a calendar, or use one that `policycore calendar` wrote",
            "zh": "请声明日历，或引用由 `policycore calendar` 生成的日历",
        },
        bad="""policy sample {}
record Case { key id : text  found_on : date }
define due_on = found_on + 3 working days
""",
        good="""policy sample {}
calendar office { weekend: saturday, sunday }
record Case { key id : text  found_on : date }
define due_on = found_on + 3 working days
""",
    ),
    Entry(
        code="PC448",
        name="several-calendars",
        severity="error",
        headline={
            "en": "there are several calendars, and nothing says by which the working days are counted",
            "zh": "有多个日历，未说明工作日依哪一个计算",
        },
        cause={
            "en": "here are {names}, and the header names none of them",
            "zh": "现有 {names}，文件头未写明采用哪一个",
        },
        help={
            "en": "name one in the header, as in `calendar: cn`",
            "zh": "请在文件头写明，如 `日历: cn`",
        },
        bad="""policy sample {}
calendar cn { weekend: saturday, sunday }
calendar ae { weekend: friday, saturday }
record Case { key id : text  found_on : date }
define due_on = found_on + 3 working days
""",
        good="""policy sample { calendar: cn }
calendar cn { weekend: saturday, sunday }
calendar ae { weekend: friday, saturday }
record Case { key id : text  found_on : date }
define due_on = found_on + 3 working days
""",
    ),
    Entry(
        code="PC449",
        name="setting-lists-days",
        severity="error",
        headline={"en": "`{name}` lists days, and this is none", "zh": "`{name}` 列出日期，而此处不是日期"},
        cause={
            "en": "a calendar lists single days and stretches of days, as in `2024-05-01 .. 2024-05-05, 2024-09-17`",
            "zh": "日历逐日或成段列出日期，如 `2024-05-01 .. 2024-05-05, 2024-09-17`",
        },
        help={"en": "write the day as `2024-05-01`", "zh": "请将日期写作 `2024-05-01`"},
        bad="""policy sample {}
calendar cn { weekend: saturday, sunday  holidays: spring }
""",
        good="""policy sample {}
calendar cn { weekend: saturday, sunday  holidays: 2024-02-10 .. 2024-02-17 }
""",
    ),
    Entry(
        code="PC490",
        name="stretch-too-long",
        severity="error",
        headline={
            "en": "the stretch has more than {count} days",
            "zh": "这一段超过 {count} 日",
        },
        cause={
            "en": "the days of a calendar are written out one by one, so a stretch ends within ten years",
            "zh": "日历中的日期逐日展开，因此一段不超过十年",
        },
        help={"en": "look whether the years are right", "zh": "请核对年份"},
        bad="""policy sample {}
calendar cn { weekend: saturday, sunday  holidays: 2024-02-10 .. 2204-02-17 }
""",
        good="""policy sample {}
calendar cn { weekend: saturday, sunday  holidays: 2024-02-10 .. 2024-02-17 }
""",
    ),
    Entry(
        code="PC496",
        name="day-outside-the-calendar",
        severity="error",
        headline={
            "en": "the calendar lists a day of which it says to know nothing",
            "zh": "日历列出了已知范围之外的日期",
        },
        cause={
            "en": "`known` says from which day to which day the calendar is complete; this day lies outside",
            "zh": "`已知范围` 写明日历自何日至何日是完整的；该日期在此之外",
        },
        help={"en": "widen `known`, or take the day out", "zh": "请扩大 `已知范围`，或者删去该日期"},
        bad="""policy sample {}
calendar cn { weekend: saturday, sunday  known: 2024-01-01 .. 2024-12-31  holidays: 2024-05-01, 2025-05-01 }
""",
        good="""policy sample {}
calendar cn { weekend: saturday, sunday  known: 2024-01-01 .. 2025-12-31  holidays: 2024-05-01, 2025-05-01 }
""",
    ),
    Entry(
        code="PC497",
        name="no-weekend",
        severity="warning",
        headline={
            "en": "the calendar `{name}` has no weekend",
            "zh": "日历 `{name}` 没有周末",
        },
        cause={
            "en": "without `weekend` every day of the week is a working day, save the holidays",
            "zh": "不写 `周末`，则除节假日外每天都是工作日",
        },
        help={
            "en": "write the days that are off, as in `weekend: saturday, sunday`",
            "zh": "请写明休息日，如 `周末: 周六, 周日`",
        },
        bad="""policy sample {}
calendar cn { holidays: 2024-05-01 }
""",
        good="""policy sample {}
calendar cn { weekend: saturday, sunday  holidays: 2024-05-01 }
""",
    ),
    Entry(
        code="PC498",
        name="worked-anyway",
        severity="warning",
        headline={
            "en": "among these shifted working days is one that is worked anyway",
            "zh": "所列补班日中，有的本来就是工作日",
        },
        cause={
            "en": "`workdays` are days that are worked although they lie on a weekend or in the holidays",
            "zh": "`补班` 所列的，是虽逢周末或节假日而仍上班的日子",
        },
        help={
            "en": "look whether the day is right, or take it out",
            "zh": "请核对日期，或者将其删去",
        },
        bad="""policy sample {}
calendar cn { weekend: saturday, sunday  holidays: 2024-02-10 .. 2024-02-17  workdays: 2024-02-19 }
""",
        good="""policy sample {}
calendar cn { weekend: saturday, sunday  holidays: 2024-02-10 .. 2024-02-17  workdays: 2024-02-18 }
""",
    ),
    Entry(
        code="PC499",
        name="working-days-of-what",
        severity="error",
        headline={
            "en": "`{name}` is not called like this",
            "zh": "`{name}` 不是这样写的",
        },
        cause={
            "en": "`working_days_between` takes two days, `is_working_day` one; the name of a calendar may follow",
            "zh": "`工作日数` 取两个日期，`是否工作日` 取一个；其后可写日历名",
        },
        help={
            "en": "write `working_days_between(from, to)`, or `is_working_day(day)`",
            "zh": "请写 `工作日数(起日, 止日)` 或 `是否工作日(日期)`",
        },
        bad="""policy sample {}
calendar cn { weekend: saturday, sunday }
record Case { key id : text  found_on : date }
define gone = working_days_between(found_on)
""",
        good="""policy sample {}
calendar cn { weekend: saturday, sunday }
record Case { key id : text  found_on : date }
define gone = working_days_between(found_on, as_of)
""",
    ),
)

PHRASES: dict[str, Texts] = {
    "kind_calendar": {"en": "a calendar", "zh": "日历"},
}
