"""Messages about the structure of rules, PC4nn."""

from __future__ import annotations

from policycore.diagnostics.entry import Entry, Texts

ENTRIES: tuple[Entry, ...] = (
    Entry(
        code="PC401",
        name="depends-on-itself",
        severity="error",
        headline={"en": "`{name}` depends on itself", "zh": "`{name}` 依赖于自身"},
        cause={
            "en": "following what it reads leads back to it, so there is nothing to start from",
            "zh": "沿其所读的内容追溯会回到它本身，无从算起",
        },
        help={
            "en": "read a fact of the record at one point of the circle",
            "zh": "请在循环中的一处改读记录的事实",
        },
        bad="""policy sample {}
record Client { key id : text  sales : money(CNY) }
define base = bonus + sales
define bonus = base * 10%
""",
        good="""policy sample {}
record Client { key id : text  sales : money(CNY) }
define base = sales
define bonus = base * 10%
""",
    ),
    Entry(
        code="PC402",
        name="more-than-all-parts",
        severity="error",
        headline={
            "en": "of {given} parts, {count} cannot be asked for",
            "zh": "共有 {given} 项，不能要求满足 {count} 项",
        },
        cause={
            "en": "`at least` asks for between one and all of the parts in the braces",
            "zh": "`至少…项满足` 的项数介于一项与花括号内的全部之间",
        },
        help={"en": "put the number right, or add the missing part", "zh": "请更正项数，或者补上遗漏的项"},
        bad="""policy sample {}
record Client { key id : text  trained : yes_no  paid : yes_no }
define sound = at least 3 of { trained, paid }
""",
        good="""policy sample {}
record Client { key id : text  trained : yes_no  paid : yes_no }
define sound = at least 2 of { trained, paid }
""",
    ),
    Entry(
        code="PC403",
        name="row-of-other-length",
        severity="error",
        headline={
            "en": "the row does not have one cell for each key",
            "zh": "该行的单元与表格的键不是一一对应",
        },
        cause={
            "en": "cells of this row: {given}; keys of the table: {count}; they stand in the same order",
            "zh": "该行的单元数：{given}；表格的键数：{count}；两者次序相同",
        },
        help={
            "en": "write `any` where a key does not matter; several values of one key stand in braces",
            "zh": "某个键无关时写 `不限`；一个键的多个取值写在花括号中",
        },
        bad="""policy sample {}
record Client { key id : text  paid : yes_no  visits : whole at least 0 }
define rate = table paid, visits { when yes : 2  otherwise : 1 }
""",
        good="""policy sample {}
record Client { key id : text  paid : yes_no  visits : whole at least 0 }
define rate = table paid, visits { when yes, any : 2  otherwise : 1 }
""",
    ),
    Entry(
        code="PC404",
        name="table-without-rows",
        severity="error",
        headline={"en": "the table has no rows", "zh": "表格没有行"},
        cause={"en": "a table gives the value of the row that fits its keys", "zh": "表格给出与键相符的那一行的值"},
        help={"en": "write rows such as `when yes : 2`", "zh": "请写行，如 `当 是 : 2`"},
        bad="""policy sample {}
record Client { key id : text  paid : yes_no }
define rate = table paid { }
""",
        good="""policy sample {}
record Client { key id : text  paid : yes_no }
define rate = table paid { when yes : 2  otherwise : 1 }
""",
    ),
    Entry(
        code="PC405",
        name="row-twice",
        severity="error",
        headline={"en": "two rows have the same cells", "zh": "有两行的单元相同"},
        cause={
            "en": "rows have no order, so both hold for the same keys: one of them says nothing, or the two contradict"
            " each other",
            "zh": "行与行不分先后，两行对相同的键都成立：不是多余，就是矛盾",
        },
        help={"en": "put the cells of one of them right, or leave it out", "zh": "请更正其中一行的单元，或者删去"},
        bad="""policy sample {}
record Client { key id : text  kind : {shop, works, office} }
define rate = table kind { when shop : 2  when shop : 3  otherwise : 1 }
""",
        good="""policy sample {}
record Client { key id : text  kind : {shop, works, office} }
define rate = table kind { when shop : 2  when works : 3  otherwise : 1 }
""",
    ),
    Entry(
        code="PC406",
        name="table-with-holes",
        severity="error",
        headline={"en": "no row says what comes out for {keys}", "zh": "没有一行写明 {keys} 的结果"},
        cause={
            "en": "a table without `otherwise` must have a row for everything that its keys can be",
            "zh": "没有 `其余情形` 的表格，须对键的一切可能都有行",
        },
        help={
            "en": "add the row, or `otherwise : not stated` if the source is silent",
            "zh": "请补上该行；出处未写明的，写 `其余情形 : 未载明`",
        },
        bad="""policy sample {}
record Client { key id : text  kind : {shop, works, office} }
define rate = table kind { when shop : 2  when works : 3 }
""",
        good="""policy sample {}
record Client { key id : text  kind : {shop, works, office} }
define rate = table kind { when shop : 2  when works : 3  when office : 1 }
""",
    ),
    Entry(
        code="PC407",
        name="cite-missing",
        severity="error",
        headline={"en": "`{name}` does not say where it comes from", "zh": "`{name}` 没有写明出处"},
        cause={
            "en": "the header says `cites: required`, so each rule, or the statement around it, carries a citation",
            "zh": "头部写有 `引证: 必注`，因此每条规则或其所在语句都须写明出处",
        },
        help={"en": 'add the place after the name: `@ "art. 4"`', "zh": '请在名称之后写明出处：`@ "第四条"`'},
        bad="""policy clients "Clients" { source: "Notice 3"  cites: required }
record Client { key id : text  paid : yes_no }
require payment : paid
""",
        good="""policy clients "Clients" { source: "Notice 3"  cites: required }
record Client { key id : text  paid : yes_no }
require payment @ "art. 4" : paid
""",
    ),
    Entry(
        code="PC408",
        name="said-twice",
        severity="error",
        headline={"en": "a second `{word}` stands here", "zh": "此处又写了一个 `{word}`"},
        cause={"en": "one of the two would be lost", "zh": "其中一个会被忽略"},
        help={"en": "keep one of them", "zh": "请保留其一"},
        bad="""policy sample {}
record Client { key id : text  mark : whole 0..10 }
score standing : points {
  factor conduct = mark
  cap 8
  cap 9
}
""",
        good="""policy sample {}
record Client { key id : text  mark : whole 0..10 }
score standing : points {
  factor conduct = mark
  cap 9
}
""",
    ),
    Entry(
        code="PC409",
        name="nothing-inside",
        severity="error",
        headline={"en": "`{name}` has nothing inside that counts", "zh": "`{name}` 之内没有可计的内容"},
        cause={
            "en": "a score or group is the sum of its factors, awards and deductions; accountability is made of"
            " matters",
            "zh": "评分和组是其指标、加分和扣分之和；问责由情形组成",
        },
        help={"en": "add what counts, or leave the statement out", "zh": "请补上所计的内容，或者删去该语句"},
        bad="""policy sample {}
record Client { key id : text  mark : whole 0..10 }
score standing : points {
  cap 9
}
""",
        good="""policy sample {}
record Client { key id : text  mark : whole 0..10 }
score standing : points {
  factor conduct = mark
  cap 9
}
""",
    ),
    Entry(
        code="PC410",
        name="label-without-language",
        severity="error",
        headline={"en": "there are more labels than languages", "zh": "标签比语言多"},
        cause={
            "en": "labels stand in the order of the `languages` of the header, of which there are {count}",
            "zh": "标签按头部 `语言` 的次序书写，而语言只有 {count} 种",
        },
        help={
            "en": "add the language to the header, `languages: en, zh`, or leave the label out",
            "zh": "请在头部补上语言：`语言: zh, en`，或者删去该标签",
        },
        bad="""policy clients "Clients" { languages: en }
record Client "Client" / "客户" { key id : text }
""",
        good="""policy clients "Clients" { languages: en, zh }
record Client "Client" / "客户" { key id : text }
""",
    ),
    Entry(
        code="PC411",
        name="setting-value",
        severity="error",
        headline={"en": "`{name}` cannot be set to this", "zh": "`{name}` 不能设为此值"},
        cause={"en": "it may be {expected}", "zh": "可设为 {expected}"},
        help={"en": "write one of these words", "zh": "请写其中之一"},
        bad="""policy clients "Clients" { status: drafted }
""",
        good="""policy clients "Clients" { status: draft }
""",
    ),
    Entry(
        code="PC412",
        name="setting-wants-text",
        severity="error",
        headline={"en": "the value of `{name}` is a text", "zh": "`{name}` 的值须是文本"},
        cause={"en": "texts stand in quotes", "zh": "文本写在引号中"},
        help={"en": 'write it in quotes, as in `{name}: "2024.1"`', "zh": '请加引号，如 `{name}: "2024.1"`'},
        bad="""policy clients "Clients" { version: 2024.1 }
""",
        good="""policy clients "Clients" { version: "2024.1" }
""",
    ),
    Entry(
        code="PC413",
        name="no-time-zone",
        severity="error",
        headline={"en": "`{name}` is not the name of a time zone", "zh": "`{name}` 不是时区名"},
        cause={
            "en": "time zones have names of region and place, as in `Asia/Shanghai`",
            "zh": "时区名由地区和地点组成，如 `Asia/Shanghai`",
        },
        help={"en": "write such a name, or `UTC`", "zh": "请写这样的名称，或者写 `UTC`"},
        bad="""policy clients "Clients" { time_zone: "Beijing time" }
""",
        good="""policy clients "Clients" { time_zone: "Asia/Shanghai" }
""",
    ),
    Entry(
        code="PC414",
        name="setting-wants-day",
        severity="error",
        headline={"en": "the value of `{name}` is a day", "zh": "`{name}` 的值须是日期"},
        cause={
            "en": "`in_force` takes a day, two days with `..` between them, or `from` a day; other dates take one day",
            "zh": "`施行` 可写一个日期、用 `..` 相连的两个日期，或者 `自` 某日；其他设置只写一个日期",
        },
        help={"en": "write the day without quotes, as in `2024-01-01`", "zh": "请写日期，不加引号，如 `2024-01-01`"},
        bad="""policy clients "Clients" { in_force: "January 2024" }
""",
        good="""policy clients "Clients" { in_force: 2024-01-01 }
""",
    ),
    Entry(
        code="PC415",
        name="unit-equals-what",
        severity="error",
        headline={
            "en": "`{name}` is not said in terms of another declared unit",
            "zh": "`{name}` 没有用另一个已声明的单位表示",
        },
        cause={
            "en": "after `=` stands how much one of it is in a unit declared above; time and money are families of"
            " their own",
            "zh": "`=` 之后写一个该单位等于多少上文声明的单位；时间和货币自成一类，不在其列",
        },
        help={"en": "write it as in `unit kg = 0.001 t`", "zh": "请写成 `计量单位 千克 = 0.001 吨`"},
        bad="""policy sample {}
unit t "tonne"
unit kg "kilogram" = 0.001
record Crate { key id : text  weight : number(kg) }
""",
        good="""policy sample {}
unit t "tonne"
unit kg "kilogram" = 0.001 t
record Crate { key id : text  weight : number(kg) }
""",
    ),
    Entry(
        code="PC416",
        name="number-of-decimals",
        severity="error",
        headline={"en": "`decimals` is a whole number from 0 to 12", "zh": "`小数位` 须是 0 至 12 的整数"},
        cause={
            "en": "it says how many digits after the point numbers in this unit may have in data",
            "zh": "它规定以该单位计的数据可有几位小数",
        },
        help={"en": "write such a number", "zh": "请写这样的数"},
        bad="""policy sample {}
unit t "tonne" { decimals: 40 }
record Crate { key id : text  weight : number(t) }
""",
        good="""policy sample {}
unit t "tonne" { decimals: 4 }
record Crate { key id : text  weight : number(t) }
""",
    ),
    Entry(
        code="PC417",
        name="field-cannot-be-key",
        severity="error",
        headline={"en": "`{name}` cannot be a key", "zh": "`{name}` 不能作标识"},
        cause={
            "en": "a key tells records apart: it is always there, and is a text, a number, a date or a value of a"
            " choice",
            "zh": "标识用来区分记录：不得为空，类型须是文本、数值、日期或选项",
        },
        help={"en": "make another field the key", "zh": "请以另一字段为标识"},
        bad="""policy sample {}
record Client { key id : text optional  sales : money(CNY) }
""",
        good="""policy sample {}
record Client { key id : text  sales : money(CNY) }
""",
    ),
    Entry(
        code="PC418",
        name="second-key",
        severity="error",
        headline={"en": "`{name}` is a second key of `{record}`", "zh": "`{name}` 是 `{record}` 的第二个标识"},
        cause={"en": "one field tells the records apart", "zh": "记录只由一个字段区分"},
        help={
            "en": "keep one key; data may join two columns into one",
            "zh": "请保留一个标识；数据中可将两列合为一列",
        },
        bad="""policy sample {}
record Client { key branch : text  key number : text }
""",
        good="""policy sample {}
record Client { branch : text  key number : text }
""",
    ),
    Entry(
        code="PC419",
        name="reading-without-choice",
        severity="error",
        headline={
            "en": "`{name}` does not choose one of several alternatives",
            "zh": "`{name}` 没有从几种理解中采用一种",
        },
        cause={
            "en": "a reading lists at least two meanings that the source allows, and marks one of them as `chosen`",
            "zh": "口径至少列出两种原文允许的理解，并以 `采用` 标明其中一种",
        },
        help={"en": "write `chosen` before exactly one of them", "zh": "请在其中恰好一种之前写 `采用`"},
        bad="""policy sample {}
reading border "Is 100 large?" { upper  lower }
record Client { key id : text }
""",
        good="""policy sample {}
reading border "Is 100 large?" { chosen upper  lower }
record Client { key id : text }
""",
    ),
    Entry(
        code="PC420",
        name="comparison-always-same",
        severity="warning",
        headline={"en": "the answer to this comparison is always {answer}", "zh": "这一比较的结果总是{answer}"},
        cause={
            "en": "the bounds of what is compared already decide it",
            "zh": "所比较内容的范围已经决定了结果",
        },
        help={
            "en": "check the number and its unit, or the bounds of the field",
            "zh": "请核对数值及其单位，或者字段的范围",
        },
        bad="""policy sample {}
record Machine { key id : text  age : whole 0..50 }
define old = age >= 0
""",
        good="""policy sample {}
record Machine { key id : text  age : whole 0..50 }
define old = age >= 20
""",
    ),
    Entry(
        code="PC421",
        name="asks-whether-known",
        severity="warning",
        headline={
            "en": "a fact learnt later may turn the answer of `is {word}` round",
            "zh": "以后得知事实，`为 {word}` 的结果可能反转",
        },
        cause={
            "en": "everywhere else a decided outcome stays as it is when more becomes known; this test breaks the rule",
            "zh": "在其他地方，已定的结果不因得知更多而改变；这种判断是例外",
        },
        help={
            "en": "if the source means that something is not there, make the field `optional` and ask `is absent`",
            "zh": "如果原文指的是没有该事项，请将字段设为 `可空`，并写 `为 空`",
        },
        bad="""policy sample {}
record Client { key id : text  phone : text }
require can_be_called : phone is known
""",
        good="""policy sample {}
record Client { key id : text  phone : text optional }
require can_be_called : phone is present
""",
    ),
    Entry(
        code="PC422",
        name="never-absent",
        severity="warning",
        headline={
            "en": "this is never absent, so the test always has the same answer",
            "zh": "此项从不为空，判断的结果总是相同",
        },
        cause={
            "en": "only an `optional` field, and what is computed from one, can be absent; a plain field that is not"
            " given is unknown",
            "zh": "只有 `可空` 字段及由其推算的内容才可能为空；普通字段未给出即为未知",
        },
        help={"en": "make the field `optional`, or leave the test out", "zh": "请将字段设为 `可空`，或者删去该判断"},
        bad="""policy sample {}
record Client { key id : text  left_on : date }
define gone = left_on is present
""",
        good="""policy sample {}
record Client { key id : text  left_on : date optional }
define gone = left_on is present
""",
    ),
    Entry(
        code="PC423",
        name="may-be-absent",
        severity="warning",
        headline={"en": "this may be absent, and a value is needed here", "zh": "此项可能为空，而此处需要值"},
        cause={
            "en": "where it is absent there is no value to go on with, and the outcome stays open",
            "zh": "为空时没有可用的值，结果将悬而未定",
        },
        help={
            "en": "ask first: `… is present and …`, or `if … is absent then … else …`",
            "zh": "请先判断：`… 为 非空 且 …`，或者 `如果 … 为 空 则 … 否则 …`",
        },
        bad="""policy sample {}
record Client { key id : text  left_on : date optional }
define gone = left_on < 2024-01-01
""",
        good="""policy sample {}
record Client { key id : text  left_on : date optional }
define gone = left_on is present and left_on < 2024-01-01
""",
    ),
    Entry(
        code="PC424",
        name="rows-overlap",
        severity="warning",
        headline={"en": "two rows with different results can hold at once", "zh": "两行结果不同，却可能同时成立"},
        cause={
            "en": "rows have no order, so where both hold the outcome is a conflict that names both",
            "zh": "行与行不分先后，两行同时成立时，结果为冲突，并列出这两行",
        },
        help={
            "en": "narrow the cells of one of them; if the source itself is at odds, leave it so",
            "zh": "请缩小其中一行的单元；如果原文本身矛盾，可以保留",
        },
        bad="""policy sample {}
record Client { key id : text  visits : whole at least 0 }
define rate = table visits { when <= 3 : 1  when 3 .. 9 : 2  otherwise : 3 }
""",
        good="""policy sample {}
record Client { key id : text  visits : whole at least 0 }
define rate = table visits { when <= 3 : 1  when 4 .. 9 : 2  otherwise : 3 }
""",
    ),
    Entry(
        code="PC425",
        name="require-may",
        severity="error",
        headline={
            "en": "`{name}` requires nothing: what one may do cannot fail",
            "zh": "`{name}` 没有要求什么：可以做的事无从违反",
        },
        cause={
            "en": "`must`, `must not` and `should` can be kept or not; a permission cannot",
            "zh": "`应当`、`不得`、`宜` 才有遵守与否之分，许可没有",
        },
        help={
            "en": "write `must` or `should`, or `define` what the permission depends on",
            "zh": "请写 `应当` 或 `宜`，或者用 `定义` 写明许可的条件",
        },
        bad="""policy sample {}
record Client { key id : text  paid : yes_no }
require discount may : paid
""",
        good="""policy sample {}
record Client { key id : text  paid : yes_no }
require discount should : paid
""",
    ),
    Entry(
        code="PC426",
        name="mark-never-in-range",
        severity="error",
        headline={"en": "the mark can never lie in this range", "zh": "该评分值不可能落在此区间内"},
        cause={
            "en": "the bounds of the field that holds the mark lie outside it",
            "zh": "评分值所在字段的范围在该区间之外",
        },
        help={"en": "put the range or the bounds of the field right", "zh": "请更正区间，或者字段的范围"},
        bad="""policy sample {}
record Machine { key id : text  mark : whole 0..5 }
score importance : points { factor effect = 16..25 from mark }
""",
        good="""policy sample {}
record Machine { key id : text  mark : whole 0..25 }
score importance : points { factor effect = 16..25 from mark }
""",
    ),
    Entry(
        code="PC427",
        name="after-otherwise",
        severity="error",
        headline={"en": "`{name}` stands after everything has been decided", "zh": "`{name}` 之前已作出全部决定"},
        cause={
            "en": "the first that holds decides, and what is said `otherwise` always holds",
            "zh": "以最先成立的为准，而 `其余情形` 总是成立",
        },
        help={"en": "move it before `otherwise`, or leave it out", "zh": "请移到 `其余情形` 之前，或者删去"},
        bad="""policy sample {}
record Client { key id : text  sales : money(CNY) }
tiering grade {
  tier gold when sales >= 100 CNY
  tier basic otherwise
  tier poor when sales < 10 CNY
}
""",
        good="""policy sample {}
record Client { key id : text  sales : money(CNY) }
tiering grade {
  tier gold when sales >= 100 CNY
  tier silver when sales >= 10 CNY
  tier basic otherwise
}
""",
    ),
    Entry(
        code="PC428",
        name="bands-with-holes",
        severity="error",
        headline={
            "en": "the bands of `{name}` do not plainly cover everything",
            "zh": "`{name}` 的各档没有明显涵盖全部情形",
        },
        cause={
            "en": "where no band held there would be no contribution to the score",
            "zh": "没有一档成立时，评分就缺了这一项",
        },
        help={"en": "end with a band `otherwise`", "zh": "请以 `其余情形` 的一档结束"},
        bad="""policy sample {}
record Client { key id : text  sales : money(CNY) at least 0  visits : whole at least 0 }
score standing : points {
  factor turnover {
    band high when sales >= 100 CNY : 10
    band low when visits >= 3 : 5
  }
}
""",
        good="""policy sample {}
record Client { key id : text  sales : money(CNY) at least 0  visits : whole at least 0 }
score standing : points {
  factor turnover {
    band high when sales >= 100 CNY : 10
    band low otherwise : 5
  }
}
""",
    ),
    Entry(
        code="PC429",
        name="designation-after-tiers",
        severity="error",
        headline={"en": "the designation `{name}` stands after a tier", "zh": "指定 `{name}` 写在等级之后"},
        cause={
            "en": "a designation goes before all criteria, so it is written before them",
            "zh": "指定优先于一切条件，因此写在各等级之前",
        },
        help={"en": "move it above the first tier", "zh": "请移到第一个等级之前"},
        bad="""policy sample {}
record Client { key id : text  sales : money(CNY)  founder : yes_no }
tiering grade {
  tier gold when sales >= 100 CNY
  designate by_right when founder : gold
  tier basic otherwise
}
""",
        good="""policy sample {}
record Client { key id : text  sales : money(CNY)  founder : yes_no }
tiering grade {
  designate by_right when founder : gold
  tier gold when sales >= 100 CNY
  tier basic otherwise
}
""",
    ),
    Entry(
        code="PC430",
        name="tier-from-beside-tiers",
        severity="error",
        headline={
            "en": "`tier from` stands beside tiers of their own",
            "zh": "`等级 自` 不能与其他等级并列",
        },
        cause={
            "en": "`tier from` gives the whole tier, so nothing is left for others to decide",
            "zh": "`等级 自` 给出全部结果，其他等级无可决定",
        },
        help={
            "en": "keep `tier from`, or put its parts into the conditions of the tiers",
            "zh": "请只保留 `等级 自`，或者将其内容写入各等级的条件",
        },
        bad="""policy sample {}
choice Grade { gold > basic }
record Client { key id : text  by_sales : Grade  by_visits : Grade  founder : yes_no }
tiering grade : Grade {
  tier gold when founder
  tier from highest(by_sales, by_visits)
}
""",
        good="""policy sample {}
choice Grade { gold > basic }
record Client { key id : text  by_sales : Grade  by_visits : Grade  founder : yes_no }
tiering grade : Grade {
  designate by_right when founder : gold
  tier from highest(by_sales, by_visits)
}
""",
    ),
    Entry(
        code="PC431",
        name="tiers-with-holes",
        severity="error",
        headline={
            "en": "the tiers of `{name}` do not plainly cover everything",
            "zh": "`{name}` 的各等级没有明显涵盖全部情形",
        },
        cause={
            "en": "where no tier held there would be no outcome, and nobody would have said so",
            "zh": "没有一个等级成立时就没有结果，而制度对此未作交代",
        },
        help={
            "en": "end with `tier … otherwise`, or `otherwise not stated` if the source is silent",
            "zh": "请以 `等级 … 其余情形` 结束；原文未写明的，写 `其余情形 未载明`",
        },
        bad="""policy sample {}
record Client { key id : text  sales : money(CNY)  visits : whole }
tiering grade {
  tier gold when sales >= 100 CNY
  tier basic when visits >= 3
}
""",
        good="""policy sample {}
record Client { key id : text  sales : money(CNY)  visits : whole }
tiering grade {
  tier gold when sales >= 100 CNY
  tier basic otherwise
}
""",
    ),
    Entry(
        code="PC432",
        name="tiers-out-of-order",
        severity="warning",
        headline={
            "en": "`{name}` is better than `{above}` and stands below it",
            "zh": "`{name}` 优于 `{above}`，却写在其后",
        },
        cause={
            "en": "tiers are written from best to worst, and the first that holds decides; the choice has another"
            " order",
            "zh": "等级由高到低书写，以最先成立的为准；选项所定的次序与此不同",
        },
        help={
            "en": "exchange the two, or let the choice say the order that is meant",
            "zh": "请对调两者，或者更改选项的次序",
        },
        bad="""policy sample {}
choice Grade { gold > silver > basic }
record Client { key id : text  sales : money(CNY)  visits : whole }
tiering grade : Grade {
  tier silver when visits >= 3
  tier gold when sales >= 100 CNY
  tier basic otherwise
}
""",
        good="""policy sample {}
choice Grade { gold > silver > basic }
record Client { key id : text  sales : money(CNY)  visits : whole }
tiering grade : Grade {
  tier gold when sales >= 100 CNY
  tier silver when visits >= 3
  tier basic otherwise
}
""",
    ),
    Entry(
        code="PC433",
        name="never-reached",
        severity="warning",
        headline={
            "en": "`{name}` is never reached: `{earlier}` holds whenever it would",
            "zh": "`{name}` 永远轮不到：凡其成立时，`{earlier}` 已先成立",
        },
        cause={
            "en": "the first that holds decides, and this condition implies the earlier one",
            "zh": "以最先成立的为准，而此条件成立时前一条件必然成立",
        },
        help={
            "en": "put the narrower condition first, or correct one of the two",
            "zh": "请将较严的条件写在前面，或者更正其一",
        },
        bad="""policy sample {}
record Client { key id : text  sales : money(CNY) }
tiering grade {
  tier gold when sales >= 40 CNY
  tier silver when sales >= 75 CNY
  tier basic otherwise
}
""",
        good="""policy sample {}
record Client { key id : text  sales : money(CNY) }
tiering grade {
  tier gold when sales >= 75 CNY
  tier silver when sales >= 40 CNY
  tier basic otherwise
}
""",
    ),
    Entry(
        code="PC434",
        name="escalation-without-severity",
        severity="error",
        headline={
            "en": "`{name}` moves the severity of `{matter}`, which has none",
            "zh": "`{name}` 加重 `{matter}` 的情节，而该情形没有写情节",
        },
        cause={"en": "an escalation moves a severity up by steps", "zh": "加重是将情节提高若干级"},
        help={
            "en": "give the matter a `severity`, or leave it out of `covering`",
            "zh": "请为该情形写明 `情节`，或者不列入 `用于`",
        },
        bad="""policy sample {}
choice Severity { light < grave }
actor keeper
record Plan { key id : text  late : yes_no  times_before : whole at least 0 }
accountability fines {
  matter lateness when late {
    sanction fine against keeper : 100 CNY
  }
  escalate repeated covering lateness up 1 when times_before >= 3
}
""",
        good="""policy sample {}
choice Severity { light < grave }
actor keeper
record Plan { key id : text  late : yes_no  times_before : whole at least 0 }
accountability fines {
  matter lateness when late {
    severity light
    sanction fine against keeper : 100 CNY
  }
  escalate repeated covering lateness up 1 when times_before >= 3
}
""",
    ),
    Entry(
        code="PC435",
        name="shares-not-whole",
        severity="warning",
        headline={"en": "the shares do not add up to 100%", "zh": "各方份额之和不是 100%"},
        cause={
            "en": "what is imposed against all who answer is split by these shares, so a part would fall to nobody or"
            " be counted twice",
            "zh": "对担责各方的处理按份额分担，因此会有一部分无人承担或者重复承担",
        },
        help={
            "en": "put the shares right; if the source says so, leave them",
            "zh": "请更正份额；原文如此的，可以保留",
        },
        bad="""policy sample {}
actor owner  actor head
record Plan { key id : text  late : yes_no }
accountability fines {
  matter lateness when late {
    answers owner 70%, head as leader 20%
    sanction fine against answers : 100 CNY
  }
}
""",
        good="""policy sample {}
actor owner  actor head
record Plan { key id : text  late : yes_no }
accountability fines {
  matter lateness when late {
    answers owner 70%, head as leader 30%
    sanction fine against answers : 100 CNY
  }
}
""",
    ),
    Entry(
        code="PC436",
        name="nobody-to-share",
        severity="error",
        headline={"en": "`{name}` cannot be split among those who answer", "zh": "`{name}` 无法由担责各方分担"},
        cause={
            "en": "`against answers` splits by shares, so the matter says with `answers` who answers, and in which"
            " share if there are several",
            "zh": "`对 担责` 按份额分担，因此该情形须用 `担责` 写明由谁担责，多方担责的还须写明份额",
        },
        help={
            "en": "write the shares, as in `answers owner 70%, head 30%`, or name one post after `against`",
            "zh": "请写明份额，如 `担责 负责人 70%, 主管 30%`，或者在 `对` 之后写一个主体",
        },
        bad="""policy sample {}
actor owner  actor head
record Plan { key id : text  late : yes_no }
accountability fines {
  matter lateness when late {
    answers owner, head as leader
    sanction fine against answers : 100 CNY
  }
}
""",
        good="""policy sample {}
actor owner  actor head
record Plan { key id : text  late : yes_no }
accountability fines {
  matter lateness when late {
    answers owner 70%, head as leader 30%
    sanction fine against answers : 100 CNY
  }
}
""",
    ),
    Entry(
        code="PC437",
        name="no-tiers",
        severity="error",
        headline={"en": "`{name}` has no tiers", "zh": "`{name}` 没有等级"},
        cause={
            "en": "the tiers are those written in it, or the values of the choice after its `:`",
            "zh": "等级由其中所写的 `等级` 或冒号之后的选项确定",
        },
        help={"en": "write tiers, or name a choice", "zh": "请写等级，或者写明选项"},
        bad="""policy sample {}
record Client { key id : text  grade : {gold > basic}  asked : {gold > basic} }
tiering final_grade {
  tier from lowest(grade, asked)
}
""",
        good="""policy sample {}
choice Grade { gold > basic }
record Client { key id : text  grade : Grade  asked : Grade }
tiering final_grade : Grade {
  tier from lowest(grade, asked)
}
""",
    ),
    Entry(
        code="PC439",
        name="mark-not-for-field",
        severity="error",
        headline={"en": "`{name}` cannot be `{word}` in data", "zh": "数据中的 `{name}` 不能为 `{word}`"},
        cause={
            "en": "only an `optional` field is absent, and facts are known or unknown: `not stated` is said of"
            " policies",
            "zh": "只有 `可空` 字段可以为空；事实只有已知与未知之分，`未载明` 是就制度而言",
        },
        help={
            "en": "write `unknown`, or make the field `optional`",
            "zh": "请写 `未知`，或者将字段设为 `可空`",
        },
        bad="""policy sample {}
record Client { key id : text  paid : yes_no }
define good = paid
example one { given Client { paid: absent }  expect good: undetermined }
""",
        good="""policy sample {}
record Client { key id : text  paid : yes_no }
define good = paid
example one { given Client { paid: unknown }  expect good: undetermined }
""",
    ),
    Entry(
        code="PC440",
        name="times-out-of-place",
        severity="error",
        headline={"en": "nothing is repeated here", "zh": "此处不能重复"},
        cause={
            "en": "`3 times {{ … }}` stands for three elements of a list of given facts",
            "zh": "`3 次 {{ … }}` 表示给定列表中的三个元素",
        },
        help={"en": "write each value by itself", "zh": "请逐一写出"},
        bad="""policy sample {}
record Client { key id : text  made : set of {call, visit} }
define active = visit in made
example one { given Client { made: [2 times visit] }  expect active: yes }
""",
        good="""policy sample {}
record Client { key id : text  made : set of {call, visit} }
define active = visit in made
example one { given Client { made: [visit] }  expect active: yes }
""",
    ),
    Entry(
        code="PC441",
        name="list-too-long",
        severity="error",
        headline={"en": "the list has more than {count} elements", "zh": "列表超过 {count} 个元素"},
        cause={
            "en": "examples are small cases that people read; large data go into files",
            "zh": "示例是供人阅读的小例子；大批数据应写入文件",
        },
        help={"en": "write fewer, or test with a file of cases", "zh": "请减少元素，或者用用例文件测试"},
        bad="""policy sample {}
record Call { late : yes_no }
record Desk { key id : text  calls : list of Call }
define late_calls = count(calls where late)
example many {
  given Desk { calls: [60000 times { late: yes }, 60000 times { late: no }] }
  expect late_calls: 60000
}
""",
        good="""policy sample {}
record Call { late : yes_no }
record Desk { key id : text  calls : list of Call }
define late_calls = count(calls where late)
example many {
  given Desk { calls: [60 times { late: yes }, 60 times { late: no }] }
  expect late_calls: 60
}
""",
    ),
    Entry(
        code="PC444",
        name="row-never-holds",
        severity="warning",
        headline={"en": "no key that can occur fits this row", "zh": "不会有与该行相符的键"},
        cause={
            "en": "a cell lies outside the bounds of its key, or leaves none of its values",
            "zh": "有单元超出其键的范围，或者没有留下任何取值",
        },
        help={
            "en": "put the cell or the bounds of the field right, or leave the row out",
            "zh": "请更正单元或字段的范围，或者删去该行",
        },
        bad="""policy sample {}
record Machine { key id : text  age : whole 0..50 }
define rate = table age { when > 60 : 3  when 21 .. 40 : 2  otherwise : 1 }
""",
        good="""policy sample {}
record Machine { key id : text  age : whole 0..50 }
define rate = table age { when > 40 : 3  when 21 .. 40 : 2  otherwise : 1 }
""",
    ),
    Entry(
        code="PC445",
        name="never-holds",
        severity="warning",
        headline={"en": "these conditions can never hold together", "zh": "这些条件不可能同时成立"},
        cause={
            "en": "together they leave nothing that the same fact could be",
            "zh": "合在一起，没有留下同一事实可取的值",
        },
        help={
            "en": "put a bound right, or join the conditions with `or`",
            "zh": "请更正界限，或者改用 `或` 连接",
        },
        bad="""policy sample {}
record Machine { key id : text  age : whole at least 0 }
define middle_aged = age > 20 and age < 5
""",
        good="""policy sample {}
record Machine { key id : text  age : whole at least 0 }
define middle_aged = age > 5 and age < 20
""",
    ),
    Entry(
        code="PC446",
        name="weights-not-whole",
        severity="warning",
        headline={"en": "the weights here add up to `{sum}`", "zh": "此处各权重之和为 `{sum}`"},
        cause={
            "en": "weights in per cent are shares of the whole; with a slip in one of them every total is off",
            "zh": "以百分比计的权重是整体的份额，其中一项写错，所有总分都会偏离",
        },
        help={
            "en": "put the weights right, sign included; if the source says so, leave them",
            "zh": "请更正权重（含百分号）；原文如此的，可以保留",
        },
        bad="""policy sample {}
record Client { key id : text  paid : whole 0..100  ordered : whole 0..100 }
score standing : points {
  factor payment weight 60% = paid
  factor orders weight 30% = ordered
}
""",
        good="""policy sample {}
record Client { key id : text  paid : whole 0..100  ordered : whole 0..100 }
score standing : points {
  factor payment weight 60% = paid
  factor orders weight 40% = ordered
}
""",
    ),
    Entry(
        code="PC442",
        name="chain-too-long",
        severity="error",
        headline={
            "en": "`{name}` goes more than {count} steps deep",
            "zh": "`{name}` 的推算超过 {count} 层",
        },
        cause={
            "en": "a definition that reads another, and so on, can be followed only so far by a reader or a machine",
            "zh": "定义套定义，层数过多，人和机器都难以追查",
        },
        help={
            "en": "break the chain: read facts further down, or write a sum or a table instead of steps",
            "zh": "请截断链条：在较低的层直接读取事实，或者以求和、表格代替逐级推算",
        },
        bad="policy sample {}\nrecord Client { key id : text  step_0 : whole }\n"
        + "".join(f"define step_{n} = step_{n - 1} + 1\n" for n in range(1, 121)),
        good="policy sample {}\nrecord Client { key id : text  step_0 : whole }\n"
        + "".join(f"define step_{n} = step_0 + {n}\n" for n in range(1, 121)),
    ),
)

PHRASES: dict[str, Texts] = {
    "other_row": {"en": "the other row", "zh": "另一行"},
    "holds_first": {"en": "this one holds first", "zh": "此项先成立"},
    "some_keys": {"en": "all keys", "zh": "全部的键"},
    "these_keys": {"en": "`{keys}`", "zh": "`{keys}`"},
    "yes": {"en": "yes", "zh": "“是”"},
    "no": {"en": "no", "zh": "“否”"},
    "word_cap": {"en": "cap", "zh": "封顶"},
    "word_floor": {"en": "floor", "zh": "保底"},
    "word_severity": {"en": "severity", "zh": "情节"},
}
