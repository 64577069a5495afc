"""Messages about names, PC2nn.

Samples are whole small policies. A line `# file: NAME` in a sample begins a second file, for what takes two.
"""

from __future__ import annotations

from policycore.diagnostics.entry import Entry, Texts

ENTRIES: tuple[Entry, ...] = (
    Entry(
        code="PC201",
        name="unknown-name",
        severity="error",
        headline={"en": "nothing here is called `{name}`", "zh": "此处没有叫 `{name}` 的"},
        cause={
            "en": "a name is a field of the record in scope, a statement of this file, or taken over with `use`",
            "zh": "名称须是所涉记录的字段、本文件中的语句，或者经 `引用` 取得",
        },
        help={"en": "check how it is spelt, or declare it", "zh": "请核对写法，或者先作声明"},
        bad="""policy sample {}
record Shop { key id : text  sales : money(CNY) }
define large = slaes >= 100 CNY
""",
        good="""policy sample {}
record Shop { key id : text  sales : money(CNY) }
define large = sales >= 100 CNY
""",
    ),
    Entry(
        code="PC202",
        name="unknown-member",
        severity="error",
        headline={"en": "`{name}` is not {type}", "zh": "`{name}` 不是{type}"},
        cause={
            "en": "an enumeration has the values that it lists and no others; {type} is wanted here",
            "zh": "枚举只有所列的取值；此处应为{type}",
        },
        help={
            "en": "write one of its values, or add this one where they are listed",
            "zh": "请写其中一项，或者在列举处补上这一项",
        },
        bad="""policy sample {}
record Shop { key id : text  size : {large, small} }
define is_large = size = lrage
""",
        good="""policy sample {}
record Shop { key id : text  size : {large, small} }
define is_large = size = large
""",
    ),
    Entry(
        code="PC203",
        name="value-or-field",
        severity="error",
        headline={
            "en": "`{name}` could be a value or something in scope",
            "zh": "`{name}` 既可能是取值，也可能是此处的另一名称",
        },
        cause={
            "en": "a value of the enumeration that is wanted here and a field or statement of that type share the name",
            "zh": "此处所需枚举的一项取值，与一个同类型的字段或语句同名",
        },
        help={
            "en": "name the choice as well, as in `Grade.gold`, or rename the field",
            "zh": "请连同选项名书写，如 `等级.金卡`，或者改字段名",
        },
        bad="""policy sample {}
choice Grade { gold > silver }
record Shop { key id : text  gold : Grade  grade : Grade }
define is_gold = grade = gold
""",
        good="""policy sample {}
choice Grade { gold > silver }
record Shop { key id : text  gold : Grade  grade : Grade }
define is_gold = grade = Grade.gold
""",
    ),
    Entry(
        code="PC204",
        name="record-not-at-hand",
        severity="error",
        headline={
            "en": "`{name}` is for `{record}`, and there is no `{record}` here",
            "zh": "`{name}` 针对 `{record}`，而此处没有 `{record}`",
        },
        cause={
            "en": "a statement is read for a record of the kind that it was written for; this place has another one",
            "zh": "语句只能就其所针对的记录读取；此处所涉的是另一种记录",
        },
        help={
            "en": "say which `{record}` is meant, as in `field.{name}`",
            "zh": "请写明是哪一个 `{record}`，如 `字段.{name}`",
        },
        bad="""policy sample {}
record Shop { key id : text  sales : money(CNY) }
record Visit { key id : text  shop : Shop }
define large for Shop = sales >= 100 CNY
define matters for Visit = large
""",
        good="""policy sample {}
record Shop { key id : text  sales : money(CNY) }
record Visit { key id : text  shop : Shop }
define large for Shop = sales >= 100 CNY
define matters for Visit = shop.large
""",
    ),
    Entry(
        code="PC205",
        name="name-without-value",
        severity="error",
        headline={
            "en": "`{name}` is {kind} and has no value by itself",
            "zh": "`{name}` 是{kind}，本身没有值",
        },
        cause={
            "en": "expressions read fields, elements, parameters, readings, definitions, scores, tierings and requires",
            "zh": "表达式可读取字段、元素、参数、口径、定义、评分、分级和要求",
        },
        help={
            "en": "write what is to be read of it, as in `Grade.gold` for a value of a choice",
            "zh": "请写明读取其中什么，选项的取值写作 `等级.金卡`",
        },
        bad="""policy sample {}
choice Grade { gold > silver }
record Shop { key id : text  grade : Grade }
define is_gold = grade = Grade
""",
        good="""policy sample {}
choice Grade { gold > silver }
record Shop { key id : text  grade : Grade }
define is_gold = grade = gold
""",
    ),
    Entry(
        code="PC206",
        name="require-per-element-read",
        severity="error",
        headline={
            "en": "`{name}` has a finding for each element, not one that could be read",
            "zh": "`{name}` 逐个元素得出结论，没有可供读取的单一结论",
        },
        cause={
            "en": "a `require` with `for each` gives as many findings as the list has elements",
            "zh": "带 `逐个` 的 `要求`，列表有几个元素就有几个结论",
        },
        help={
            "en": "ask the list itself, with `all(…)`, `some(…)` or `count(…)`",
            "zh": "请直接对列表使用 `均成立(…)`、`存在(…)` 或 `计数(…)`",
        },
        bad="""policy sample {}
record Loan { amount : money(CNY) }
record Client { key id : text  loans : list of Loan }
require small for each l in loans : l.amount <= 100 CNY
define fine = small = met
""",
        good="""policy sample {}
record Loan { amount : money(CNY) }
record Client { key id : text  loans : list of Loan }
require small for each l in loans : l.amount <= 100 CNY
define fine = all(amount <= 100 CNY over loans)
""",
    ),
    Entry(
        code="PC207",
        name="outcome-in-parts",
        severity="error",
        headline={
            "en": "`{name}` comes out in parts; say which one is meant",
            "zh": "`{name}` 分项得出结果，须写明是哪一项",
        },
        cause={
            "en": "entitlements come out per benefit, accountability per matter and per sanction",
            "zh": "权益按权益项得出结果，问责按情形和处理得出结果",
        },
        help={"en": "write the part after a dot, as in `{name}.…`", "zh": "请在点号后写明，如 `{name}.…`"},
        bad="""policy sample {}
choice Grade { gold > silver }
record Client { key id : text  grade : Grade }
entitlements care per grade {
  benefit visits : whole higher is better default 0
  grant any { visits: 2 }
}
define often = care >= 2
""",
        good="""policy sample {}
choice Grade { gold > silver }
record Client { key id : text  grade : Grade }
entitlements care per grade {
  benefit visits : whole higher is better default 0
  grant any { visits: 2 }
}
define often = care.visits >= 2
""",
    ),
    Entry(
        code="PC208",
        name="accountability-read",
        severity="error",
        headline={
            "en": "the findings of `{name}` cannot be read by other rules",
            "zh": "其他规则不能读取 `{name}` 的结论",
        },
        cause={
            "en": "accountability comes last: what it finds is an outcome of the policy, not a fact in it",
            "zh": "问责处于末端：其结论是制度的结果，不是制度内的事实",
        },
        help={
            "en": "read the facts that the matter reads; a `define` can serve both",
            "zh": "请读取该情形所依据的事实；可以用一个 `定义` 供两处使用",
        },
        bad="""policy sample {}
actor keeper
record Plan { key id : text  days_late : whole at least 0 }
accountability fines {
  matter late when days_late > 0 { sanction fine against keeper : 100 CNY }
}
define punished = fines.late = 100 CNY
""",
        good="""policy sample {}
actor keeper
record Plan { key id : text  days_late : whole at least 0 }
accountability fines {
  matter late when days_late > 0 { sanction fine against keeper : 100 CNY }
}
define punished = days_late > 0
""",
    ),
    Entry(
        code="PC209",
        name="unknown-field",
        severity="error",
        headline={"en": "`{record}` has nothing called `{name}`", "zh": "`{record}` 中没有 `{name}`"},
        cause={
            "en": "what may stand here are the fields of a record, or the parts of a statement",
            "zh": "此处可写记录的字段，或者语句的组成部分",
        },
        help={"en": "check how it is spelt, or declare it", "zh": "请核对写法，或者先作声明"},
        bad="""policy sample {}
record Loan { amount : money(CNY) }
record Client { key id : text  loan : Loan }
define large = loan.amont >= 100 CNY
""",
        good="""policy sample {}
record Loan { amount : money(CNY) }
record Client { key id : text  loan : Loan }
define large = loan.amount >= 100 CNY
""",
    ),
    Entry(
        code="PC210",
        name="unknown-unit",
        severity="error",
        headline={"en": "there is no unit `{name}`", "zh": "没有计量单位 `{name}`"},
        cause={
            "en": "a name right after a number is its unit: a time unit, points, a currency such as CNY, or one"
            " declared with `unit`",
            "zh": "紧接数字的名称就是单位：时间单位、分、货币（如 元、USD），或者用 `计量单位` 声明的单位",
        },
        help={
            "en": "check how it is spelt, or declare it: `unit {name}`",
            "zh": "请核对写法，或者声明：`计量单位 {name}`",
        },
        bad="""policy sample {}
record Crate { key id : text  weight : number(tn) }
""",
        good="""policy sample {}
unit tn "tonne"
record Crate { key id : text  weight : number(tn) }
""",
    ),
    Entry(
        code="PC211",
        name="promise-reads-record",
        severity="error",
        headline={
            "en": "what is granted as `{name}` depends on facts of a `{record}`, and there is no `{record}` here",
            "zh": "权益项 `{name}` 的给予取决于 `{record}` 的事实，而此处没有 `{record}`",
        },
        cause={
            "en": "a promise such as `service[tier].visits` can be read from another record only if the tier alone"
            " settles it",
            "zh": "`服务[等级].拜访` 这类承诺，只有仅凭等级即可确定时，才能在另一种记录中读取",
        },
        help={
            "en": "read it where a `{record}` is at hand, or grant it without a condition",
            "zh": "请在涉及 `{record}` 处读取，或者给予时不附条件",
        },
        bad="""policy sample {}
choice Grade { gold > silver }
record Client { key id : text  grade : Grade  loyal : yes_no }
record Desk { key id : text  grade : Grade  visits_made : whole at least 0 }
entitlements care for Client per grade {
  benefit visits : whole higher is better default 1
  grant any { visits: 4 when loyal }
}
require visited for Desk : visits_made >= care[grade].visits
""",
        good="""policy sample {}
choice Grade { gold > silver }
record Client { key id : text  grade : Grade  loyal : yes_no }
record Desk { key id : text  grade : Grade  visits_made : whole at least 0 }
entitlements care for Client per grade {
  benefit visits : whole higher is better default 1
  grant any { visits: 4 }
}
require visited for Desk : visits_made >= care[grade].visits
""",
    ),
    Entry(
        code="PC212",
        name="part-named-twice",
        severity="error",
        headline={"en": "two parts of this list are called `{name}`", "zh": "同一列举中有两项都叫 `{name}`"},
        cause={
            "en": "parts are named so that an explanation can say which one failed",
            "zh": "各项的名称用于说明是哪一项未满足",
        },
        help={"en": "give one of them another name", "zh": "请将其中一项改名"},
        bad="""policy sample {}
record Client { key id : text  trained : yes_no  paid : yes_no }
define sound = all of { check: trained, check: paid }
""",
        good="""policy sample {}
record Client { key id : text  trained : yes_no  paid : yes_no }
define sound = all of { training: trained, payment: paid }
""",
    ),
    Entry(
        code="PC213",
        name="unknown-function",
        severity="error",
        headline={"en": "there is no function `{name}`", "zh": "没有函数 `{name}`"},
        cause={
            "en": "the functions are count, sum, average, highest, lowest, latest, earliest, distinct, all, some,"
            " agreed and round",
            "zh": "函数有：计数、求和、平均、最高、最低、最近、最早、去重计数、均成立、存在、一致、舍入",
        },
        help={"en": "write one of them", "zh": "请写其中之一"},
        bad="""policy sample {}
record Loan { amount : money(CNY) }
record Client { key id : text  loans : list of Loan }
define owed = total(amount over loans)
""",
        good="""policy sample {}
record Loan { amount : money(CNY) }
record Client { key id : text  loans : list of Loan }
define owed = sum(amount over loans)
""",
    ),
    Entry(
        code="PC214",
        name="element-name-taken",
        severity="error",
        headline={
            "en": "`{name}` already names the element of a list around this one",
            "zh": "`{name}` 已是外层列表元素的名称",
        },
        cause={
            "en": "with one name for two elements nobody could tell which one is meant",
            "zh": "两个元素同名，就分不清所指是哪一个",
        },
        help={"en": "give one of them another name", "zh": "请将其中一个改名"},
        bad="""policy sample {}
record Item { price : money(CNY) }
record Order { items : list of Item }
record Client { key id : text  orders : list of Order }
define rich = some(count(o.items as o where o.price > 5 CNY) > 0 over orders as o)
""",
        good="""policy sample {}
record Item { price : money(CNY) }
record Order { items : list of Item }
record Client { key id : text  orders : list of Order }
define rich = some(count(o.items as i where i.price > 5 CNY) > 0 over orders as o)
""",
    ),
    Entry(
        code="PC215",
        name="unknown-document",
        severity="error",
        headline={"en": "the header names no document `{name}`", "zh": "制度头部没有列出文件 `{name}`"},
        cause={
            "en": "a citation stands for the main source, or names another document of the header",
            "zh": "引证不写文件名时指主要出处，否则须写头部列出的文件",
        },
        help={
            "en": 'add it to the header: `{name}: "title"`',
            "zh": '请在头部补上：`{name}: "文件标题"`',
        },
        bad="""policy shops "Shops" { source: "Notice 3" }
record Shop { key id : text  sales : money(CNY) }
define large @ annex "row 2" = sales >= 100 CNY
""",
        good="""policy shops "Shops" { source: "Notice 3"  annex: "Annex to Notice 3" }
record Shop { key id : text  sales : money(CNY) }
define large @ annex "row 2" = sales >= 100 CNY
""",
    ),
    Entry(
        code="PC216",
        name="setting-twice",
        severity="error",
        headline={"en": "the setting `{name}` is given twice", "zh": "设置项 `{name}` 写了两次"},
        cause={"en": "one of the two would be lost", "zh": "其中一个会被忽略"},
        help={"en": "keep one of them", "zh": "请保留其一"},
        bad="""policy shops "Shops" { version: "1"  version: "2" }
""",
        good="""policy shops "Shops" { version: "2" }
""",
    ),
    Entry(
        code="PC217",
        name="unknown-property",
        severity="error",
        headline={"en": "there is no setting `{name}` here", "zh": "此处没有设置项 `{name}`"},
        cause={
            "en": "the settings are {known}; any other name in a header must give a source document as a text",
            "zh": "设置项有{known}；头部的其他名称一律用于列出出处文件，其值须为文本",
        },
        help={"en": "write one of these settings", "zh": "请写这些设置项之一"},
        bad="""policy shops "Shops" { verison: "1" }
""",
        good="""policy shops "Shops" { version: "1" }
""",
    ),
    Entry(
        code="PC218",
        name="name-taken",
        severity="error",
        headline={"en": "the name `{name}` is already taken here", "zh": "名称 `{name}` 在此已被占用"},
        cause={
            "en": "names lead to rules, in results and explanations, so each stands for one thing",
            "zh": "结果和说明都以名称指向规则，因此一个名称只能代表一项",
        },
        help={"en": "give one of the two another name", "zh": "请将其中一个改名"},
        bad="""policy sample {}
record Shop { key id : text  sales : money(CNY) }
define large = sales >= 100 CNY
define large = sales >= 200 CNY
""",
        good="""policy sample {}
record Shop { key id : text  sales : money(CNY) }
define large = sales >= 100 CNY
define very_large = sales >= 200 CNY
""",
    ),
    Entry(
        code="PC219",
        name="builtin-unit-declared",
        severity="error",
        headline={"en": "`{name}` is a unit of the language already", "zh": "`{name}` 已是语言自带的单位"},
        cause={
            "en": "time units, points and currencies are there from the start; a currency may only be given other"
            " `decimals`",
            "zh": "时间单位、分和货币都是自带的；对货币只可另定 `小数位`",
        },
        help={
            "en": "leave the declaration out, or choose another name",
            "zh": "请删去该声明，或者另取名称",
        },
        bad="""policy sample {}
unit hour "lesson"
record Course { key id : text  length : number(hour) }
""",
        good="""policy sample {}
unit lesson "lesson"
record Course { key id : text  length : number(lesson) }
""",
    ),
    Entry(
        code="PC220",
        name="listed-twice",
        severity="error",
        headline={"en": "`{name}` is listed twice", "zh": "`{name}` 列了两次"},
        cause={
            "en": "each value, key, field or benefit stands once in its list",
            "zh": "同一列举中，每个取值、键、字段或权益项只写一次",
        },
        help={"en": "keep one of them", "zh": "请保留其一"},
        bad="""policy sample {}
choice Grade { gold > silver > gold }
record Client { key id : text  grade : Grade }
""",
        good="""policy sample {}
choice Grade { gold > silver > basic }
record Client { key id : text  grade : Grade }
""",
    ),
    Entry(
        code="PC221",
        name="unknown-type",
        severity="error",
        headline={"en": "there is no type `{name}`", "zh": "没有类型 `{name}`"},
        cause={
            "en": "a type is text, yes_no, whole, number, points, percent, money, date, moment, or a record or choice"
            " of this file",
            "zh": "类型有：文本、是否、整数、数值、分、百分比、金额、日期、时刻，以及本文件的记录和选项",
        },
        help={"en": "write one of them, or declare it", "zh": "请写其中之一，或者先作声明"},
        bad="""policy sample {}
record Client { key id : text  grade : Grdae }
choice Grade { gold > silver }
""",
        good="""policy sample {}
record Client { key id : text  grade : Grade }
choice Grade { gold > silver }
""",
    ),
    Entry(
        code="PC222",
        name="field-twice",
        severity="error",
        headline={
            "en": "the record `{record}` has two fields called `{name}`",
            "zh": "记录 `{record}` 有两个字段都叫 `{name}`",
        },
        cause={"en": "data could fill only one of them", "zh": "数据只能填入其中一个"},
        help={"en": "give one of them another name", "zh": "请将其中一个改名"},
        bad="""policy sample {}
record Client { key id : text  sales : money(CNY)  sales : whole }
""",
        good="""policy sample {}
record Client { key id : text  sales : money(CNY)  orders : whole }
""",
    ),
    Entry(
        code="PC223",
        name="unknown-mark",
        severity="error",
        headline={"en": "there is no mark `{name}`", "zh": "没有标记 `{name}`"},
        cause={"en": "the marks of a field are {known}", "zh": "字段的标记有{known}"},
        help={"en": "write one of them", "zh": "请写其中之一"},
        bad="""policy sample {}
record Client { key id : text  phone : text marks persnal }
""",
        good="""policy sample {}
record Client { key id : text  phone : text marks personal }
""",
    ),
    Entry(
        code="PC224",
        name="unknown-record",
        severity="error",
        headline={"en": "there is no record `{name}`", "zh": "没有记录 `{name}`"},
        cause={
            "en": "after `for` and `given` stands a record of this file, or one taken over with `use`",
            "zh": "`针对` 和 `给定` 之后须写本文件的记录，或者经 `引用` 取得的记录",
        },
        help={"en": "check how it is spelt, or declare it", "zh": "请核对写法，或者先作声明"},
        bad="""policy sample {}
record Client { key id : text  sales : money(CNY) }
define large for Cleint = sales >= 100 CNY
""",
        good="""policy sample {}
record Client { key id : text  sales : money(CNY) }
define large for Client = sales >= 100 CNY
""",
    ),
    Entry(
        code="PC225",
        name="start-twice",
        severity="error",
        headline={"en": "two values are given from {day} on", "zh": "自 {day} 起有两个值"},
        cause={
            "en": "of a dated parameter the newest value in force holds, and here two are equally new",
            "zh": "参数按日期取最近生效的值，而这两个值同日生效",
        },
        help={"en": "keep one of them, or put the dates right", "zh": "请保留其一，或者更正日期"},
        bad="""policy sample {}
parameter bonus : money(CNY) {
  from 2024-01-01 = 100 CNY
  from 2024-01-01 = 120 CNY
}
""",
        good="""policy sample {}
parameter bonus : money(CNY) {
  from 2024-01-01 = 100 CNY
  from 2024-07-01 = 120 CNY
}
""",
    ),
    Entry(
        code="PC226",
        name="unknown-actor",
        severity="error",
        headline={"en": "there is no actor `{name}`", "zh": "没有主体 `{name}`"},
        cause={
            "en": "who acts, answers, approves or pays is declared with `actor`",
            "zh": "行为、担责、批准和受处理的主体须用 `主体` 声明",
        },
        help={
            "en": "check how it is spelt, or declare it: `actor {name}`",
            "zh": "请核对写法，或者声明：`主体 {name}`",
        },
        bad="""policy sample {}
actor head_office
record Client { key id : text  visited : yes_no }
require visit by head_ofice : visited
""",
        good="""policy sample {}
actor head_office
record Client { key id : text  visited : yes_no }
require visit by head_office : visited
""",
    ),
    Entry(
        code="PC227",
        name="waiver-covers-nothing",
        severity="error",
        headline={"en": "this score has no deduction `{name}`", "zh": "该评分没有扣分项 `{name}`"},
        cause={
            "en": "a waiver forgives deductions of its own score; awards and factors are never touched",
            "zh": "免扣只针对同一评分内的扣分项，不涉及加分项和指标",
        },
        help={"en": "name a `deduct` of this score", "zh": "请写该评分中的一个 `扣分`"},
        bad="""policy sample {}
record Client { key id : text  late : whole at least 0  excused : yes_no }
score conduct : points {
  award start : 10 points
  deduct lateness : 1 point per late
  waive by_excuse covering latenes when excused
}
""",
        good="""policy sample {}
record Client { key id : text  late : whole at least 0  excused : yes_no }
score conduct : points {
  award start : 10 points
  deduct lateness : 1 point per late
  waive by_excuse covering lateness when excused
}
""",
    ),
    Entry(
        code="PC228",
        name="unknown-benefit",
        severity="error",
        headline={"en": "there is no benefit `{name}`", "zh": "没有权益项 `{name}`"},
        cause={
            "en": "grants and overrides give the benefits that these entitlements declare",
            "zh": "给予和例外只能涉及本权益所声明的权益项",
        },
        help={"en": "check how it is spelt, or declare it with `benefit`", "zh": "请核对写法，或者用 `权益项` 声明"},
        bad="""policy sample {}
choice Grade { gold > silver }
record Client { key id : text  grade : Grade }
entitlements care per grade {
  benefit visits : whole higher is better
  grant any { vists: 2 }
}
""",
        good="""policy sample {}
choice Grade { gold > silver }
record Client { key id : text  grade : Grade }
entitlements care per grade {
  benefit visits : whole higher is better
  grant any { visits: 2 }
}
""",
    ),
    Entry(
        code="PC229",
        name="unknown-base-grant",
        severity="error",
        headline={
            "en": "nothing is granted to `{name}` that could be the same",
            "zh": "没有对 `{name}` 的给予可供等同",
        },
        cause={
            "en": "`same as` takes over what another `grant` of these entitlements says",
            "zh": "`等同于` 沿用本权益中另一个 `给予` 的内容",
        },
        help={"en": "name a tier that has a `grant`", "zh": "请写已有 `给予` 的等级"},
        bad="""policy sample {}
choice Grade { gold > silver > basic }
record Client { key id : text  grade : Grade }
entitlements care per grade {
  benefit visits : whole higher is better
  grant basic { visits: 1 }
  grant gold same as silver with { visits: 4 }
}
""",
        good="""policy sample {}
choice Grade { gold > silver > basic }
record Client { key id : text  grade : Grade }
entitlements care per grade {
  benefit visits : whole higher is better
  grant basic { visits: 1 }
  grant gold same as basic with { visits: 4 }
}
""",
    ),
    Entry(
        code="PC230",
        name="unknown-matter",
        severity="error",
        headline={"en": "there is no matter `{name}` here", "zh": "此处没有情形 `{name}`"},
        cause={
            "en": "an exemption or escalation covers matters of its own accountability",
            "zh": "免责和加重只针对同一问责内的情形",
        },
        help={"en": "name one of its matters", "zh": "请写其中的一个情形"},
        bad="""policy sample {}
actor keeper
record Plan { key id : text  late : yes_no  excused : yes_no }
accountability fines {
  matter lateness when late { sanction fine against keeper : 100 CNY }
  exempt by_excuse covering latenes when excused
}
""",
        good="""policy sample {}
actor keeper
record Plan { key id : text  late : yes_no  excused : yes_no }
accountability fines {
  matter lateness when late { sanction fine against keeper : 100 CNY }
  exempt by_excuse covering lateness when excused
}
""",
    ),
    Entry(
        code="PC231",
        name="claim-about-no-statement",
        severity="error",
        headline={
            "en": "the law does not speak of a statement that decides",
            "zh": "该原则所指的不是作出决定的语句",
        },
        cause={
            "en": "`is complete`, `is exclusive` and `is reachable` are said of a definition or a decision, by its"
            " name",
            "zh": "`为 完备`、`为 互斥`、`为 可达` 针对定义或决定，须写其名称",
        },
        help={"en": "write the name of a definition or a decision", "zh": "请写一个定义或决定的名称"},
        bad="""policy sample {}
record Client { key id : text  sales : money(CNY) }
tiering grade { tier gold when sales >= 100 CNY  tier basic otherwise }
law every_tier : sales is reachable
""",
        good="""policy sample {}
record Client { key id : text  sales : money(CNY) }
tiering grade { tier gold when sales >= 100 CNY  tier basic otherwise }
law every_tier : grade is reachable
""",
    ),
    Entry(
        code="PC232",
        name="law-about-no-fact",
        severity="error",
        headline={
            "en": "what a law rises with, falls with or ignores is a field or a derived fact",
            "zh": "原则所同向、反向或不考虑的，须是字段或推算的事实",
        },
        cause={
            "en": "a law says what happens when one fact changes, so the fact is called by its name",
            "zh": "原则说明某项事实变动时的结果，因此须写该事实的名称",
        },
        help={
            "en": "write the name, as in `sales` or `loans.amount`; `define` what has none",
            "zh": "请写名称，如 `销售额` 或 `贷款.金额`；没有名称的，先作 `定义`",
        },
        bad="""policy sample {}
record Client { key id : text  sales : money(CNY) }
tiering grade { tier gold when sales >= 100 CNY  tier basic otherwise }
law more_never_less : grade rises with sales * 2
""",
        good="""policy sample {}
record Client { key id : text  sales : money(CNY) }
tiering grade { tier gold when sales >= 100 CNY  tier basic otherwise }
law more_never_less : grade rises with sales
""",
    ),
    Entry(
        code="PC233",
        name="no-record",
        severity="error",
        headline={"en": "there is no record that `{name}` could be for", "zh": "没有 `{name}` 可以针对的记录"},
        cause={
            "en": "rules are about records, and this file neither declares nor uses one",
            "zh": "规则都针对记录，而本文件既没有声明也没有引用记录",
        },
        help={
            "en": "declare the facts that rules may read: `record Client {{ key id : text … }}`",
            "zh": "请声明规则可读取的事实：`记录 客户 {{ 标识 编号 : 文本 … }}`",
        },
        bad="""policy sample {}
define answer = 6 * 7
""",
        good="""policy sample {}
record Client { key id : text }
define answer = 6 * 7
""",
    ),
    Entry(
        code="PC234",
        name="record-not-said",
        severity="error",
        headline={"en": "`{name}` does not say which record it is for", "zh": "`{name}` 没有写明针对哪一种记录"},
        cause={
            "en": "{records} all have a key, so more than one can be decided about",
            "zh": "{records} 都有标识，都可以成为决定的对象",
        },
        help={
            "en": "write `for` and the record after the name and its labels",
            "zh": "请在名称和标签之后写 `针对` 和记录名",
        },
        bad="""policy sample {}
record Client { key id : text  sales : money(CNY) }
record Shop { key id : text }
define large = sales >= 100 CNY
""",
        good="""policy sample {}
record Client { key id : text  sales : money(CNY) }
record Shop { key id : text }
define large for Client = sales >= 100 CNY
""",
    ),
    Entry(
        code="PC235",
        name="no-record-with-key",
        severity="error",
        headline={"en": "`{name}` does not say which record it is for", "zh": "`{name}` 没有写明针对哪一种记录"},
        cause={
            "en": "none of {records} has a key that would mark it as the one that is decided about",
            "zh": "{records} 都没有标识，看不出以哪一种为决定的对象",
        },
        help={
            "en": "give the record that is decided about a `key` field",
            "zh": "请为决定所针对的记录设 `标识` 字段",
        },
        bad="""policy sample {}
record Loan { amount : money(CNY) }
record Client { number : text  loans : list of Loan }
define owed = sum(amount over loans)
""",
        good="""policy sample {}
record Loan { amount : money(CNY) }
record Client { key number : text  loans : list of Loan }
define owed = sum(amount over loans)
""",
    ),
    Entry(
        code="PC236",
        name="no-parameter-or-reading",
        severity="error",
        headline={
            "en": "`{name}` is neither a parameter nor a reading",
            "zh": "`{name}` 既不是参数，也不是口径",
        },
        cause={
            "en": "with `with` an example sets parameters and readings; facts stand in the record that is given",
            "zh": "示例用 `另设` 设定参数和口径；事实写在给定的记录里",
        },
        help={"en": "name a parameter or a reading", "zh": "请写参数或口径的名称"},
        bad="""policy sample {}
record Client { key id : text  sales : money(CNY) }
parameter from_sales : money(CNY) not stated
define large = sales >= from_sales
example one { given Client { sales: 5 CNY }  with frm_sales: 5 CNY  expect large: yes }
""",
        good="""policy sample {}
record Client { key id : text  sales : money(CNY) }
parameter from_sales : money(CNY) not stated
define large = sales >= from_sales
example one { given Client { sales: 5 CNY }  with from_sales: 5 CNY  expect large: yes }
""",
    ),
    Entry(
        code="PC237",
        name="unknown-rule",
        severity="error",
        headline={"en": "there is no rule `{name}`", "zh": "没有规则 `{name}`"},
        cause={
            "en": "after `because` stands a rule by its names from the outside in, as in `grade.gold`",
            "zh": "`因为` 之后由外到内写规则的名称，如 `级别.金卡`",
        },
        help={"en": "check the names on the way", "zh": "请逐个核对名称"},
        bad="""policy sample {}
record Client { key id : text  sales : money(CNY) }
tiering grade { tier gold when sales >= 100 CNY  tier basic otherwise }
example one { given Client { sales: 100 CNY }  expect grade: gold because grade.glod }
""",
        good="""policy sample {}
record Client { key id : text  sales : money(CNY) }
tiering grade { tier gold when sales >= 100 CNY  tier basic otherwise }
example one { given Client { sales: 100 CNY }  expect grade: gold because grade.gold }
""",
    ),
    Entry(
        code="PC238",
        name="use-in-a-circle",
        severity="error",
        headline={
            "en": "`{path}` uses this file, so it cannot be used here",
            "zh": "`{path}` 引用了本文件，因此不能在此引用",
        },
        cause={
            "en": "files may use one another, but not in a circle: one of them has to be read first",
            "zh": "文件之间可以引用，但不得循环：总要有一个先读",
        },
        help={
            "en": "move what both need into a third file",
            "zh": "请将双方都需要的内容移入第三个文件",
        },
        bad="""policy sample {}
use Grade from "common.policy"
record Client { key id : text  grade : Grade }
# file: common.policy
policy common {}
use Client from "sample.policy"
choice Grade { gold > silver }
""",
        good="""policy sample {}
use Grade from "common.policy"
record Client { key id : text  grade : Grade }
# file: common.policy
policy common {}
choice Grade { gold > silver }
""",
    ),
    Entry(
        code="PC239",
        name="used-file-missing",
        severity="error",
        headline={"en": "the file `{path}` that is used here is missing", "zh": "此处引用的文件 `{path}` 不存在"},
        cause={
            "en": "the path counts from the folder of the file that uses it",
            "zh": "路径从引用它的文件所在目录算起",
        },
        help={"en": "check how the file and its folder are written", "zh": "请核对文件名及其目录"},
        bad="""policy sample {}
use Grade from "comon.policy"
record Client { key id : text }
# file: common.policy
policy common {}
choice Grade { gold > silver }
""",
        good="""policy sample {}
use Grade from "common.policy"
record Client { key id : text }
# file: common.policy
policy common {}
choice Grade { gold > silver }
""",
    ),
    Entry(
        code="PC240",
        name="name-not-in-used-file",
        severity="error",
        headline={"en": "`{path}` declares no `{name}`", "zh": "`{path}` 中没有声明 `{name}`"},
        cause={
            "en": "names are taken from the file that declares them, not from one that uses them itself",
            "zh": "名称须从声明它的文件引用，不能从同样引用它的文件转引",
        },
        help={
            "en": "check how it is spelt, or name the file that declares it",
            "zh": "请核对写法，或者改写声明它的文件",
        },
        bad="""policy sample {}
use Garde from "common.policy"
record Client { key id : text }
# file: common.policy
policy common {}
choice Grade { gold > silver }
""",
        good="""policy sample {}
use Grade from "common.policy"
record Client { key id : text }
# file: common.policy
policy common {}
choice Grade { gold > silver }
""",
    ),
    Entry(
        code="PC241",
        name="policy-name-twice",
        severity="error",
        headline={"en": "two used files are policies called `{name}`", "zh": "引用的两个文件都叫制度 `{name}`"},
        cause={
            "en": "rules of used files are known by the name of their policy, so two of one name cannot be told apart",
            "zh": "引用文件中的规则以其制度名区分，同名就无法区分",
        },
        help={"en": "give one of the policies another name", "zh": "请将其中一个制度改名"},
        bad="""policy sample {}
use Grade from "common.policy"
use Kind from "kinds.policy"
record Client { key id : text  grade : Grade  kind : Kind }
# file: common.policy
policy common {}
choice Grade { gold > silver }
# file: kinds.policy
policy common {}
choice Kind { shop, office }
""",
        good="""policy sample {}
use Grade from "common.policy"
use Kind from "kinds.policy"
record Client { key id : text  grade : Grade  kind : Kind }
# file: common.policy
policy common {}
choice Grade { gold > silver }
# file: kinds.policy
policy kinds {}
choice Kind { shop, office }
""",
    ),
    Entry(
        code="PC242",
        name="value-of-which-choice",
        severity="error",
        headline={
            "en": "nothing here says which choice `{name}` is a value of",
            "zh": "此处看不出 `{name}` 是哪个选项的取值",
        },
        cause={
            "en": "a bare value is understood where its choice is expected, or where one choice alone has all of them",
            "zh": "取值单独书写时，须由所在之处得知其选项，或者只有一个选项包含所写的全部取值",
        },
        help={"en": "name the choice as well, as in `Grade.gold`", "zh": "请连同选项名书写，如 `等级.金卡`"},
        bad="""policy sample {}
choice Grade { gold > silver }
choice Metal { gold, silver }
record Client { key id : text  loyal : yes_no }
define present_of = if loyal then Metal.gold else Metal.silver
define best = gold
""",
        good="""policy sample {}
choice Grade { gold > silver }
choice Metal { gold, silver }
record Client { key id : text  loyal : yes_no }
define present_of = if loyal then Metal.gold else Metal.silver
define best = Metal.gold
""",
    ),
    Entry(
        code="PC243",
        name="expects-no-outcome",
        severity="error",
        headline={
            "en": "`{name}` is {kind} and does not come out of deciding",
            "zh": "`{name}` 是{kind}，不是决定得出的结果",
        },
        cause={
            "en": "an example expects definitions, scores, tiers, requirements, benefits and findings",
            "zh": "示例可预期的有：定义、评分、分级、要求、权益项和问责的结论",
        },
        help={
            "en": "expect what is made of it; parameters and readings are set before, with `with`",
            "zh": "请写由其得出的结果；参数和口径在前面用 `另设` 设定",
        },
        bad="""policy sample {}
record Client { key id : text  sales : money(CNY) }
parameter from_sales : money(CNY) = 5 CNY
define large = sales >= from_sales
example one { given Client { sales: 5 CNY }  expect from_sales: 5 CNY }
""",
        good="""policy sample {}
record Client { key id : text  sales : money(CNY) }
parameter from_sales : money(CNY) = 5 CNY
define large = sales >= from_sales
example one { given Client { sales: 5 CNY }  expect large: yes }
""",
    ),
    Entry(
        code="PC244",
        name="unknown-calendar",
        severity="error",
        headline={"en": "no calendar is called `{name}`", "zh": "没有名为 `{name}` 的日历"},
        cause={
            "en": "the header and the functions on working days name a calendar that the file declares or uses",
            "zh": "文件头和工作日函数所写的，须是本文件声明或引用的日历",
        },
        help={
            "en": 'declare it, or take it from another file, as in `use cn from "calendars/cn.policy"`',
            "zh": '请声明该日历，或从其他文件引用，如 `引用 cn 自 "calendars/cn.policy"`',
        },
        bad="""policy sample { calendar: office }
calendar cn { weekend: saturday, sunday }
record Case { key id : text  found_on : date }
define due_on = found_on + 3 days
""",
        good="""policy sample { calendar: cn }
calendar cn { weekend: saturday, sunday }
record Case { key id : text  found_on : date }
define due_on = found_on + 3 days
""",
    ),
)

PHRASES: dict[str, Texts] = {
    "did_you_mean_word": {
        "en": "a name right after a number is its unit; did you mean the word `{name}`?",
        "zh": "紧接数字的名称会读作单位；是否想写关键词 `{name}`？",
    },
    "declared_here": {"en": "declared here", "zh": "声明于此"},
    "kind_record": {"en": "a record", "zh": "记录"},
    "kind_choice": {"en": "a choice", "zh": "选项"},
    "kind_actor": {"en": "an actor", "zh": "主体"},
    "kind_parameter": {"en": "a parameter", "zh": "参数"},
    "kind_reading": {"en": "a reading", "zh": "口径"},
    "with_choice": {"en": "name the choice as well, as in `{name}`", "zh": "请连同选项名书写，如 `{name}`"},
    "kind_law": {"en": "a law", "zh": "原则"},
}
