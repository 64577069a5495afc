"""Messages about types, units and ordered scales, PC3nn."""

from __future__ import annotations

from policycore.diagnostics.entry import Entry, Texts

ENTRIES: tuple[Entry, ...] = (
    Entry(
        code="PC301",
        name="no-such-day",
        severity="error",
        headline={"en": "the calendar has no `{text}`", "zh": "日历上没有 `{text}`"},
        cause={
            "en": "a day is written year-month-day; a moment adds hours and minutes, from 00:00 to 23:59",
            "zh": "日期写作 年-月-日；时刻再加时和分，从 00:00 到 23:59",
        },
        help={"en": "put the day or the time right", "zh": "请更正日期或时间"},
        bad="""policy sample {}
record Client { key id : text  since : date }
define old = since < 2023-02-30
""",
        good="""policy sample {}
record Client { key id : text  since : date }
define old = since < 2023-02-28
""",
    ),
    Entry(
        code="PC302",
        name="wrong-type",
        severity="error",
        headline={"en": "{wanted} is needed here, and this is {found}", "zh": "此处应为{wanted}，实为{found}"},
        cause={
            "en": "the place decides what may stand in it, and nothing is turned into another type by itself",
            "zh": "类型由所在之处决定，不会自行转换",
        },
        help={
            "en": "write {wanted}, or change what the place asks for",
            "zh": "请写{wanted}，或者更改此处所要求的类型",
        },
        bad="""policy sample {}
record Client { key id : text  sales : money(CNY) }
require active : sales
""",
        good="""policy sample {}
record Client { key id : text  sales : money(CNY) }
require active : sales > 0 CNY
""",
    ),
    Entry(
        code="PC303",
        name="sign-between-types",
        severity="error",
        headline={"en": "`{sign}` does not join {left} and {right}", "zh": "`{sign}` 不能用于{left}与{right}"},
        cause={
            "en": "numbers are added, subtracted, multiplied and divided; a date or moment takes a length of time, and"
            " two of them are subtracted",
            "zh": "数值可以加减乘除；日期、时刻可以加减一段时间，两者之间只能相减",
        },
        help={"en": "check what the two sides are", "zh": "请核对两边各是什么"},
        bad="""policy sample {}
record Client { key id : text  since : date  until_day : date }
define length = until_day + since
""",
        good="""policy sample {}
record Client { key id : text  since : date  until_day : date }
define length = until_day - since
""",
    ),
    Entry(
        code="PC304",
        name="bare-number-for-percent",
        severity="error",
        headline={
            "en": "a per cent meets a number without a per cent sign",
            "zh": "百分比遇到了不带百分号的数",
        },
        cause={
            "en": "85 and 85% differ by a factor of 100, so in an expression the sign says which one is meant",
            "zh": "85 与 85% 相差一百倍，因此表达式中须用百分号写明",
        },
        help={"en": "write the sign, as in `85%`", "zh": "请写百分号，如 `85%`"},
        bad="""policy sample {}
record Machine { key id : text  utilisation : percent 0..100 }
define busy = utilisation >= 85
""",
        good="""policy sample {}
record Machine { key id : text  utilisation : percent 0..100 }
define busy = utilisation >= 85%
""",
    ),
    Entry(
        code="PC305",
        name="mark-without-type",
        severity="error",
        headline={
            "en": "nothing here says what `{word}` is a value of",
            "zh": "此处看不出 `{word}` 属于哪一类型",
        },
        cause={
            "en": "`absent`, `unknown` and `not stated` stand where the type is known: in a branch beside a value, or"
            " compared with a field",
            "zh": "`空`、`未知`、`未载明` 只能写在类型已知之处：与有值的分支并列，或者与字段相比较",
        },
        help={"en": "write the branch that has a value first", "zh": "请先写有值的分支"},
        bad="""policy sample {}
record Client { key id : text  paid : yes_no }
define fee = unknown
""",
        good="""policy sample {}
record Client { key id : text  paid : yes_no }
define fee = if paid then 5 CNY else unknown
""",
    ),
    Entry(
        code="PC306",
        name="keyed-parameter-without-key",
        severity="error",
        headline={"en": "`{name}` has a value per key; say for which", "zh": "`{name}` 按键取值，须写明取哪一个"},
        cause={
            "en": "a parameter declared with `per` is read with its keys in brackets",
            "zh": "用 `按` 声明的参数，读取时须在方括号中写键",
        },
        help={"en": "write `{name}[…]`", "zh": "请写 `{name}[…]`"},
        bad="""policy sample {}
choice Grade { gold > silver }
record Client { key id : text  grade : Grade }
parameter bonus per Grade : money(CNY) = { gold: 20 CNY, silver: 10 CNY }
define paid = bonus
""",
        good="""policy sample {}
choice Grade { gold > silver }
record Client { key id : text  grade : Grade }
parameter bonus per Grade : money(CNY) = { gold: 20 CNY, silver: 10 CNY }
define paid = bonus[grade]
""",
    ),
    Entry(
        code="PC307",
        name="dot-after-no-record",
        severity="error",
        headline={"en": "{type} has no `{name}` inside", "zh": "{type}之下没有 `{name}`"},
        cause={
            "en": "a dot leads to a field of a record; the elements of a list are read with a call",
            "zh": "点号之后是记录的字段；列表的元素须用函数读取",
        },
        help={
            "en": "for a list write a call, as in `sum({name} over …)`",
            "zh": "对列表请用函数，如 `求和({name} 取自 …)`",
        },
        bad="""policy sample {}
record Loan { amount : money(CNY) }
record Client { key id : text  loans : list of Loan }
define owed = loans.amount
""",
        good="""policy sample {}
record Loan { amount : money(CNY) }
record Client { key id : text  loans : list of Loan }
define owed = sum(amount over loans)
""",
    ),
    Entry(
        code="PC308",
        name="wrong-number-of-keys",
        severity="error",
        headline={
            "en": "the brackets after `{name}` hold {given} where {count} should stand",
            "zh": "`{name}` 的方括号内应有 {count} 个键，此处写了 {given} 个",
        },
        cause={
            "en": "a parameter has as many keys as its `per` names; entitlements have one, the tier",
            "zh": "参数的键数与 `按` 所列相同；权益只有一个键，即等级",
        },
        help={"en": "write {count}", "zh": "请写 {count} 个"},
        bad="""policy sample {}
choice Grade { gold > silver }
record Client { key id : text  grade : Grade }
parameter bonus per Grade : money(CNY) = { gold: 20 CNY, silver: 10 CNY }
define paid = bonus[grade, grade]
""",
        good="""policy sample {}
choice Grade { gold > silver }
record Client { key id : text  grade : Grade }
parameter bonus per Grade : money(CNY) = { gold: 20 CNY, silver: 10 CNY }
define paid = bonus[grade]
""",
    ),
    Entry(
        code="PC309",
        name="brackets-after-no-table",
        severity="error",
        headline={"en": "this cannot be read with brackets", "zh": "此处不能用方括号读取"},
        cause={
            "en": "brackets follow a parameter declared with `per`, and entitlements for what another tier is promised",
            "zh": "方括号用于以 `按` 声明的参数，以及读取权益对某一等级的承诺",
        },
        help={
            "en": "for elements of a list write a call, as in `latest(amount, on over loans)`",
            "zh": "对列表的元素请用函数，如 `最近(金额, 日期 取自 贷款)`",
        },
        bad="""policy sample {}
record Loan { amount : money(CNY)  paid_on : date }
record Client { key id : text  loans : list of Loan }
define newest = loans[1].amount
""",
        good="""policy sample {}
record Loan { amount : money(CNY)  paid_on : date }
record Client { key id : text  loans : list of Loan }
define newest = latest(amount, paid_on over loans)
""",
    ),
    Entry(
        code="PC310",
        name="at-after-no-parameter",
        severity="error",
        headline={"en": "only a parameter is read `at` a date", "zh": "只有参数可以用 `于` 按日期读取"},
        cause={
            "en": "parameters are declared with the dates from which they hold; facts and rules are as of the decision",
            "zh": "参数声明了自何日起取何值；事实和规则一律以决定的截至日为准",
        },
        help={"en": "name a parameter before `at`", "zh": "请在 `于` 之前写参数"},
        bad="""policy sample {}
record Client { key id : text  fee : money(CNY)  paid_on : date }
define due = fee at paid_on
""",
        good="""policy sample {}
record Client { key id : text  fee : money(CNY)  paid_on : date }
parameter rate : money(CNY) { from 2024-01-01 = 5 CNY }
define due = rate at paid_on
""",
    ),
    Entry(
        code="PC311",
        name="date-moved-by",
        severity="error",
        headline={"en": "{what} is not moved by {found}", "zh": "{what}不能加减{found}"},
        cause={
            "en": "a date moves by days, working days, weeks, months, quarters and years; a moment also by hours,"
            " minutes and seconds",
            "zh": "日期可以加减日、工作日、周、月、季度和年；时刻还可以加减小时、分钟和秒",
        },
        help={"en": "write the unit of the length of time, as in `30 days`", "zh": "请写明时间的单位，如 `30 日`"},
        bad="""policy sample {}
record Client { key id : text  billed_on : date }
define due_on = billed_on + 30
""",
        good="""policy sample {}
record Client { key id : text  billed_on : date }
define due_on = billed_on + 30 days
""",
    ),
    Entry(
        code="PC312",
        name="part-of-a-day",
        severity="error",
        headline={
            "en": "a date does not move by a part of a day or of a month",
            "zh": "日期不能加减不足一日或不足一月的时间",
        },
        cause={
            "en": "half a day is no calendar day, and half a month has no fixed length",
            "zh": "半日不成其为一日，半个月没有固定的长度",
        },
        help={"en": "write whole days or whole months", "zh": "请写整日或整月"},
        bad="""policy sample {}
record Client { key id : text  billed_on : date }
define due_on = billed_on + 1.5 months
""",
        good="""policy sample {}
record Client { key id : text  billed_on : date }
define due_on = billed_on + 45 days
""",
    ),
    Entry(
        code="PC313",
        name="two-currencies",
        severity="error",
        headline={"en": "{left} meets {right}", "zh": "{left}遇到了{right}"},
        cause={
            "en": "currencies do not convert by themselves, for the rate is a matter of policy",
            "zh": "不同货币不会自行折算，汇率须由制度规定",
        },
        help={
            "en": "convert with a parameter for the rate: `amount / 1 USD * rate`",
            "zh": "请用汇率参数折算：`金额 / 1 USD * 汇率`",
        },
        bad="""policy sample {}
record Client { key id : text  sales : money(USD) }
define large = sales >= 100 CNY
""",
        good="""policy sample {}
record Client { key id : text  sales : money(USD) }
parameter rate : money(CNY) = 7 CNY
define large = sales / 1 USD * rate >= 100 CNY
""",
    ),
    Entry(
        code="PC314",
        name="units-do-not-convert",
        severity="error",
        headline={"en": "{left} meets {right}", "zh": "{left}遇到了{right}"},
        cause={
            "en": "units convert inside a family: seconds, minutes and hours; days and weeks; months, quarters and"
            " years; units declared by one another",
            "zh": "单位只在同类之间换算：秒、分钟、小时；日、周；月、季度、年；以及相互声明的单位",
        },
        help={"en": "write both in units that convert", "zh": "请将两边写成可以换算的单位"},
        bad="""policy sample {}
record Client { key id : text  delay : number(days) }
define late = delay > 24 hours
""",
        good="""policy sample {}
record Client { key id : text  delay : number(days) }
define late = delay > 1 day
""",
    ),
    Entry(
        code="PC315",
        name="product-of-units",
        severity="error",
        headline={"en": "{left} is multiplied by {right}", "zh": "{left}与{right}相乘"},
        cause={
            "en": "a product may have a unit from one side only; there are no square yuan",
            "zh": "乘积的单位只能来自一边，没有“平方元”这样的单位",
        },
        help={
            "en": "for an amount per unit write `per`, as in `5 CNY per days_late`",
            "zh": "按单位计算金额请用 `按`，如 `5 元 按 迟延天数`",
        },
        bad="""policy sample {}
record Client { key id : text  days_late : number(days) }
define interest = 5 CNY * days_late
""",
        good="""policy sample {}
record Client { key id : text  days_late : number(days) }
define interest = 5 CNY per days_late
""",
    ),
    Entry(
        code="PC316",
        name="division-by-zero",
        severity="error",
        headline={"en": "this divides by 0", "zh": "此处以 0 为除数"},
        cause={"en": "a division by 0 has no value, whatever the record", "zh": "以 0 相除没有值，任何记录都是如此"},
        help={"en": "write another divisor", "zh": "请另写除数"},
        bad="""policy sample {}
record Client { key id : text  sales : money(CNY) }
define part = sales / 0
""",
        good="""policy sample {}
record Client { key id : text  sales : money(CNY) }
define part = sales / 2
""",
    ),
    Entry(
        code="PC317",
        name="two-enumerations",
        severity="error",
        headline={"en": "{left} is compared with {right}", "zh": "{left}与{right}相比较"},
        cause={
            "en": "two enumerations are of one type only if they list the same values in the same order",
            "zh": "两个枚举只有取值和次序都相同时，才是同一类型",
        },
        help={
            "en": "declare the values once, as a `choice`, and name it in both places",
            "zh": "请用 `选项` 声明一次，并在两处都写其名称",
        },
        bad="""policy sample {}
record Client { key id : text  wanted : {gold, silver}  given_now : {silver, gold} }
define satisfied = wanted = given_now
""",
        good="""policy sample {}
choice Grade { gold, silver }
record Client { key id : text  wanted : Grade  given_now : Grade }
define satisfied = wanted = given_now
""",
    ),
    Entry(
        code="PC318",
        name="sign-not-for-type",
        severity="error",
        headline={"en": "`{sign}` cannot be said of {type}", "zh": "`{sign}` 不能用于{type}"},
        cause={
            "en": "higher, lower and between need an order: numbers, dates, moments and choices written with `>` or `<`"
            " have one; records and lists are not compared as a whole",
            "zh": "比较高低须有次序：数值、日期、时刻以及用 `>` 或 `<` 写成的选项才有；记录和列表不能整体比较",
        },
        help={
            "en": "give the choice an order (`{{gold > silver}}`), or compare with `=` and `in`",
            "zh": "请为选项写明次序（`{{金卡 > 银卡}}`），或者用 `=` 和 `属于`",
        },
        bad="""policy sample {}
choice Grade { gold, silver, basic }
record Client { key id : text  grade : Grade }
define good = grade >= silver
""",
        good="""policy sample {}
choice Grade { gold > silver > basic }
record Client { key id : text  grade : Grade }
define good = grade >= silver
""",
    ),
    Entry(
        code="PC319",
        name="types-do-not-compare",
        severity="error",
        headline={"en": "`{sign}` stands between {left} and {right}", "zh": "`{sign}` 的两边是{left}与{right}"},
        cause={
            "en": "only values of one type are compared, brought together or said to be the same",
            "zh": "只有同一类型的值才能比较、合并或者等同",
        },
        help={"en": "check what the two sides are", "zh": "请核对两边各是什么"},
        bad="""policy sample {}
record Client { key id : text  sales : money(CNY)  since : date }
define odd = sales = since
""",
        good="""policy sample {}
record Client { key id : text  sales : money(CNY)  since : date }
define odd = sales = 0 CNY
""",
    ),
    Entry(
        code="PC320",
        name="in-no-set",
        severity="error",
        headline={"en": "after `in` stands {found}", "zh": "`属于` 之后是{found}"},
        cause={
            "en": "`in` asks for a member of a set: values in braces, or a field of type `set of`",
            "zh": "`属于` 之后须是集合：花括号中的取值，或者类型为 `多选` 的字段",
        },
        help={
            "en": "put the values in braces, as in `{{gold, silver}}`",
            "zh": "请用花括号列出取值，如 `{{金卡, 银卡}}`",
        },
        bad="""policy sample {}
choice Grade { gold > silver > basic }
record Client { key id : text  grade : Grade  best : Grade }
define good = grade in best
""",
        good="""policy sample {}
choice Grade { gold > silver > basic }
record Client { key id : text  grade : Grade  best : Grade }
define good = grade in {gold, silver}
""",
    ),
    Entry(
        code="PC321",
        name="not-a-fixed-value",
        severity="error",
        headline={"en": "a fixed value is needed here", "zh": "此处须是固定的值"},
        cause={
            "en": "bounds, defaults, parameters, ranges, limits and the cells of a table are the same for every record",
            "zh": "范围、默认值、参数、区间、限制和表格的单元，对任何记录都相同",
        },
        help={
            "en": "write a number, a date, a text or a value of a choice",
            "zh": "请写数值、日期、文本或者选项的取值",
        },
        bad="""policy sample {}
record Client { key id : text  visits : whole  wanted : whole }
define rate = table visits { when > wanted : 2  otherwise : 1 }
""",
        good="""policy sample {}
record Client { key id : text  visits : whole  wanted : whole }
define rate = table visits { when > 5 : 2  otherwise : 1 }
""",
    ),
    Entry(
        code="PC322",
        name="hours-of-a-date",
        severity="error",
        headline={"en": "hours are counted between moments, and this is a date", "zh": "小时从时刻起算，而此处是日期"},
        cause={
            "en": "a date has no time of day from which hours, minutes or seconds could be counted",
            "zh": "日期没有钟点，无从起算小时、分钟或秒",
        },
        help={"en": "count in days, or make the field a `moment`", "zh": "请按日计算，或者将字段改为 `时刻`"},
        bad="""policy sample {}
record Case { key id : text  found_on : date  reported_at : moment }
require quick : reported_at within 24 hours after found_on
""",
        good="""policy sample {}
record Case { key id : text  found_on : date  reported_at : moment }
require quick : reported_at within 1 day after found_on
""",
    ),
    Entry(
        code="PC323",
        name="cell-does-not-fit-key",
        severity="error",
        headline={"en": "this cell does not suit its key", "zh": "此单元与其键不相称"},
        cause={
            "en": "a cell is a value, values in braces, or `any`; for a key with an order also a comparison, and for"
            " numbers and dates a range",
            "zh": "单元可写一个值、花括号中的若干值或 `不限`；键有次序时还可写比较，键为数值或日期时还可写区间",
        },
        help={
            "en": "list the values in braces, or write a row for each",
            "zh": "请用花括号列出取值，或者每个取值写一行",
        },
        bad="""policy sample {}
choice Kind { shop, works, office }
record Client { key id : text  kind : Kind }
define rate = table kind { when > office : 2  otherwise : 1 }
""",
        good="""policy sample {}
choice Kind { shop, works, office }
record Client { key id : text  kind : Kind }
define rate = table kind { when {shop, works} : 2  otherwise : 1 }
""",
    ),
    Entry(
        code="PC324",
        name="empty-range",
        severity="error",
        headline={"en": "nothing lies between these two ends", "zh": "这两端之间没有任何值"},
        cause={"en": "the lower end stands above the upper one", "zh": "下端高于上端"},
        help={"en": "exchange the two, or put one of them right", "zh": "请对调两端，或者更正其一"},
        bad="""policy sample {}
record Client { key id : text  mark : whole 25..2 }
""",
        good="""policy sample {}
record Client { key id : text  mark : whole 2..25 }
""",
    ),
    Entry(
        code="PC325",
        name="round-without-mode",
        severity="error",
        headline={"en": "`round` is given a number, a way and a step", "zh": "`舍入` 须给出数值、方式和步长"},
        cause={
            "en": "nothing is rounded unless the policy says how: upward, downward or half_up, and to a multiple of"
            " what",
            "zh": "制度须写明如何舍入：向上、向下或四舍五入，以及取何数的倍数",
        },
        help={"en": "write `round(x, half_up, 0.01)`", "zh": "请写 `舍入(x, 四舍五入, 0.01)`"},
        bad="""policy sample {}
record Client { key id : text  sales : money(CNY) }
define about = round(sales, 1 CNY)
""",
        good="""policy sample {}
record Client { key id : text  sales : money(CNY) }
define about = round(sales, half_up, 1 CNY)
""",
    ),
    Entry(
        code="PC326",
        name="rounding-step",
        severity="error",
        headline={"en": "the step of `round` is a fixed number above 0", "zh": "`舍入` 的步长须是大于 0 的固定数值"},
        cause={
            "en": "the result is the multiple of the step next to the number",
            "zh": "结果是最接近该数的步长倍数",
        },
        help={"en": "write a step such as `1`, `0.01` or `100 CNY`", "zh": "请写步长，如 `1`、`0.01` 或 `100 元`"},
        bad="""policy sample {}
record Client { key id : text  sales : money(CNY) }
define about = round(sales, half_up, 0 CNY)
""",
        good="""policy sample {}
record Client { key id : text  sales : money(CNY) }
define about = round(sales, half_up, 100 CNY)
""",
    ),
    Entry(
        code="PC327",
        name="wrong-number-of-values",
        severity="error",
        headline={
            "en": "`{name}` is not called with so many values",
            "zh": "`{name}` 括号内的值，个数不对",
        },
        cause={
            "en": "a call names what is taken over which list, as in `sum(amount over loans)`; `latest` and `earliest`"
            " also take the date that decides",
            "zh": "括号内写从哪个列表取什么，如 `求和(金额 取自 贷款)`；`最近` 和 `最早` 还可写据以比较的日期",
        },
        help={"en": "write `{name}(… over …)`", "zh": "请写 `{name}(… 取自 …)`"},
        bad="""policy sample {}
record Loan { amount : money(CNY)  fee : money(CNY) }
record Client { key id : text  loans : list of Loan }
define owed = sum(amount, fee over loans)
""",
        good="""policy sample {}
record Loan { amount : money(CNY)  fee : money(CNY) }
record Client { key id : text  loans : list of Loan }
define owed = sum(amount + fee over loans)
""",
    ),
    Entry(
        code="PC328",
        name="count-of-a-value",
        severity="error",
        headline={"en": "`count` counts a list, not a value over it", "zh": "`计数` 计的是列表，不是从中取出的值"},
        cause={
            "en": "how often something holds is said after `where`; how many different values there are says"
            " `distinct`",
            "zh": "计算满足条件的个数用 `其中`；计算不同取值的个数用 `去重计数`",
        },
        help={"en": "write `count(… where …)`", "zh": "请写 `计数(… 其中 …)`"},
        bad="""policy sample {}
record Call { late : yes_no }
record Desk { key id : text  calls : list of Call }
define late_calls = count(late over calls)
""",
        good="""policy sample {}
record Call { late : yes_no }
record Desk { key id : text  calls : list of Call }
define late_calls = count(calls where late)
""",
    ),
    Entry(
        code="PC329",
        name="not-a-list",
        severity="error",
        headline={
            "en": "`{name}` goes through a list, and this is {found}",
            "zh": "`{name}` 须逐项处理列表，而此处是{found}",
        },
        cause={
            "en": "a list is a field of type `list of` or `set of`",
            "zh": "列表是类型为 `多条` 或 `多选` 的字段",
        },
        help={"en": "name such a field", "zh": "请写这样的字段"},
        bad="""policy sample {}
record Client { key id : text  loans : whole }
define many = count(loans) > 3
""",
        good="""policy sample {}
record Client { key id : text  loans : whole }
define many = loans > 3
""",
    ),
    Entry(
        code="PC330",
        name="whole-number-wanted",
        severity="error",
        headline={"en": "a whole number is needed here", "zh": "此处须是整数"},
        cause={"en": "the type of this place is `whole`", "zh": "此处的类型是 `整数`"},
        help={"en": "write it without decimals", "zh": "请写不带小数的数"},
        bad="""policy sample {}
record Client { key id : text  visits : whole at least 0.5 }
""",
        good="""policy sample {}
record Client { key id : text  visits : whole at least 1 }
""",
    ),
    Entry(
        code="PC331",
        name="more-decimals-than-unit",
        severity="error",
        headline={"en": "{type} has at most {places} decimals", "zh": "{type}至多有 {places} 位小数"},
        cause={
            "en": "numbers in data are exact up to the scale of their unit, and more digits are refused, not rounded",
            "zh": "数据精确到其单位的小数位，多出的位数不予舍入，而是拒绝",
        },
        help={
            "en": "write fewer decimals, or give the unit more of them: `unit CNY {{ decimals: 4 }}`",
            "zh": "请减少小数位，或者为单位增加小数位：`计量单位 CNY {{ 小数位: 4 }}`",
        },
        bad="""policy sample {}
parameter fee : money(CNY) = 0.125 CNY
""",
        good="""policy sample {}
parameter fee : money(CNY) = 0.13 CNY
""",
    ),
    Entry(
        code="PC332",
        name="outside-declared-bounds",
        severity="error",
        headline={"en": "this is not {bounds}", "zh": "此处应{bounds}"},
        cause={
            "en": "the bounds stand where the field, parameter or benefit is declared",
            "zh": "范围写在字段、参数或权益项的声明处",
        },
        help={"en": "write a number inside the bounds, or change the bounds", "zh": "请写范围以内的数，或者更改范围"},
        bad="""policy sample {}
parameter rate : percent 0..100 = 120%
""",
        good="""policy sample {}
parameter rate : percent 0..100 = 20%
""",
    ),
    Entry(
        code="PC333",
        name="list-of-lists",
        severity="error",
        headline={
            "en": "a list holds values or records, not further lists",
            "zh": "列表由值或记录组成，不能由列表组成",
        },
        cause={
            "en": "elements have names in a record, so that an explanation can say which one it speaks of",
            "zh": "元素写成记录才有名称，说明时才能指明是哪一个",
        },
        help={
            "en": "declare a record that has the inner list as a field",
            "zh": "请声明一个记录，以内层列表为其字段",
        },
        bad="""policy sample {}
record Client { key id : text  months : list of list of whole }
""",
        good="""policy sample {}
record Month { visits : list of whole }
record Client { key id : text  months : list of Month }
""",
    ),
    Entry(
        code="PC334",
        name="set-of-what",
        severity="error",
        headline={"en": "a set holds texts or values of a choice", "zh": "多选只能由文本或选项的取值组成"},
        cause={
            "en": "a set says which of the listed things apply; numbers and records may occur twice and stand in a"
            " list",
            "zh": "多选表明所列各项中哪些适用；数值和记录可能重复，须用 `多条`",
        },
        help={"en": "write `list of` instead", "zh": "请改用 `多条`"},
        bad="""policy sample {}
record Client { key id : text  marks_given : set of whole }
""",
        good="""policy sample {}
record Client { key id : text  marks_given : list of whole }
""",
    ),
    Entry(
        code="PC335",
        name="type-without-unit",
        severity="error",
        headline={"en": "`{name}` takes no unit", "zh": "`{name}` 不带单位"},
        cause={
            "en": "only `number` and `money` are measured in a unit in parentheses",
            "zh": "只有 `数值` 和 `金额` 在括号中写单位",
        },
        help={"en": "write `number(…)`, or leave the unit out", "zh": "请写 `数值(…)`，或者删去单位"},
        bad="""policy sample {}
record Client { key id : text  delay : whole(days) }
""",
        good="""policy sample {}
record Client { key id : text  delay : number(days) }
""",
    ),
    Entry(
        code="PC336",
        name="money-without-currency",
        severity="error",
        headline={"en": "`money` does not say in which currency", "zh": "`金额` 没有写明币种"},
        cause={
            "en": "amounts are compared and added inside one currency, so a type of money names it",
            "zh": "金额只在同一币种内比较和相加，因此类型须写明币种",
        },
        help={"en": "write the currency, as in `money(CNY)`", "zh": "请写明币种，如 `金额(元)`"},
        bad="""policy sample {}
record Client { key id : text  sales : money }
""",
        good="""policy sample {}
record Client { key id : text  sales : money(CNY) }
""",
    ),
    Entry(
        code="PC337",
        name="no-currency",
        severity="error",
        headline={"en": "`{name}` is no currency", "zh": "`{name}` 不是货币"},
        cause={
            "en": "`money` is counted in a currency; other quantities are of type `number`",
            "zh": "`金额` 以货币计；其他数量的类型是 `数值`",
        },
        help={"en": "write `number({name})`, or a currency", "zh": "请写 `数值({name})`，或者写货币"},
        bad="""policy sample {}
record Client { key id : text  delay : money(days) }
""",
        good="""policy sample {}
record Client { key id : text  delay : number(days) }
""",
    ),
    Entry(
        code="PC338",
        name="number-in-currency",
        severity="error",
        headline={"en": "a number in `{name}` is money", "zh": "以 `{name}` 计的数就是金额"},
        cause={
            "en": "amounts of a currency have the type `money`, with the decimals of that currency",
            "zh": "货币的数额类型是 `金额`，小数位依货币而定",
        },
        help={"en": "write `money({name})`", "zh": "请写 `金额({name})`"},
        bad="""policy sample {}
record Client { key id : text  sales : number(CNY) }
""",
        good="""policy sample {}
record Client { key id : text  sales : money(CNY) }
""",
    ),
    Entry(
        code="PC339",
        name="bounds-on-type",
        severity="error",
        headline={"en": "{type} has no bounds", "zh": "{type}没有范围可言"},
        cause={"en": "bounds are given to numbers and dates", "zh": "范围只用于数值和日期"},
        help={"en": "leave the bound out, or write another type", "zh": "请删去范围，或者改写类型"},
        bad="""policy sample {}
record Client { key id : text  visited : yes_no at least 0 }
""",
        good="""policy sample {}
record Client { key id : text  visited : whole at least 0 }
""",
    ),
    Entry(
        code="PC340",
        name="open-bound-on-date",
        severity="error",
        headline={"en": "the bound of a date takes the day in", "zh": "日期的范围须包含所写的日期"},
        cause={
            "en": "`at least` and `at most` are said of dates, so that the day which is written is one of them",
            "zh": "日期用 `至少` 和 `至多`，所写的那一日包括在内",
        },
        help={"en": "write `at least` or `at most` with the next day", "zh": "请改写相邻的一日，并用 `至少` 或 `至多`"},
        bad="""policy sample {}
record Client { key id : text  since : date more than 1999-12-31 }
""",
        good="""policy sample {}
record Client { key id : text  since : date at least 2000-01-01 }
""",
    ),
    Entry(
        code="PC341",
        name="record-where-value",
        severity="error",
        headline={
            "en": "a parameter or benefit is one value, not a record or a list",
            "zh": "参数和权益项是单一的值，不能是记录或列表",
        },
        cause={
            "en": "what a policy sets or promises can be said in one line: a number, a text, a date, a choice or a set",
            "zh": "制度所定或所承诺的内容须能一句写清：数值、文本、日期、选项或多选",
        },
        help={"en": "declare one for each value", "zh": "请为每个值各声明一个"},
        bad="""policy sample {}
record Loan { amount : money(CNY) }
parameter usual : Loan not stated
""",
        good="""policy sample {}
record Loan { amount : money(CNY) }
parameter usual_amount : money(CNY) not stated
""",
    ),
    Entry(
        code="PC342",
        name="key-not-a-choice",
        severity="error",
        headline={"en": "`{name}` is not a choice that could be a key", "zh": "`{name}` 不是可以作键的选项"},
        cause={
            "en": "a parameter has a value per member of a choice, so that all its values can be listed",
            "zh": "参数按选项的取值逐项设值，这样才能全部列出",
        },
        help={"en": "name a `choice` after `per`", "zh": "请在 `按` 之后写 `选项`"},
        bad="""policy sample {}
parameter bonus per text : money(CNY) = { gold: 20 CNY }
""",
        good="""policy sample {}
choice Grade { gold > silver }
parameter bonus per Grade : money(CNY) = { gold: 20 CNY, silver: 10 CNY }
""",
    ),
    Entry(
        code="PC343",
        name="one-value-for-keys",
        severity="error",
        headline={
            "en": "this parameter has a value per key, and here is only one",
            "zh": "该参数按键取值，此处却只有一个值",
        },
        cause={
            "en": "a parameter with `per` lists its values in braces, by key",
            "zh": "带 `按` 的参数，在花括号中按键列出各值",
        },
        help={"en": "write `{{ key: value, … }}`", "zh": "请写 `{{ 键: 值, … }}`"},
        bad="""policy sample {}
choice Grade { gold > silver }
parameter bonus per Grade : money(CNY) = 20 CNY
""",
        good="""policy sample {}
choice Grade { gold > silver }
parameter bonus per Grade : money(CNY) = { gold: 20 CNY, silver: 20 CNY }
""",
    ),
    Entry(
        code="PC344",
        name="definition-of-a-record",
        severity="error",
        headline={"en": "a definition is one value, and this is {found}", "zh": "定义是单一的值，而此处是{found}"},
        cause={
            "en": "definitions are facts that are computed; records and lists are given",
            "zh": "定义是推算出来的事实；记录和列表是给定的",
        },
        help={
            "en": "define what is wanted of it: a field, a count, a sum",
            "zh": "请定义所需的内容：其中的字段、个数或总和",
        },
        bad="""policy sample {}
record Loan { amount : money(CNY) }
record Client { key id : text  loans : list of Loan }
define open_loans = loans
""",
        good="""policy sample {}
record Loan { amount : money(CNY) }
record Client { key id : text  loans : list of Loan }
define open_loans = count(loans)
""",
    ),
    Entry(
        code="PC345",
        name="weight-not-a-number",
        severity="error",
        headline={"en": "a weight is a fixed number or per cent", "zh": "权重须是固定的数或百分比"},
        cause={
            "en": "the weight multiplies the factor and is the same for every record",
            "zh": "权重与指标相乘，对任何记录都相同",
        },
        help={"en": "write a weight such as `60%`", "zh": "请写权重，如 `60%`"},
        bad="""policy sample {}
record Client { key id : text  mark : whole 0..10 }
score standing : points { factor conduct weight mark = mark }
""",
        good="""policy sample {}
record Client { key id : text  mark : whole 0..10 }
score standing : points { factor conduct weight 60% = mark }
""",
    ),
    Entry(
        code="PC346",
        name="tiers-of-no-choice",
        severity="error",
        headline={"en": "tiers come from a choice, and this is {found}", "zh": "等级须出自选项，而此处是{found}"},
        cause={
            "en": "a tiering gives one value of a choice, and entitlements are granted per value of one",
            "zh": "分级的结果是选项的一个取值，权益按选项的取值给予",
        },
        help={
            "en": "name a choice, or a field or tiering whose values are one",
            "zh": "请写选项，或者取值出自选项的字段或分级",
        },
        bad="""policy sample {}
record Client { key id : text  rank : text }
entitlements care per rank {
  benefit visits : whole higher is better
  grant any { visits: 2 }
}
""",
        good="""policy sample {}
record Client { key id : text  rank : {gold > silver} }
entitlements care per rank {
  benefit visits : whole higher is better
  grant any { visits: 2 }
}
""",
    ),
    Entry(
        code="PC347",
        name="direction-not-for-type",
        severity="error",
        headline={"en": "`{name}` takes no direction", "zh": "`{name}` 不写方向"},
        cause={
            "en": "which is better is said of numbers, dates and moments; a choice with an order says it itself, and"
            " other types have no better",
            "zh": "数值、日期、时刻才写孰优；有次序的选项已自行写明，其他类型无所谓孰优",
        },
        help={
            "en": "leave out `higher is better` or `lower is better`",
            "zh": "请删去 `越高越好` 或 `越低越好`",
        },
        bad="""policy sample {}
choice Grade { gold > silver }
record Client { key id : text  grade : Grade }
entitlements care per grade {
  benefit lounge : yes_no higher is better
  grant any { lounge: yes }
}
""",
        good="""policy sample {}
choice Grade { gold > silver }
record Client { key id : text  grade : Grade }
entitlements care per grade {
  benefit lounge : yes_no
  grant any { lounge: yes }
}
""",
    ),
    Entry(
        code="PC348",
        name="severity-without-order",
        severity="error",
        headline={"en": "a severity is {found} here, which has no order", "zh": "此处的情节是{found}，没有次序"},
        cause={
            "en": "severities go up by steps, so they are values of a choice written with `>` or `<`",
            "zh": "情节逐级加重，因此须是用 `>` 或 `<` 写成的选项的取值",
        },
        help={
            "en": "declare the choice with an order: `choice Severity {{ light < medium < grave }}`",
            "zh": "请声明有次序的选项：`选项 情节轻重 {{ 轻微 < 一般 < 严重 }}`",
        },
        bad="""policy sample {}
choice Severity { light, grave }
actor keeper
record Plan { key id : text  days_late : whole at least 0 }
accountability fines {
  matter late when days_late > 0 {
    severity if days_late > 30 then grave else light
    sanction fine against keeper : 100 CNY
  }
}
""",
        good="""policy sample {}
choice Severity { light < grave }
actor keeper
record Plan { key id : text  days_late : whole at least 0 }
accountability fines {
  matter late when days_late > 0 {
    severity if days_late > 30 then grave else light
    sanction fine against keeper : 100 CNY
  }
}
""",
    ),
    Entry(
        code="PC349",
        name="recorded-is-no-day",
        severity="error",
        headline={
            "en": "`{name}` is {found}, and cannot say when something was recorded",
            "zh": "`{name}` 是{found}，不能说明何时记录",
        },
        cause={
            "en": "the field marked `recorded` is the day or moment on which its record was entered",
            "zh": "标记为 `已记录` 的字段是该条记录的登记日期或时刻",
        },
        help={"en": "make it a `date` or a `moment`", "zh": "请改为 `日期` 或 `时刻`"},
        bad="""policy sample {}
record Payment { amount : money(CNY)  entered : text marks recorded }
record Client { key id : text  payments : list of Payment }
define paid = sum(amount over payments)
""",
        good="""policy sample {}
record Payment { amount : money(CNY)  entered : date marks recorded }
record Client { key id : text  payments : list of Payment }
define paid = sum(amount over payments)
""",
    ),
    Entry(
        code="PC350",
        name="recorded-twice",
        severity="error",
        headline={
            "en": "two fields of `{record}` say when it was recorded",
            "zh": "`{record}` 有两个字段说明何时记录",
        },
        cause={
            "en": "one field decides from when on a record is known",
            "zh": "记录自何时起为人所知，由一个字段确定",
        },
        help={"en": "take the mark off one of them", "zh": "请去掉其中一个标记"},
        bad="""policy sample {}
record Payment { amount : money(CNY)  entered : date marks recorded  booked : date marks recorded }
record Client { key id : text  payments : list of Payment }
define paid = sum(amount over payments)
""",
        good="""policy sample {}
record Payment { amount : money(CNY)  entered : date marks recorded  booked : date }
record Client { key id : text  payments : list of Payment }
define paid = sum(amount over payments)
""",
    ),
)

PHRASES: dict[str, Texts] = {
    "type_yes_no": {"en": "yes or no", "zh": "是或否"},
    "type_text": {"en": "a text", "zh": "文本"},
    "type_date": {"en": "a date", "zh": "日期"},
    "type_moment": {"en": "a moment", "zh": "时刻"},
    "type_date_or_moment": {"en": "a date or a moment", "zh": "日期或时刻"},
    "type_percent": {"en": "a per cent", "zh": "百分比"},
    "type_points": {"en": "a number of points", "zh": "分数"},
    "type_money": {"en": "an amount in `{unit}`", "zh": "以 `{unit}` 计的金额"},
    "type_quantity": {"en": "a number of `{unit}`", "zh": "以 `{unit}` 为单位的数值"},
    "type_whole": {"en": "a whole number", "zh": "整数"},
    "type_number": {"en": "a number", "zh": "数值"},
    "type_choice": {"en": "a value of `{name}`", "zh": "选项 `{name}` 的取值"},
    "type_one_of": {"en": "one of {members}", "zh": "所列取值（{members}）之一"},
    "type_record": {"en": "a record `{name}`", "zh": "记录 `{name}`"},
    "type_list": {"en": "a list (each element {element})", "zh": "列表（元素为{element}）"},
    "type_set": {"en": "a set (each member {element})", "zh": "多选（各项为{element}）"},
    "type_single": {"en": "a single value", "zh": "单一的值"},
    "type_other": {"en": "written in another form", "zh": "其他形式的内容"},
    "with_unit": {"en": "write the unit: `{text}`", "zh": "请写明单位：`{text}`"},
    "with_percent": {
        "en": "write which one is meant: `{share}` or `{figure}`",
        "zh": "请写明是 `{share}` 还是 `{figure}`",
    },
    "word_absent": {"en": "absent", "zh": "空"},
    "word_present": {"en": "present", "zh": "非空"},
    "word_unknown": {"en": "unknown", "zh": "未知"},
    "word_known": {"en": "known", "zh": "已知"},
    "word_not_stated": {"en": "not stated", "zh": "未载明"},
    "bounds_from": {"en": "at least {low}", "zh": "不小于 {low}"},
    "bounds_to": {"en": "at most {high}", "zh": "不大于 {high}"},
    "bounds_between": {"en": "between {low} and {high}", "zh": "在 {low} 与 {high} 之间"},
}
