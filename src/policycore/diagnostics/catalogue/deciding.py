"""Messages about records, files of records, and inputs of a decision, PC5nn.

In `bad` and `good` a small policy comes first, then a line `--- name.csv` (or .json, .jsonl, .yaml) and the data under
that name; `--- value.py` stands for what a Python program passes, `--- settings` for `NAME=VALUE` lines, `--- map.yaml`
for a mapping file, `--- events.csv` for the events of the list `events` and `--- partners.csv` for the records that the
field `partner` refers to.
"""

from __future__ import annotations

from policycore.diagnostics.entry import Entry, Texts

_HEAD = 'policy sample "Sample" { languages: en }\n'


def _sample(fields: str, data: str, name: str = "loan.json") -> str:
    return f"{_HEAD}record Loan {{ key id : text  {fields} }}\n--- {name}\n{data}\n"


_PERIOD = (
    'policy sample "Sample" { in_force: from 2024-01-01 }\n'
    "record Loan { key id : text  due_on : date }\n"
    "require in_time for Loan : due_on >= as_of\n"
    "--- settings\n"
)
_RATES = (
    _HEAD
    + "choice Grade { first > second }\n"
    + "record Loan { key id : text  grade : Grade }\n"
    + "parameter rate : percent 0..100 = 5%\n"
    + "parameter wage per Grade : money(CNY) at least 0 = { first: 2 CNY, second: 1 CNY }\n"
    + "require one for Loan : wage[grade] > 0 CNY and rate > 0%\n"
    + "--- settings\n"
)
_BATCH = (
    _HEAD
    + "record Payment { paid_on : date  amount : money(CNY) at least 0 }\n"
    + "record Loan { key id : text  amount : money(CNY)  events : list of Payment }\n"
)
_PAIRS = (
    _HEAD
    + "record Customer { key no : text  grade : whole }\n"
    + "record Loan { key id : text  partner : Customer }\n"
    + "--- loans.csv\n"
)


ENTRIES: tuple[Entry, ...] = (
    # --- one record ---
    Entry(
        code="PC501",
        name="undeclared-field",
        severity="error",
        headline={"en": "`{record}` has no field `{name}`", "zh": "`{record}` 没有字段 `{name}`"},
        cause={
            "en": "data are matched by the names that the policy declares, and nothing that is given is passed over",
            "zh": "数据按制度声明的字段名对应，给出的内容一概不会被忽略",
        },
        help={
            "en": "use a declared name, leave it out, or declare the field in the record",
            "zh": "请改用已声明的字段名、删去该项，或在记录中声明该字段",
        },
        bad=_sample("income : money(CNY)", '{"id": "L1", "incme": 5000}'),
        good=_sample("income : money(CNY)", '{"id": "L1", "income": 5000}'),
    ),
    Entry(
        code="PC502",
        name="value-of-another-kind",
        severity="error",
        headline={
            "en": "`{path}` holds `{value}`, where {wanted} is needed",
            "zh": "`{path}` 的值 `{value}` 有误，此处应为{wanted}",
        },
        cause={
            "en": "the field is declared so, and values are taken as written, never guessed",
            "zh": "该字段如此声明；值按原样读取，不作猜测",
        },
        help={
            "en": "put the value right, or leave it out if nobody knows it",
            "zh": "请更正该值；若无人知晓，请留空",
        },
        bad=_sample("months : whole at least 0", '{"id": "L1", "months": "twelve"}'),
        good=_sample("months : whole at least 0", '{"id": "L1", "months": 12}'),
    ),
    Entry(
        code="PC503",
        name="binary-float",
        severity="error",
        headline={
            "en": "`{path}` is given as the binary number {value}, which is not exact",
            "zh": "`{path}` 以二进制浮点数 {value} 给出，不是精确值",
        },
        cause={
            "en": "a binary float such as 0.1 is not the number it shows, and policies decide on exact figures",
            "zh": "二进制浮点数（如 0.1）并不等于所显示的数，而制度按精确数值判定",
        },
        help={
            "en": 'pass a whole number, a Decimal or a text: "0.1"',
            "zh": '请传入整数、Decimal 或文本："0.1"',
        },
        bad=_sample("amount : money(CNY)", '{"id": "L1", "amount": 0.1}', "value.py"),
        good=_sample("amount : money(CNY)", '{"id": "L1", "amount": "0.1"}', "value.py"),
    ),
    Entry(
        code="PC504",
        name="not-a-finite-value",
        severity="error",
        headline={
            "en": "`{path}` holds `{value}`, which stands for something missing, infinite or failed",
            "zh": "`{path}` 的值 `{value}` 表示缺失、无穷或出错，并不是值",
        },
        cause={
            "en": "programs write it where a calculation failed; whether the fact is unknown or absent it does not say",
            "zh": "程序在计算失败时写出此类标记，看不出该事实是未知还是不存在",
        },
        help={
            "en": "leave the cell empty where nobody knows the value, or give it",
            "zh": "若无人知晓请留空，否则请给出其值",
        },
        bad=_sample("amount : money(CNY)", '{"id": "L1", "amount": NaN}'),
        good=_sample("amount : money(CNY)", '{"id": "L1", "amount": null}'),
    ),
    Entry(
        code="PC505",
        name="too-many-digits",
        severity="error",
        headline={
            "en": "`{path}` is a number of more than {most} digits",
            "zh": "`{path}` 的数字超过 {most} 位",
        },
        cause={
            "en": "no figure of a record has so many; the limit keeps hostile data from taking hours",
            "zh": "记录中的数不会有这么多位；设此上限是为防止恶意数据耗时过久",
        },
        help={"en": "check where the number comes from", "zh": "请核查该数的来源"},
        bad=_sample("amount : money(CNY)", '{"id": "L1", "amount": 1' + "0" * 120 + "}"),
        good=_sample("amount : money(CNY)", '{"id": "L1", "amount": 1000}'),
    ),
    Entry(
        code="PC506",
        name="too-many-decimals",
        severity="error",
        headline={
            "en": "`{path}` holds `{value}`, and {unit} has at most {places} decimals",
            "zh": "`{path}` 的值 `{value}` 小数位过多，{unit}最多 {places} 位小数",
        },
        cause={
            "en": "data are never rounded: that would be a decision, and only the policy decides",
            "zh": "数据从不自行舍入：舍入即是判定，只能由制度作出",
        },
        help={
            "en": "give the figure as it is recorded, or declare a unit with more `decimals`",
            "zh": "请按记录的数值填写，或在计量单位中声明更多 `小数位`",
        },
        bad=_sample("amount : money(CNY)", '{"id": "L1", "amount": "99.999"}'),
        good=_sample("amount : money(CNY)", '{"id": "L1", "amount": "99.99"}'),
    ),
    Entry(
        code="PC507",
        name="out-of-bounds",
        severity="error",
        headline={
            "en": "`{path}` is `{value}`, and must be {bounds}",
            "zh": "`{path}` 为 `{value}`，应{bounds}",
        },
        cause={
            "en": "the policy declares these bounds, and its rules rely on them",
            "zh": "制度声明了该范围，各项规则以此为前提",
        },
        help={
            "en": "check the figure and its unit, or widen the bounds in the policy",
            "zh": "请核对数值及其单位，或在制度中放宽范围",
        },
        bad=_sample("mark : whole 2..15", '{"id": "L1", "mark": 16}'),
        good=_sample("mark : whole 2..15", '{"id": "L1", "mark": 15}'),
    ),
    Entry(
        code="PC508",
        name="unknown-unit-in-data",
        severity="error",
        headline={
            "en": "`{path}` holds `{value}`, and there is no unit `{unit}`",
            "zh": "`{path}` 的值为 `{value}`，没有名为 `{unit}` 的单位",
        },
        cause={
            "en": "after a number there may stand a unit of time, a currency code, `points`, or a unit of the policy",
            "zh": "数字之后可写时间单位、币种代码、`分` 或制度自定的单位",
        },
        help={
            "en": "write the unit as the policy does, or the bare figure",
            "zh": "请按制度中的写法书写单位，或只写数字",
        },
        bad=_sample("term : number(months)", '{"id": "L1", "term": "6 mnths"}'),
        good=_sample("term : number(months)", '{"id": "L1", "term": "6 months"}'),
    ),
    Entry(
        code="PC509",
        name="other-unit-in-data",
        severity="error",
        headline={
            "en": "`{path}` holds `{value}`, in {unit}; it is declared in {wanted}",
            "zh": "`{path}` 声明以{wanted}计，给出的 `{value}` 却以{unit}计",
        },
        cause={
            "en": "units are converted within their family only: months are not days, and points are not per cent",
            "zh": "只在同类单位之间换算：月不能换算为日，分也不是百分比",
        },
        help={
            "en": "give the figure in the declared unit",
            "zh": "请以声明的单位给出数值",
        },
        bad=_sample("term : number(months)", '{"id": "L1", "term": "90 days"}'),
        good=_sample("term : number(months)", '{"id": "L1", "term": "1 quarter"}'),
    ),
    Entry(
        code="PC510",
        name="other-currency",
        severity="error",
        headline={
            "en": "`{path}` holds `{value}`, in {unit}; it is declared in {wanted}",
            "zh": "`{path}` 声明以{wanted}计，给出的 `{value}` 却以{unit}计",
        },
        cause={
            "en": "currencies are never converted: no rate stands in the policy",
            "zh": "币种之间从不换算：制度中没有汇率",
        },
        help={
            "en": "convert the amount before, on a day and by a rate that you can answer for",
            "zh": "请事先按可以说明依据的日期和汇率折算",
        },
        bad=_sample("amount : money(CNY)", '{"id": "L1", "amount": "500 USD"}'),
        good=_sample("amount : money(CNY)", '{"id": "L1", "amount": "500 CNY"}'),
    ),
    Entry(
        code="PC511",
        name="not-a-member",
        severity="error",
        headline={
            "en": "`{path}` holds `{value}`, which is not one of {members}",
            "zh": "`{path}` 的值 `{value}` 不在可选值 {members} 之中",
        },
        cause={
            "en": "the field takes a value of its choice, by name or by a label of the policy, as written there",
            "zh": "该字段只取选项中的值，可写名称或制度中的标签，须与制度写法一致",
        },
        help={
            "en": "write one of them; a mapping file can translate the values of a table",
            "zh": "请写其中之一；表格中的值可用对照文件转换",
        },
        bad=_sample("kind : {enterprise, consumer}", '{"id": "L1", "kind": "Enterprise"}'),
        good=_sample("kind : {enterprise, consumer}", '{"id": "L1", "kind": "enterprise"}'),
    ),
    Entry(
        code="PC512",
        name="no-such-day-or-time",
        severity="error",
        headline={
            "en": "`{path}` holds `{value}`, and there is no such day or time",
            "zh": "`{path}` 的值 `{value}` 不存在这样的日期或时间",
        },
        cause={
            "en": "days follow the calendar and times run from 00:00 to 23:59:59",
            "zh": "日期以历法为准，时间从 00:00 到 23:59:59",
        },
        help={"en": "check the day in the source", "zh": "请核对原始日期"},
        bad=_sample("due_on : date", '{"id": "L1", "due_on": "2023-02-29"}'),
        good=_sample("due_on : date", '{"id": "L1", "due_on": "2023-02-28"}'),
    ),
    Entry(
        code="PC513",
        name="moment-without-time",
        severity="error",
        headline={
            "en": "`{path}` holds the day `{value}` without a time of day",
            "zh": "`{path}` 只有日期 `{value}`，没有时间",
        },
        cause={
            "en": "the field is a moment; taking midnight or the day's end for it would be a guess that decides",
            "zh": "该字段是时刻；擅自取零点或当日终了都会影响判定",
        },
        help={
            "en": "write the time as well, or declare the field as a `date`",
            "zh": "请补上时间，或将该字段声明为 `日期`",
        },
        bad=_sample("opened_at : moment", '{"id": "L1", "opened_at": "2024-03-01"}'),
        good=_sample("opened_at : moment", '{"id": "L1", "opened_at": "2024-03-01 10:00"}'),
    ),
    Entry(
        code="PC514",
        name="moment-with-zone",
        severity="error",
        headline={
            "en": "`{path}` holds `{value}`, with an offset, and the policy has no time zone",
            "zh": "`{path}` 的值 `{value}` 带有时区偏移，而制度未声明时区",
        },
        cause={
            "en": "moments are local time; an offset can be turned into it only where the policy says whose",
            "zh": "时刻均为当地时间；只有制度写明何地，才能由偏移换算",
        },
        help={
            "en": 'add `time_zone: "Asia/Shanghai"` (or yours) to the header, or give local time',
            "zh": '请在制度首部写明 `时区: "Asia/Shanghai"`，或直接给出当地时间',
        },
        bad=_sample("opened_at : moment", '{"id": "L1", "opened_at": "2024-03-01T10:00+08:00"}'),
        good=_sample("opened_at : moment", '{"id": "L1", "opened_at": "2024-03-01T10:00"}'),
    ),
    Entry(
        code="PC515",
        name="date-with-time",
        severity="error",
        headline={
            "en": "`{path}` is a day, and `{value}` has a time of day",
            "zh": "`{path}` 是日期，而 `{value}` 带有时间",
        },
        cause={
            "en": "cutting the time off would lose it in silence; only midnight without a zone is taken for its day",
            "zh": "直接截去时间会悄悄丢失信息；只有不带时区的零点视为当日",
        },
        help={
            "en": "give the day alone, or declare the field as a `moment`",
            "zh": "请只写日期，或将该字段声明为 `时刻`",
        },
        bad=_sample("due_on : date", '{"id": "L1", "due_on": "2024-03-01T17:30"}'),
        good=_sample("due_on : date", '{"id": "L1", "due_on": "2024-03-01"}'),
    ),
    Entry(
        code="PC516",
        name="absent-but-not-optional",
        severity="error",
        headline={
            "en": "`{path}` is said to be absent, and is not optional",
            "zh": "`{path}` 写明为空，但该字段不可空",
        },
        cause={
            "en": "absent is a fact: there is none; only an `optional` field can have it. Not knowing is `unknown`",
            "zh": "空是事实：确实没有；只有 `可空` 的字段才能为空。不知道则是 `未知`",
        },
        help={
            "en": "leave the value out where nobody knows it, or declare the field `optional`",
            "zh": "若无人知晓请留空，或将该字段声明为 `可空`",
        },
        bad=_sample("closed_on : date", '{"id": "L1", "closed_on": "absent"}'),
        good=_sample("closed_on : date optional", '{"id": "L1", "closed_on": "absent"}'),
    ),
    Entry(
        code="PC517",
        name="given-twice",
        severity="error",
        headline={"en": "`{path}` is given twice", "zh": "`{path}` 给出了两次"},
        cause={
            "en": "which of two values counts nobody could tell afterwards, even where they agree today",
            "zh": "两个值以哪个为准，事后无从得知",
        },
        help={"en": "keep one of them", "zh": "请只保留一个"},
        bad=_sample("amount : money(CNY)", '{"id": "L1", "amount": 5, "amount": 6}'),
        good=_sample("amount : money(CNY)", '{"id": "L1", "amount": 5}'),
    ),
    Entry(
        code="PC518",
        name="judgement-not-recorded",
        severity="warning",
        headline={
            "en": "`{path}` is judged `{value}` without {missing}, so it does not count yet",
            "zh": "`{path}` 认定为 `{value}`，但缺少 {missing}，暂不作数",
        },
        cause={
            "en": "a judged fact carries who judged it, when, and on what grounds; until then it is unknown",
            "zh": "经认定的事实须写明何人、何日、依据；写明之前视为未知",
        },
        help={
            "en": "give `by`, `on` and `grounds` beside it, or decide with judgements taken as recorded",
            "zh": "请一并给出 `by`（何人）、`on`（何日）、`grounds`（依据），或选择将认定视为已记录",
        },
        bad=_sample("fair : judged yes_no", '{"id": "L1", "fair": true}'),
        good=_sample(
            "fair : judged yes_no",
            '{"id": "L1", "fair": {"value": true, "by": "Li", "on": "2024-03-01", "grounds": "minutes 7"}}',
        ),
    ),
    Entry(
        code="PC519",
        name="computed-fact-given",
        severity="error",
        headline={
            "en": "`{name}` is computed by the policy and cannot be given",
            "zh": "`{name}` 由制度计算得出，不能直接给出",
        },
        cause={
            "en": "a decision on given outcomes would not follow from the facts; only examples and cases may do that",
            "zh": "直接给出结果，决定便不再出自事实；只有示例和用例可以这样做",
        },
        help={"en": "give the facts it is computed from", "zh": "请给出计算所需的事实"},
        bad=(
            f"{_HEAD}record Loan {{ key id : text  amount : money(CNY) }}\ndefine large = amount > 5 CNY\n"
            '--- loan.json\n{"id": "L1", "large": true}\n'
        ),
        good=(
            f"{_HEAD}record Loan {{ key id : text  amount : money(CNY) }}\ndefine large = amount > 5 CNY\n"
            '--- loan.json\n{"id": "L1", "amount": 6}\n'
        ),
    ),
    Entry(
        code="PC520",
        name="too-deep",
        severity="error",
        headline={
            "en": "the data are nested more than {most} records deep",
            "zh": "数据嵌套超过 {most} 层记录",
        },
        cause={
            "en": "data as deep as this contain themselves, or were made to exhaust the reader",
            "zh": "如此之深的数据不是自我包含，就是意在耗尽资源",
        },
        help={"en": "check where the data come from", "zh": "请核查数据来源"},
        bad=(
            f"{_HEAD}record Loan {{ key id : text  parts : list of Loan }}\n--- loan.json\n"
            + '{"parts": [' * 40
            + "]}" * 40
            + "\n"
        ),
        good=f'{_HEAD}record Loan {{ key id : text  parts : list of Loan }}\n--- loan.json\n{{"parts": []}}\n',
    ),
    Entry(
        code="PC521",
        name="half-a-character",
        severity="error",
        headline={
            "en": "`{path}` holds half a character, which no file can hold",
            "zh": "`{path}` 含有半个字符，无法写入任何文件",
        },
        cause={
            "en": "a pair of codes that make one character was cut apart where the text was shortened",
            "zh": "文本被截断时，组成一个字符的两个编码被拆开了",
        },
        help={"en": "shorten texts by characters, not by code units", "zh": "请按字符而非编码单元截断文本"},
        bad=_sample("name : text", '{"id": "L1", "name": "\\ud83d"}'),
        good=_sample("name : text", '{"id": "L1", "name": "\\ud83d\\ude00"}'),
    ),
    Entry(
        code="PC522",
        name="set-partly-unknown",
        severity="error",
        headline={
            "en": "`{path}` holds `{value}`, a set of which a member is unknown",
            "zh": "`{path}` 的值 `{value}` 中有未知的成员",
        },
        cause={
            "en": "a set is known as a whole or not at all: what is not in it counts as not chosen",
            "zh": "多选要么整体已知，要么整体未知：未列出的即视为未选",
        },
        help={
            "en": "leave the field out, or list all that was chosen",
            "zh": "请将该字段留空，或列出全部所选",
        },
        bad=_sample("signs : set of {cough, fever}", '{"id": "L1", "signs": ["cough", null]}'),
        good=_sample("signs : set of {cough, fever}", '{"id": "L1", "signs": ["cough"]}'),
    ),
    Entry(
        code="PC523",
        name="not-whole",
        severity="error",
        headline={
            "en": "`{path}` holds `{value}`, and only whole numbers count here",
            "zh": "`{path}` 的值 `{value}` 不是整数",
        },
        cause={
            "en": "the field is declared as `whole`; data are never rounded",
            "zh": "该字段声明为 `整数`；数据从不自行舍入",
        },
        help={
            "en": "put the figure right, or declare the field as a `number`",
            "zh": "请更正数值，或将该字段声明为 `数值`",
        },
        bad=_sample("months : whole at least 0", '{"id": "L1", "months": 2.5}'),
        good=_sample("months : whole at least 0", '{"id": "L1", "months": 2}'),
    ),
    Entry(
        code="PC524",
        name="figure-with-exponent",
        severity="error",
        headline={
            "en": "`{path}` holds `{value}`, a figure with an exponent",
            "zh": "`{path}` 的值 `{value}` 是科学记数",
        },
        cause={
            "en": "spreadsheets write long figures so after cutting digits off, so it may no longer be the figure",
            "zh": "电子表格常以此写出长数字，且已截去部分数位，可能不再是原数",
        },
        help={
            "en": "format the column as text or number in the spreadsheet, and write the figure out",
            "zh": "请在电子表格中将该列设为文本或数值格式，写出完整数字",
        },
        bad=_sample("amount : money(CNY)", "id,amount\nL1,1.23E+05", "loans.csv"),
        good=_sample("amount : money(CNY)", "id,amount\nL1,123000", "loans.csv"),
    ),
    Entry(
        code="PC525",
        name="not-a-record",
        severity="error",
        headline={
            "en": "`{value}` is no record: a `{record}` is names with values",
            "zh": "`{value}` 不是记录：`{record}` 应为字段名与值",
        },
        cause={
            "en": "a record is a mapping, an object with named fields, or a row of a table",
            "zh": "记录可以是映射、带字段的对象，或表格的一行",
        },
        help={"en": 'give names and values: {{"id": "L1"}}', "zh": '请给出字段名与值：{{"id": "L1"}}'},
        bad=_sample("amount : money(CNY)", '[["L1", 5]]'),
        good=_sample("amount : money(CNY)", '[{"id": "L1", "amount": 5}]'),
    ),
    Entry(
        code="PC526",
        name="finer-than-a-second",
        severity="error",
        headline={
            "en": "`{path}` holds `{value}`, which is finer than a second",
            "zh": "`{path}` 的值 `{value}` 精度高于一秒",
        },
        cause={
            "en": "moments are told to the second, and cutting the rest off could turn an order round",
            "zh": "时刻精确到秒；截去余数可能颠倒先后",
        },
        help={"en": "give the moment to the second", "zh": "请精确到秒"},
        bad=_sample("opened_at : moment", '{"id": "L1", "opened_at": "2024-03-01T10:00:00.250"}'),
        good=_sample("opened_at : moment", '{"id": "L1", "opened_at": "2024-03-01T10:00:00"}'),
    ),
    Entry(
        code="PC527",
        name="no-part-of-a-judgement",
        severity="error",
        headline={
            "en": "a judged fact has no part `{name}`",
            "zh": "经认定的事实没有 `{name}` 一项",
        },
        cause={
            "en": "it has `value`, `by`, `on` and `grounds`",
            "zh": "只有 `value`（值）、`by`（何人）、`on`（何日）、`grounds`（依据）",
        },
        help={"en": "use one of these names", "zh": "请使用上述名称"},
        bad=_sample(
            "fair : judged yes_no",
            '{"id": "L1", "fair": {"value": true, "by": "Li", "on": "2024-03-01", "grounds": "7", "place": "B"}}',
        ),
        good=_sample(
            "fair : judged yes_no",
            '{"id": "L1", "fair": {"value": true, "by": "Li", "on": "2024-03-01", "grounds": "7"}}',
        ),
    ),
    # --- files of records ---
    Entry(
        code="PC530",
        name="records-in-other-encoding",
        severity="error",
        headline={
            "en": "this is not {encoding} text",
            "zh": "此处不是 {encoding} 编码的文本",
        },
        cause={
            "en": "records are read as UTF-8 unless another encoding is asked for; a wrong one would garble names",
            "zh": "除非另行指定，记录一律按 UTF-8 读取；编码不对会使文字变成乱码",
        },
        help={
            "en": "save the file as UTF-8, or say its encoding",
            "zh": "请将文件另存为 UTF-8，或指明其编码",
        },
        bad="policycore decide loans.policy old_encoding.csv",
        good="policycore decide loans.policy old_encoding.csv --encoding gb18030",
    ),
    Entry(
        code="PC531",
        name="ragged-row",
        severity="error",
        headline={
            "en": "this row has {cells} cells and the header {columns} columns",
            "zh": "该行有 {cells} 格，而表头有 {columns} 列",
        },
        cause={
            "en": "which cell belongs to which column cannot be told; a text with the delimiter in it may lack quotes",
            "zh": "无法判断各格属于哪一列；多因文本含有分隔符却没有加引号",
        },
        help={
            "en": "put texts that hold the delimiter in double quotes, or fill in the missing cells",
            "zh": "请给含有分隔符的文本加上双引号，或补齐缺少的格",
        },
        bad=_sample("name : text", "id,name\nL1,Li, Wei", "loans.csv"),
        good=_sample("name : text", 'id,name\nL1,"Li, Wei"', "loans.csv"),
    ),
    Entry(
        code="PC532",
        name="repeated-column",
        severity="error",
        headline={"en": "the header names {columns} more than once", "zh": "表头中 {columns} 出现不止一次"},
        cause={
            "en": "which of the columns counts cannot be told",
            "zh": "无法判断以哪一列为准",
        },
        help={"en": "rename or remove one of them", "zh": "请改名或删去其一"},
        bad=_sample("amount : money(CNY)", "id,amount,amount\nL1,5,6", "loans.csv"),
        good=_sample("amount : money(CNY)", "id,amount\nL1,5", "loans.csv"),
    ),
    Entry(
        code="PC533",
        name="empty-data",
        severity="error",
        headline={"en": "there are no data here", "zh": "此处没有数据"},
        cause={
            "en": "an empty file is more often a failed export than a table without rows",
            "zh": "空文件多半是导出失败，而不是没有记录",
        },
        help={
            "en": "export the data again; a table without rows has a header line, a list without elements is `[]`",
            "zh": "请重新导出；没有行的表仍有表头，没有元素的列表写作 `[]`",
        },
        bad=f"{_HEAD}record Loan {{ key id : text }}\n--- loans.csv\n",
        good=f"{_HEAD}record Loan {{ key id : text }}\n--- loans.csv\nid\n",
    ),
    Entry(
        code="PC534",
        name="broken-json",
        severity="error",
        headline={
            "en": "the JSON breaks off at column {column}: {reason}",
            "zh": "JSON 在第 {column} 个字符处中断：{reason}",
        },
        cause={
            "en": "what follows cannot be read for certain",
            "zh": "其后内容无法可靠读取",
        },
        help={
            "en": "mend it there; in JSON Lines each line is one whole object",
            "zh": "请在该处改正；JSON Lines 每行是一个完整的对象",
        },
        bad=_sample("amount : money(CNY)", '{"id": "L1" "amount": 5}'),
        good=_sample("amount : money(CNY)", '{"id": "L1", "amount": 5}'),
    ),
    Entry(
        code="PC535",
        name="broken-yaml",
        severity="error",
        headline={
            "en": "the YAML breaks off at column {column}: {reason}",
            "zh": "YAML 在第 {column} 个字符处中断：{reason}",
        },
        cause={
            "en": "what follows cannot be read for certain",
            "zh": "其后内容无法可靠读取",
        },
        help={
            "en": "mend it there; texts with a colon or a bracket in them stand in quotes",
            "zh": "请在该处改正；含有冒号或括号的文本请加引号",
        },
        bad=_sample("name : text", "id: L1\nname: Li: Wei", "loan.yaml"),
        good=_sample("name : text", 'id: L1\nname: "Li: Wei"', "loan.yaml"),
    ),
    Entry(
        code="PC536",
        name="broken-csv",
        severity="error",
        headline={"en": "this row cannot be read: {reason}", "zh": "该行无法读取：{reason}"},
        cause={
            "en": "quotes hold texts together; a quote inside such a text is written twice",
            "zh": "引号用来括住文本；其中的引号须写两次",
        },
        help={"en": "check the quotes of this row", "zh": "请检查该行的引号"},
        bad=_sample("name : text", 'id,name\nL1,"Li" Wei', "loans.csv"),
        good=_sample("name : text", 'id,name\nL1,"""Li"" Wei"', "loans.csv"),
    ),
    Entry(
        code="PC537",
        name="yaml-beyond-data",
        severity="error",
        headline={"en": "{what} here, and records are plain data", "zh": "此处{what}，而记录只能是普通数据"},
        cause={
            "en": "only names, texts and lists are read from YAML; the rest makes files that mean other than they show",
            "zh": "YAML 中只读取名称、文本和列表；其他功能会使文件含义与所见不符",
        },
        help={"en": "write the values out", "zh": "请直接写出各值"},
        bad=_sample("name : text", "id: &one L1\nname: *one", "loan.yaml"),
        good=_sample("name : text", "id: L1\nname: L1", "loan.yaml"),
    ),
    Entry(
        code="PC538",
        name="cell-without-column",
        severity="error",
        headline={
            "en": "the cell `{value}` stands in a column without a name",
            "zh": "值 `{value}` 所在的列没有列名",
        },
        cause={
            "en": "data are matched by the names in the header line",
            "zh": "数据按表头的列名对应",
        },
        help={"en": "name the column in the header, or empty it", "zh": "请在表头写上列名，或清空该列"},
        bad=_sample("name : text", "id,name,\nL1,Li,5", "loans.csv"),
        good=_sample("name : text", "id,name,\nL1,Li,", "loans.csv"),
    ),
    Entry(
        code="PC539",
        name="unknown-encoding",
        severity="error",
        headline={"en": "there is no encoding `{encoding}`", "zh": "没有名为 `{encoding}` 的编码"},
        cause={
            "en": "the usual ones are utf-8 and gb18030, which also reads GBK and GB2312",
            "zh": "常用的是 utf-8 和 gb18030（兼容 GBK、GB2312）",
        },
        help={"en": "name one of them", "zh": "请写其中之一"},
        bad="policycore decide grades.policy customers.csv --as-of 2024-03-31 --encoding gb18003",
        good="policycore decide grades.policy customers.csv --as-of 2024-03-31 --encoding gb18030",
    ),
    # --- many records ---
    Entry(
        code="PC540",
        name="repeated-key",
        severity="error",
        headline={
            "en": "the key `{key}` was given before, in row {row}",
            "zh": "标识 `{key}` 已在第 {row} 行出现",
        },
        cause={
            "en": "a key names one record; the first with it is decided, later ones are rejected",
            "zh": "一个标识对应一条记录；先出现的照常判定，其后的退回",
        },
        help={"en": "merge the rows, or tell them apart by another key", "zh": "请合并这些行，或改用能区分的标识"},
        bad=_sample("amount : money(CNY)", "id,amount\nL1,5\nL1,6", "loans.csv"),
        good=_sample("amount : money(CNY)", "id,amount\nL1,5\nL2,6", "loans.csv"),
    ),
    Entry(
        code="PC541",
        name="event-rejected",
        severity="error",
        headline={
            "en": "row {row} of `{file}` belongs to this record and was rejected",
            "zh": "`{file}` 第 {row} 行属于该记录，已被退回",
        },
        cause={
            "en": "lists count as complete, so a record with one of its `{name}` missing would be decided wrongly",
            "zh": "列表视为完整，缺少一条 `{name}` 就会判错，故整条记录退回",
        },
        help={"en": "mend that row and run again", "zh": "请改正该行后重新运行"},
        bad=f"{_BATCH}--- loans.csv\nid,amount\nL1,5\n--- events.csv\nid,paid_on,amount\nL1,soon,5\n",
        good=f"{_BATCH}--- loans.csv\nid,amount\nL1,5\n--- events.csv\nid,paid_on,amount\nL1,2024-03-01,5\n",
    ),
    Entry(
        code="PC542",
        name="events-without-owner",
        severity="warning",
        headline={
            "en": "{count} of the `{name}` belong to no record that was given",
            "zh": "有 {count} 条 `{name}` 不属于任何给出的记录",
        },
        cause={
            "en": "they are kept and counted, and took no part in any decision; the first one stands here",
            "zh": "这些行已保留并计数，未参与任何决定；此处为第一条",
        },
        help={
            "en": "check whether records are missing, or the keys are written in two ways",
            "zh": "请检查是否缺少记录，或标识写法不一致",
        },
        bad=f"{_BATCH}--- loans.csv\nid,amount\nL1,5\n--- events.csv\nid,paid_on,amount\nL2,2024-03-01,5\n",
        good=f"{_BATCH}--- loans.csv\nid,amount\nL1,5\n--- events.csv\nid,paid_on,amount\nL1,2024-03-01,5\n",
    ),
    Entry(
        code="PC543",
        name="owner-not-named",
        severity="error",
        headline={
            "en": "which column of the `{name}` names their `{record}` is not said",
            "zh": "没有说明 `{name}` 的哪一列是所属 `{record}` 的标识",
        },
        cause={
            "en": "the column `{column}` would be it, but is the key of the events themselves",
            "zh": "按惯例应为 `{column}` 列，但它是事件自身的标识",
        },
        help={
            "en": "say it in a mapping file: `events: {{ {name}: {{ owner: COLUMN }} }}`",
            "zh": "请在对照文件中写明：`events: {{ {name}: {{ owner: 列名 }} }}`",
        },
        bad=(
            f"{_HEAD}record Payment {{ key id : text }}\nrecord Loan {{ key id : text  events : list of Payment }}\n"
            "--- loans.csv\nid\nL1\n--- events.csv\nid,loan\nP1,L1\n"
        ),
        good=(
            f"{_HEAD}record Payment {{ key id : text }}\nrecord Loan {{ key id : text  events : list of Payment }}\n"
            "--- loans.csv\nid\nL1\n--- events.csv\nid,loan\nP1,L1\n"
            "--- map.yaml\nevents: { events: { owner: loan } }\n"
        ),
    ),
    Entry(
        code="PC544",
        name="unused-column",
        severity="warning",
        headline={
            "en": "`{record}` has no field `{name}`, so this column is not used",
            "zh": "`{record}` 没有字段 `{name}`，该列未被使用",
        },
        cause={
            "en": "tables often hold more than a policy reads; each such column is told once",
            "zh": "表格的列常多于制度所需；每个未用的列提示一次",
        },
        help={
            "en": "nothing, if that is meant; a mapping file can rename columns and list those to `ignore`",
            "zh": "若本意如此则无须处理；对照文件可改列名，也可用 `ignore` 列出不用的列",
        },
        bad=_sample("amount : money(CNY)", "id,amount,branch\nL1,5,north", "loans.csv"),
        good=_sample("amount : money(CNY)", "id,amount\nL1,5", "loans.csv"),
    ),
    Entry(
        code="PC545",
        name="given-in-two-places",
        severity="error",
        headline={
            "en": "`{path}` is given in the record and in a file of its own",
            "zh": "`{path}` 既在记录中给出，又另有文件给出",
        },
        cause={
            "en": "which of the two counts cannot be told",
            "zh": "无法判断以哪一个为准",
        },
        help={"en": "give it in one place", "zh": "请只在一处给出"},
        bad=(
            f'{_BATCH}--- loan.json\n{{"id": "L1", "events": [{{"amount": 5}}]}}\n'
            "--- events.csv\nid,paid_on,amount\nL1,2024-03-01,5\n"
        ),
        good=f'{_BATCH}--- loan.json\n{{"id": "L1"}}\n--- events.csv\nid,paid_on,amount\nL1,2024-03-01,5\n',
    ),
    Entry(
        code="PC546",
        name="no-such-list",
        severity="error",
        headline={
            "en": "`{record}` has no list of records `{name}`",
            "zh": "`{record}` 没有名为 `{name}` 的记录列表",
        },
        cause={
            "en": "events are joined to a field that is a `list of` a record; it has {lists}",
            "zh": "事件只能归入 `多条` 记录的字段；它有 {lists}",
        },
        help={"en": "name such a field", "zh": "请写这样的字段"},
        bad="policycore decide loans.policy loans.csv --events paymnts=payments.csv",
        good="policycore decide loans.policy loans.csv --events payments=payments.csv",
    ),
    Entry(
        code="PC547",
        name="mapping-to-no-field",
        severity="error",
        headline={
            "en": "the mapping names `{name}`, which is no field of `{record}`",
            "zh": "对照文件中的 `{name}` 不是 `{record}` 的字段",
        },
        cause={
            "en": "a mapping leads from columns of the table to fields of the record",
            "zh": "对照文件将表格的列对应到记录的字段",
        },
        help={"en": "name a field of the record", "zh": "请写记录的字段"},
        bad=_sample("amount : money(CNY)", "id,sum\nL1,5\n--- map.yaml\ncolumns: { sum: amnt }", "loans.csv"),
        good=_sample("amount : money(CNY)", "id,sum\nL1,5\n--- map.yaml\ncolumns: { sum: amount }", "loans.csv"),
    ),
    Entry(
        code="PC548",
        name="mapping-of-no-column",
        severity="error",
        headline={
            "en": "the mapping names the column `{name}`, which the table does not have",
            "zh": "对照文件中的列 `{name}` 在表格中不存在",
        },
        cause={
            "en": "without it the field would be unknown in every record; the table has {columns}",
            "zh": "缺少该列，每条记录的相应字段都将是未知；表格有 {columns}",
        },
        help={"en": "write the column as the header does", "zh": "请按表头的写法书写列名"},
        bad=_sample("amount : money(CNY)", "id,sum\nL1,5\n--- map.yaml\ncolumns: { total: amount }", "loans.csv"),
        good=_sample("amount : money(CNY)", "id,sum\nL1,5\n--- map.yaml\ncolumns: { sum: amount }", "loans.csv"),
    ),
    Entry(
        code="PC549",
        name="malformed-mapping",
        severity="error",
        headline={"en": "this is not written as a mapping is: {what}", "zh": "此处不合对照文件的写法：{what}"},
        cause={
            "en": "a mapping has `columns`, `values`, `ignore`, `events` and `related`, each of them or none",
            "zh": "对照文件由 `columns`、`values`、`ignore`、`events`、`related` 组成，均可省略",
        },
        help={
            "en": "see the page on records in the reference",
            "zh": "请参阅手册中的记录一页",
        },
        bad=_sample("amount : money(CNY)", "id,sum\nL1,5\n--- map.yaml\ncolumns: [sum]", "loans.csv"),
        good=_sample("amount : money(CNY)", "id,sum\nL1,5\n--- map.yaml\ncolumns: { sum: amount }", "loans.csv"),
    ),
    Entry(
        code="PC550",
        name="owner-without-key",
        severity="error",
        headline={
            "en": "`{record}` has no key, so its events cannot be found",
            "zh": "`{record}` 没有标识，无法找到它的事件",
        },
        cause={
            "en": "events are joined to the record whose key they name",
            "zh": "事件按所写的标识归入相应记录",
        },
        help={"en": "mark a field of the record with `key`", "zh": "请用 `标识` 标明记录的一个字段"},
        bad=(
            f"{_HEAD}record Payment {{ amount : money(CNY) }}\n"
            "record Loan { name : text  events : list of Payment }\n"
            "--- loans.csv\nname\nL1\n--- events.csv\nname,amount\nL1,5\n"
        ),
        good=(
            f"{_HEAD}record Payment {{ amount : money(CNY) }}\n"
            "record Loan { key name : text  events : list of Payment }\n"
            "--- loans.csv\nname\nL1\n--- events.csv\nname,amount\nL1,5\n"
        ),
    ),
    Entry(
        code="PC551",
        name="no-owner-column",
        severity="error",
        headline={
            "en": "the `{name}` have no column `{column}` that names their owner",
            "zh": "`{name}` 没有写明所属记录的 `{column}` 列",
        },
        cause={
            "en": "events are joined by the key of their owner; the table has {columns}",
            "zh": "事件按所属记录的标识归入；表格有 {columns}",
        },
        help={
            "en": "rename the column, or say it in a mapping file: `events: {{ {name}: {{ owner: COLUMN }} }}`",
            "zh": "请改列名，或在对照文件中写明：`events: {{ {name}: {{ owner: 列名 }} }}`",
        },
        bad=f"{_BATCH}--- loans.csv\nid,amount\nL1,5\n--- events.csv\nloan,paid_on,amount\nL1,2024-03-01,5\n",
        good=(
            f"{_BATCH}--- loans.csv\nid,amount\nL1,5\n--- events.csv\nloan,paid_on,amount\nL1,2024-03-01,5\n"
            "--- map.yaml\nevents: { events: { owner: loan } }\n"
        ),
    ),
    Entry(
        code="PC552",
        name="no-key-for-events",
        severity="error",
        headline={
            "en": "this `{record}` has no `{key}`, so its events cannot be found",
            "zh": "该 `{record}` 没有 `{key}`，无法找到它的事件",
        },
        cause={
            "en": "events are joined by the key; without it the list would be taken for empty",
            "zh": "事件按标识归入；没有标识，列表会被误认为空",
        },
        help={"en": "fill in the key", "zh": "请填写标识"},
        bad=f"{_BATCH}--- loans.csv\nid,amount\n,5\n--- events.csv\nid,paid_on,amount\n",
        good=f"{_BATCH}--- loans.csv\nid,amount\nL1,5\n--- events.csv\nid,paid_on,amount\n",
    ),
    Entry(
        code="PC553",
        name="related-rejected",
        severity="error",
        headline={
            "en": "`{key}` is row {row} of `{file}`, which was rejected",
            "zh": "`{key}` 是 `{file}` 第 {row} 行，该行已被退回",
        },
        cause={
            "en": "a record cannot be decided with a `{path}` that is wrong, nor as if it were not there",
            "zh": "`{path}` 有误时，既不能照用，也不能当作没有，故整条记录退回",
        },
        help={"en": "mend that row and run again", "zh": "请改正该行后重新运行"},
        bad=f"{_PAIRS}id,partner\nL1,C1\n--- partners.csv\nno,grade\nC1,high\n",
        good=f"{_PAIRS}id,partner\nL1,C1\n--- partners.csv\nno,grade\nC1,1\n",
    ),
    Entry(
        code="PC554",
        name="related-without-key",
        severity="error",
        headline={
            "en": "`{record}` has no key, so which of them a `{name}` is cannot be told",
            "zh": "`{record}` 没有标识，无法判断 `{name}` 是哪一条",
        },
        cause={
            "en": "related records are joined by the key that is named",
            "zh": "关联记录按所写的标识对应",
        },
        help={
            "en": "mark a field with `key`, or name the column: `related: {{ {name}: {{ there: COLUMN }} }}`",
            "zh": "请用 `标识` 标明一个字段，或在对照文件中写明列名：`related: {{ {name}: {{ there: 列名 }} }}`",
        },
        bad=(
            f"{_HEAD}record Customer {{ grade : whole }}\nrecord Loan {{ key id : text  partner : Customer }}\n"
            "--- loans.csv\nid,partner\nL1,C1\n--- partners.csv\nno,grade\nC1,1\n"
        ),
        good=(
            f"{_HEAD}record Customer {{ grade : whole }}\nrecord Loan {{ key id : text  partner : Customer }}\n"
            "--- loans.csv\nid,partner\nL1,C1\n--- partners.csv\nno,grade\nC1,1\n"
            "--- map.yaml\nrelated: { partner: { there: no } }\n"
        ),
    ),
    Entry(
        code="PC555",
        name="no-such-related",
        severity="error",
        headline={
            "en": "`{record}` has no record `{name}` inside it",
            "zh": "`{record}` 内没有名为 `{name}` 的记录",
        },
        cause={
            "en": "related records are joined to a field that is a record itself; it has {fields}",
            "zh": "关联记录只能对应到类型为记录的字段；它有 {fields}",
        },
        help={"en": "name such a field", "zh": "请写这样的字段"},
        bad="policycore decide loans.policy loans.csv --related payments=payments.csv",
        good="policycore decide loans.policy loans.csv --events payments=payments.csv",
    ),
    Entry(
        code="PC556",
        name="joined-inside-unjoined",
        severity="error",
        headline={
            "en": "`{name}` has a file, but `{outer}` has none",
            "zh": "`{name}` 有文件，而 `{outer}` 没有",
        },
        cause={
            "en": "what stands inside is joined to rows of the file outside",
            "zh": "内层的数据按外层文件的行归入",
        },
        help={"en": "give a file for `{outer}` as well", "zh": "请同时给出 `{outer}` 的文件"},
        bad="policycore decide loans.policy loans.csv --events payments.parts=payments.csv",
        good="policycore decide loans.policy loans.csv --events payments=payments.csv",
    ),
    Entry(
        code="PC557",
        name="no-joining-column",
        severity="error",
        headline={
            "en": "the table has no column `{column}`, by which `{name}` is joined",
            "zh": "表格没有用于对应 `{name}` 的 `{column}` 列",
        },
        cause={
            "en": "without it `{name}` would be unknown in every record; the table has {columns}",
            "zh": "没有该列，每条记录的 `{name}` 都将是未知；表格有 {columns}",
        },
        help={
            "en": "say it in a mapping file: `related: {{ {name}: {{ here: COLUMN, there: COLUMN }} }}`",
            "zh": "请在对照文件中写明：`related: {{ {name}: {{ here: 列名, there: 列名 }} }}`",
        },
        bad=f"{_PAIRS}id,customer\nL1,C1\n--- partners.csv\nno,grade\nC1,1\n",
        good=(
            f"{_PAIRS}id,customer\nL1,C1\n--- partners.csv\nno,grade\nC1,1\n"
            "--- map.yaml\nrelated: { partner: { here: customer } }\n"
        ),
    ),
    Entry(
        code="PC558",
        name="related-key-repeated",
        severity="error",
        headline={
            "en": "the key `{key}` was given before, in row {row}",
            "zh": "标识 `{key}` 已在第 {row} 行出现",
        },
        cause={
            "en": "which of the rows is meant cannot be told, so every record that names this key is rejected",
            "zh": "无法判断以哪一行为准，故凡引用该标识的记录一律退回",
        },
        help={"en": "merge the rows, or tell them apart by another key", "zh": "请合并这些行，或改用能区分的标识"},
        bad=f"{_PAIRS}id,partner\nL1,C2\n--- partners.csv\nno,grade\nC1,1\nC1,2\nC2,3\n",
        good=f"{_PAIRS}id,partner\nL1,C2\n--- partners.csv\nno,grade\nC1,1\nC2,3\n",
    ),
    Entry(
        code="PC559",
        name="related-not-there",
        severity="warning",
        headline={
            "en": "no `{name}` `{key}` is in its file; records that name one that is not there: {count}",
            "zh": "`{name}` 的文件中没有 `{key}`；所写标识不在文件中的记录共 {count} 条",
        },
        cause={
            "en": "all of it is unknown then, as if nobody had said anything about it",
            "zh": "其全部内容视为未知，如同没有给出",
        },
        help={
            "en": "check whether rows are missing, or the keys are written in two ways",
            "zh": "请检查是否缺少行，或标识写法不一致",
        },
        bad=f"{_PAIRS}id,partner\nL1,C9\n--- partners.csv\nno,grade\nC1,1\n",
        good=f"{_PAIRS}id,partner\nL1,C1\n--- partners.csv\nno,grade\nC1,1\n",
    ),
    Entry(
        code="PC560",
        name="related-row-without-key",
        severity="warning",
        headline={
            "en": "rows for `{name}` without `{column}`: {count}",
            "zh": "`{name}` 的文件中有 {count} 行没有 `{column}`",
        },
        cause={
            "en": "nothing can refer to them; the first one stands here",
            "zh": "没有记录能引用这些行；此处为第一行",
        },
        help={"en": "fill in the keys, or leave the rows out", "zh": "请填写标识，或删去这些行"},
        bad=f"{_PAIRS}id,partner\nL1,C1\n--- partners.csv\nno,grade\nC1,1\n,2\n",
        good=f"{_PAIRS}id,partner\nL1,C1\n--- partners.csv\nno,grade\nC1,1\n",
    ),
    Entry(
        code="PC561",
        name="keys-alike",
        severity="warning",
        headline={
            "en": "the key `{key}` looks like that of row {row}; such keys in all: {count}",
            "zh": "标识 `{key}` 与第 {row} 行的标识形近；此类标识共 {count} 个",
        },
        cause={
            "en": "they differ by case, width, spaces or noughts before them, and are taken for different records",
            "zh": "仅有大小写、全半角、空格或前导零之别，仍按不同的记录处理",
        },
        help={
            "en": "nothing, if they are different; else write the key in one way",
            "zh": "若确为不同记录则无须处理，否则请统一写法",
        },
        bad=_sample("amount : money(CNY)", "id,amount\nL1,5\nl1,6", "loans.csv"),
        good=_sample("amount : money(CNY)", "id,amount\nL1,5\nL2,6", "loans.csv"),
    ),
    # --- inputs of a decision ---
    Entry(
        code="PC564",
        name="parameter-without-keys",
        severity="error",
        headline={
            "en": "the parameter `{path}` has one value, not one per key",
            "zh": "参数 `{path}` 只有一个值，不按项取值",
        },
        cause={
            "en": "only a parameter declared with `per` has keys",
            "zh": "只有以 `按` 声明的参数才分项",
        },
        help={"en": "give the value alone", "zh": "请只给出值"},
        bad=f"{_RATES}rate[first]=5%\n",
        good=f"{_RATES}rate=5%\n",
    ),
    Entry(
        code="PC565",
        name="parameter-without-value",
        severity="error",
        headline={"en": "no value is given for `{path}`", "zh": "没有给出 `{path}` 的值"},
        cause={
            "en": "a parameter is a value of the policy, not a fact that may be unknown",
            "zh": "参数是制度中的值，不是可能未知的事实",
        },
        help={
            "en": "give a value, or `not stated` to see what would be open without it",
            "zh": "请给出值；若要查看缺少它时的结果，请写 `未载明`",
        },
        bad=f"{_RATES}rate=\n",
        good=f"{_RATES}rate=not stated\n",
    ),
    Entry(
        code="PC566",
        name="not-a-setting",
        severity="error",
        headline={"en": "`{value}` is not of the form NAME=VALUE", "zh": "`{value}` 不是 名称=值 的形式"},
        cause={
            "en": "a setting names a parameter or a reading, then its value",
            "zh": "设置由参数或口径的名称及其值组成",
        },
        help={
            "en": "write it as `rate=5%`, or `wage[first]=5000` for one key",
            "zh": "请写作 `费率=5%`，分项写作 `工资[一级]=5000`",
        },
        bad=f"{_RATES}rate 5%\n",
        good=f"{_RATES}rate=5%\n",
    ),
    Entry(
        code="PC567",
        name="not-in-force",
        severity="warning",
        headline={
            "en": "on {value} the policy is not in force: it is {period}",
            "zh": "{value} 该制度未施行：其施行期为{period}",
        },
        cause={
            "en": "it was decided all the same, as if it were",
            "zh": "仍按其内容作出了决定",
        },
        help={
            "en": "decide as of a day in that time, or with the version of that day",
            "zh": "请改用施行期内的日期，或使用当日有效的版本",
        },
        bad=f"{_PERIOD}as_of=2023-12-31\n",
        good=f"{_PERIOD}as_of=2024-01-01\n",
    ),
    Entry(
        code="PC575",
        name="state-of-nobody",
        severity="error",
        headline={"en": "the line does not say whose state it is", "zh": "该行没有写明是谁的状态"},
        cause={
            "en": "a line of a file of states is an object with a text `key`, as `--state-out` writes it;"
            " found: {value}",
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
)

PHRASES: dict[str, Texts] = {
    # What a field takes.
    "want_yes_no": {"en": "yes or no", "zh": "“是”或“否”"},
    "want_text": {"en": "a text", "zh": "文本"},
    "want_date": {"en": "a day such as 2024-03-01", "zh": "日期（如 2024-03-01）"},
    "want_moment": {"en": "a moment such as 2024-03-01 10:00", "zh": "时刻（如 2024-03-01 10:00）"},
    "want_date_or_moment": {
        "en": "a day such as 2024-03-01 or a moment such as 2024-03-01 10:00",
        "zh": "日期（如 2024-03-01）或时刻（如 2024-03-01 10:00）",
    },
    "want_member": {"en": "a value of its choice", "zh": "选项中的值"},
    "want_record": {"en": "a record `{name}`", "zh": "记录 `{name}`"},
    "want_list": {"en": "a list (each element {element})", "zh": "列表（每一项为{element}）"},
    "want_set": {"en": "a list of what was chosen (each {element})", "zh": "所选各项的列表（每一项为{element}）"},
    "want_percent": {"en": "a per cent such as 85%", "zh": "百分比（如 85%）"},
    "want_points": {"en": "a number of points", "zh": "分数"},
    "want_quantity": {"en": "a number of {unit}", "zh": "以 {unit} 计的数"},
    "want_whole": {"en": "a whole number", "zh": "整数"},
    "want_number": {"en": "a number", "zh": "数"},
    # Units and bounds.
    "unit_percent": {"en": "per cent", "zh": "百分比"},
    "unit_pure": {"en": "a plain number", "zh": "纯数"},
    "unit_points": {"en": "points", "zh": "分"},
    "unit_named": {"en": "`{unit}`", "zh": " `{unit}` "},
    "bounds_both": {"en": "from {low} to {high}", "zh": "在 {low} 至 {high} 之间"},
    "bounds_low": {"en": "at least {low}", "zh": "不低于 {low}"},
    "bounds_high": {"en": "at most {high}", "zh": "不超过 {high}"},
    # Ways out.
    "write_instead": {"en": "write `{text}`", "zh": "请写作 `{text}`"},
    "write_grouped_or_decimal": {
        "en": "write `{grouped}`, or `{decimal}` if the comma stands before decimals",
        "zh": "请写作 `{grouped}`；若逗号后是小数，请写作 `{decimal}`",
    },
    "write_day_or_month": {
        "en": "write `{day}` if the day is written first, `{month}` if the month is",
        "zh": "若先写日，请写作 `{day}`；若先写月，请写作 `{month}`",
    },
    "spreadsheet_day": {
        "en": "it looks like the number by which a spreadsheet counts days: give the column a date format there",
        "zh": "看来是电子表格内部的日期序号：请先在电子表格中将该列设为日期格式",
    },
    "did_you_mean_column": {
        "en": "did you mean `{name}`? If it is another thing, list it under `ignore` in a mapping file",
        "zh": "是否想写 `{name}`？若是别的内容，请在对照文件的 `ignore` 中列出",
    },
    "quote_number": {
        "en": "put it in quotes: as a number it may have lost noughts that belong to the text",
        "zh": "请加引号：作为数字可能已丢失属于文本的零",
    },
    "ask_for_encoding": {
        "en": "it looks like {encoding}: save the file as UTF-8, or ask for it with `--encoding {encoding}`",
        "zh": "看来是 {encoding} 编码：请另存为 UTF-8，或用 `--encoding {encoding}` 指明",
    },
    "looks_like_no_text": {
        "en": "it looks like no text at all: a spreadsheet is saved as CSV first",
        "zh": "看来根本不是文本：电子表格须先另存为 CSV",
    },
    "use_events": {
        "en": "it is a list of records: use `--events`, and `events` in the mapping file",
        "zh": "该字段是多条记录：请用 `--events`，对照文件中写 `events`",
    },
    "use_related": {
        "en": "it is one record: use `--related`, and `related` in the mapping file",
        "zh": "该字段是一条记录：请用 `--related`，对照文件中写 `related`",
    },
    "key_alike": {
        "en": "`{key}` is there: write the key in one way in both files",
        "zh": "该文件中有 `{key}`：请在两个文件中统一写法",
    },
    "no_lists": {"en": "none", "zh": "无"},
    # When a policy is in force.
    "force_both": {"en": "in force from {start} to {end}", "zh": " {start} 至 {end}"},
    "force_from": {"en": "in force from {start}", "zh": " {start} 起"},
    "force_to": {"en": "in force to {end}", "zh": "至 {end} 止"},
    # Why a text cannot be read.
    "reason_as_given": {"en": "{reason}", "zh": "{reason}"},
    "csv_open_quote": {"en": "a quote is opened and never closed", "zh": "引号没有配对"},
    "csv_long_cell": {
        "en": "a cell is longer than 131072 characters, as if a quote were never closed",
        "zh": "某格超过 131072 个字符，多半是引号没有配对",
    },
    "csv_text_after_quote": {"en": "text follows a closing quote", "zh": "右引号之后还有文本"},
    "csv_line_break": {"en": "a line break stands outside quotes", "zh": "换行出现在引号之外"},
    "json_value": {"en": "a value is missing", "zh": "缺少值"},
    "json_comma": {"en": "a comma or a closing bracket is missing", "zh": "缺少逗号或右括号"},
    "json_colon": {"en": "a colon is missing after a name", "zh": "名称之后缺少冒号"},
    "json_name": {"en": "a name in double quotes is missing", "zh": "缺少用双引号括起的名称"},
    "json_open_text": {"en": "a text is opened and never closed", "zh": "文本的引号没有配对"},
    "json_control": {"en": "a text holds a line break or tab as such", "zh": "文本中直接含有换行或制表符"},
    "json_escape": {"en": "there is no such sign after a backslash", "zh": "反斜杠之后的写法不存在"},
    "json_after": {"en": "more follows after the end of the data", "zh": "数据结束之后还有内容"},
    "json_end": {"en": "the text ends too early", "zh": "文本提前结束"},
    "json_too_deep": {"en": "the brackets are nested too deep", "zh": "括号嵌套过深"},
    "yaml_colon": {"en": "a colon stands where a value is", "zh": "值中出现冒号"},
    "yaml_no_colon": {"en": "a colon is missing after a name", "zh": "名称之后缺少冒号"},
    "yaml_indent": {"en": "the line is not indented as those above it", "zh": "该行缩进与上文不一致"},
    "yaml_bracket": {"en": "a comma or a closing bracket is missing", "zh": "缺少逗号或右括号"},
    "yaml_tab": {
        "en": "no value begins with this sign; a tab does not indent",
        "zh": "值不能以该符号开头；缩进不能用制表符",
    },
    "yaml_open_quote": {"en": "a quote is opened and never closed", "zh": "引号没有配对"},
    "yaml_escape": {"en": "there is no such sign after a backslash", "zh": "反斜杠之后的写法不存在"},
    "yaml_control": {"en": "the text holds a control character", "zh": "文本含有控制字符"},
    "yaml_alias": {"en": "an anchor or alias stands", "zh": "出现了锚点或别名"},
    "yaml_tag": {"en": "a tag stands", "zh": "出现了类型标签"},
    "yaml_deep": {"en": "more than 64 levels stand one in another", "zh": "嵌套超过 64 层"},
    "yaml_complex_key": {"en": "a list or mapping stands for a name", "zh": "以列表或映射充当名称"},
    # What is wrong with a mapping file.
    "mapping_whole": {"en": "it is not one YAML mapping", "zh": "整个文件不是一个 YAML 映射"},
    "mapping_part": {"en": "`{key}` is none of {parts}", "zh": "`{key}` 不属于 {parts}"},
    "mapping_twice": {"en": "`{name}` is written twice", "zh": "`{name}` 写了两次"},
    "mapping_columns": {
        "en": "`columns` leads from a column to a field, or to a list of fields",
        "zh": "`columns` 应由列名对应到字段，或字段的列表",
    },
    "mapping_values": {
        "en": "`values` leads from a field to what is written and what is meant",
        "zh": "`values` 应由字段对应到“所写: 所指”",
    },
    "mapping_ignore": {"en": "`ignore` is a list of columns", "zh": "`ignore` 应为列名的列表"},
    "mapping_name": {"en": "`{part}` is one name, not several", "zh": "`{part}` 应为单个名称"},
    "mapping_related": {
        "en": "`related` leads from a record inside the record to a mapping of its own",
        "zh": "`related` 应由记录内的记录字段对应到各自的对照",
    },
    "mapping_events": {
        "en": "`events` leads from a list of the record to a mapping of its own",
        "zh": "`events` 应由记录的列表字段对应到各自的对照",
    },
}
