"""Messages about files and about how policycore is called, PC8nn.

Samples that are commands (they start with `policycore`) run in the folder that the tests make for them; the others
are policies.
"""

from __future__ import annotations

from policycore.diagnostics.entry import Entry, Texts

ENTRIES: tuple[Entry, ...] = (
    Entry(
        code="PC801",
        name="file-not-found",
        severity="error",
        headline={"en": "there is no file `{file}`", "zh": "没有文件 `{file}`"},
        cause={
            "en": "a file is looked for from where the command runs, one named by `use` from the file that uses it",
            "zh": "文件从命令所在目录查找；`引用` 的文件从引用它的文件所在目录查找",
        },
        help={"en": "check how the name and its folder are written", "zh": "请核对文件名及其目录"},
        bad="policycore check grade.policy",
        good="policycore check grades.policy",
    ),
    Entry(
        code="PC802",
        name="not-utf8",
        severity="error",
        headline={"en": "`{file}` is not written in UTF-8", "zh": "`{file}` 不是 UTF-8 编码"},
        cause={"en": "{reading}", "zh": "{reading}"},
        help={
            "en": "save it as UTF-8 in your editor, or convert it: iconv -f {encoding} -t UTF-8",
            "zh": "请在编辑器中另存为 UTF-8，或转换：iconv -f {encoding} -t UTF-8",
        },
        bad="policycore check old_encoding.policy",
        good="policycore check grades.policy",
    ),
    Entry(
        code="PC803",
        name="folder-given",
        severity="error",
        headline={"en": "`{file}` is a folder, and one file is needed here", "zh": "`{file}` 是目录，此处需要一个文件"},
        cause={
            "en": "only `check`, `fmt` and `test` take a folder and look through it",
            "zh": "只有 `check`、`fmt` 和 `test` 接受目录并逐一查看其中文件",
        },
        help={"en": "name the file inside it", "zh": "请写明其中的文件"},
        bad="policycore decide grades.policy empty --as-of 2024-03-31",
        good="policycore decide grades.policy customers.csv --as-of 2024-03-31",
    ),
    Entry(
        code="PC804",
        name="nothing-in-folder",
        severity="error",
        headline={
            "en": "there is no `{pattern}` file in the folder `{file}`",
            "zh": "目录 `{file}` 中没有 `{pattern}` 文件",
        },
        cause={
            "en": "a folder stands for the files inside it and in its folders whose names end so",
            "zh": "给出目录即表示其中（含子目录）以此结尾的全部文件",
        },
        help={"en": "name another folder, or a file", "zh": "请换一个目录，或直接写文件名"},
        bad="policycore check empty",
        good="policycore check policies",
    ),
    Entry(
        code="PC806",
        name="cannot-read",
        severity="error",
        headline={"en": "`{file}` cannot be read", "zh": "无法读取 `{file}`"},
        cause={"en": "the system says: {why}", "zh": "系统提示：{why}"},
        help={"en": "check who may read it", "zh": "请检查该文件的读取权限"},
        bad="policycore check locked.policy",
        good="policycore check grades.policy",
    ),
    Entry(
        code="PC807",
        name="binary-file",
        severity="error",
        headline={"en": "`{file}` is not a text file", "zh": "`{file}` 不是文本文件"},
        cause={"en": "it holds bytes that no text holds", "zh": "其中含有文本不会有的字节"},
        help={
            "en": "name the text file; a spreadsheet or a document is saved as CSV or as text first",
            "zh": "请给出文本文件；电子表格或文档须先另存为 CSV 或纯文本",
        },
        bad="policycore check photo.policy",
        good="policycore check grades.policy",
    ),
    Entry(
        code="PC808",
        name="cannot-write",
        severity="error",
        headline={"en": "`{file}` cannot be written", "zh": "无法写入 `{file}`"},
        cause={"en": "the system says: {why}", "zh": "系统提示：{why}"},
        help={"en": "check who may write there, or name another place", "zh": "请检查写入权限，或换一个位置"},
        bad="policycore new grades.policy/inside",
        good="policycore new first_steps",
    ),
    Entry(
        code="PC809",
        name="unknown-kind-of-records",
        severity="error",
        headline={
            "en": "the name `{file}` does not say which kind of records it holds",
            "zh": "从 `{file}` 的名称看不出记录的格式",
        },
        cause={
            "en": "records are read from files that end in .csv, .json, .jsonl or .yaml",
            "zh": "记录取自以 .csv、.json、.jsonl 或 .yaml 结尾的文件",
        },
        help={
            "en": "name the file so; for standard input say it, as in `--stdin-filename x.csv`",
            "zh": "请如此命名文件；标准输入请用 `--stdin-filename x.csv` 注明",
        },
        bad="policycore decide grades.policy grades.policy --as-of 2024-03-31",
        good="policycore decide grades.policy customers.csv --as-of 2024-03-31",
    ),
    Entry(
        code="PC810",
        name="use-leaves-the-folders",
        severity="error",
        headline={
            "en": "`use` names the place `{path}`, not a file beside this one",
            "zh": "`引用` 写的是位置 `{path}`，而非相对本文件的路径",
        },
        cause={
            "en": "a policy means the same on every machine, so a used file is named from the file that uses it",
            "zh": "制度在任何机器上含义相同，故被引用的文件须从引用它的文件写起",
        },
        help={
            "en": "write the path from this file, as in `../common/words.policy`",
            "zh": "请写相对路径，如 `../common/words.policy`",
        },
        bad='policy demo "Demo" {}\nuse Customer from "/etc/words.policy"\n',
        good='policy demo "Demo" {}\nrecord Customer { key id : text }\n',
    ),
    Entry(
        code="PC811",
        name="as-of-needed",
        severity="error",
        headline={
            "en": "this policy reads `as_of`, and no day was given",
            "zh": "该制度要用到 `截至日`，但没有给出日期",
        },
        cause={
            "en": "{reads}; today is never assumed, so that the same records give the same decisions on any day",
            "zh": "{reads}；从不默认为今天，以保证同样的记录在任何一天得到同样的决定",
        },
        help={
            "en": 'say as of which day is decided: `--as-of 2024-03-31`, in a program `as_of="2024-03-31"`',
            "zh": '请写明截至哪一天：`--as-of 2024-03-31`，程序中写 `as_of="2024-03-31"`',
        },
        bad="policycore decide grades.policy customers.csv",
        good="policycore decide grades.policy customers.csv --as-of 2024-03-31",
    ),
    Entry(
        code="PC812",
        name="record-type-needed",
        severity="error",
        headline={
            "en": "this policy decides about several records: {records}",
            "zh": "该制度对多种记录作决定：{records}",
        },
        cause={"en": "the data do not say which of them they are", "zh": "数据本身没有说明属于哪一种"},
        help={
            "en": 'say which one is meant: `--record NAME`, in a program `record_type="NAME"`',
            "zh": '请写明是哪一种：`--record 名称`，程序中写 `record_type="名称"`',
        },
        bad="policycore decide two.policy customers.csv",
        good="policycore decide two.policy customers.csv --record Customer",
    ),
    Entry(
        code="PC813",
        name="unknown-record-type",
        severity="error",
        headline={
            "en": "this policy decides nothing about a record `{record}`",
            "zh": "该制度没有针对记录 `{record}` 的决定",
        },
        cause={"en": "it decides about {records}", "zh": "它针对的是 {records}"},
        help={"en": "name one of them", "zh": "请写其中之一"},
        bad="policycore decide two.policy customers.csv --record Custmer",
        good="policycore decide two.policy customers.csv --record Customer",
    ),
    Entry(
        code="PC814",
        name="unknown-setting",
        severity="error",
        headline={
            "en": "`{name}` is neither a parameter nor a reading of this policy",
            "zh": "`{name}` 既不是该制度的参数，也不是口径",
        },
        cause={"en": "it has {names}", "zh": "它有 {names}"},
        help={"en": "name one of them", "zh": "请写其中之一"},
        bad="policycore decide grades.policy customers.csv --as-of 2024-03-31 --set bonsu=5",
        good="policycore decide grades.policy customers.csv --as-of 2024-03-31 --set bonus=5",
    ),
    Entry(
        code="PC815",
        name="unknown-alternative",
        severity="error",
        headline={
            "en": "the reading `{reading}` has no alternative `{name}`",
            "zh": "口径 `{reading}` 没有备选 `{name}`",
        },
        cause={"en": "its alternatives are {names}", "zh": "其备选为 {names}"},
        help={"en": "name one of them", "zh": "请写其中之一"},
        bad="policycore decide grades.policy customers.csv --as-of 2024-03-31 --set border=uper",
        good="policycore decide grades.policy customers.csv --as-of 2024-03-31 --set border=upper",
    ),
    Entry(
        code="PC816",
        name="unknown-decision",
        severity="error",
        headline={
            "en": "this policy has no decision `{name}` about `{record}`",
            "zh": "该制度没有针对 `{record}` 的决定 `{name}`",
        },
        cause={"en": "it decides {names}", "zh": "它作出的决定有 {names}"},
        help={"en": "name one of them", "zh": "请写其中之一"},
        bad="policycore explain grades.policy customers.csv --as-of 2024-03-31 --key c1 --decision grad",
        good="policycore explain grades.policy customers.csv --as-of 2024-03-31 --key c1 --decision grade",
    ),
    Entry(
        code="PC817",
        name="key-not-found",
        severity="error",
        headline={"en": "no record has the key `{key}`", "zh": "没有标识为 `{key}` 的记录"},
        cause={
            "en": "`{file}` holds {count} records, told apart by `{field}`",
            "zh": "`{file}` 有 {count} 条记录，以 `{field}` 区分",
        },
        help={"en": "write the key as it stands in the data", "zh": "请按数据中的写法书写标识"},
        bad="policycore explain grades.policy customers.csv --as-of 2024-03-31 --key c9",
        good="policycore explain grades.policy customers.csv --as-of 2024-03-31 --key c1",
    ),
    Entry(
        code="PC818",
        name="not-a-day",
        severity="error",
        headline={"en": "`{text}` is no day and no moment", "zh": "`{text}` 既不是日期，也不是时刻"},
        cause={
            "en": "a day is written 2024-03-31 and means its end; a moment is written 2024-03-31 17:00",
            "zh": "日期写作 2024-03-31，指当日终了；时刻写作 2024-03-31 17:00",
        },
        help={"en": "write it so", "zh": "请按此书写"},
        bad="policycore decide grades.policy customers.csv --as-of 31.3.2024",
        good="policycore decide grades.policy customers.csv --as-of 2024-03-31",
    ),
    Entry(
        code="PC819",
        name="nothing-to-decide",
        severity="error",
        headline={"en": "this policy has nothing that decides about a record", "zh": "该制度没有任何针对记录的决定"},
        cause={
            "en": "only `score`, `tiering`, `require`, `entitlements` and `accountability` decide",
            "zh": "只有 `评分`、`分级`、`要求`、`权益`、`问责` 作出决定，其余都是为它们服务的",
        },
        help={"en": "name the policy that uses this one", "zh": "请给出引用它的制度"},
        bad="policycore decide words.policy customers.csv",
        good="policycore decide grades.policy customers.csv --as-of 2024-03-31",
    ),
    Entry(
        code="PC821",
        name="unknown-code",
        severity="error",
        headline={"en": "there is no message with the code `{code}`", "zh": "没有编码为 `{code}` 的消息"},
        cause={"en": "codes look like PC301", "zh": "编码形如 PC301"},
        help={"en": "copy it from the brackets of the message", "zh": "请从消息方括号中抄录"},
        bad="policycore explain-code PC000",
        good="policycore explain-code PC801",
    ),
    Entry(
        code="PC822",
        name="folder-in-use",
        severity="error",
        headline={"en": "the folder `{file}` is not empty", "zh": "目录 `{file}` 不为空"},
        cause={
            "en": "a new policy is written into a new or empty folder, so that nothing is lost",
            "zh": "新制度只写入新建或空的目录，以免覆盖已有内容",
        },
        help={"en": "name another folder", "zh": "请换一个目录"},
        bad="policycore new .",
        good="policycore new first_steps",
    ),
    Entry(
        code="PC823",
        name="key-needed",
        severity="error",
        headline={
            "en": "it is not said which record of `{file}` is to be explained",
            "zh": "没有写明要解释 `{file}` 中的哪一条记录",
        },
        cause={"en": "{how}", "zh": "{how}"},
        help={
            "en": "say which one: `--key KEY`; records without a key go into a file each",
            "zh": "请写明是哪一条：`--key 标识`；没有标识的记录请各用一个文件",
        },
        bad="policycore explain grades.policy customers.csv --as-of 2024-03-31",
        good="policycore explain grades.policy customers.csv --as-of 2024-03-31 --key c1",
    ),
    Entry(
        code="PC825",
        name="parameter-per-key",
        severity="error",
        headline={"en": "the parameter `{name}` has a value per {keys}", "zh": "参数 `{name}` 按 {keys} 分别取值"},
        cause={"en": "one value does not say for which key it is", "zh": "单独一个值没有说明属于哪一项"},
        help={
            "en": "give a value per key, on the command line as `--set wage[first]=5000`",
            "zh": "请逐项给值，命令行写作 `--set 工资[一级]=5000`",
        },
        bad="policycore decide grades.policy customers.csv --as-of 2024-03-31 --set discount=5",
        good="policycore decide grades.policy customers.csv --as-of 2024-03-31 --set discount[gold]=5",
    ),
    Entry(
        code="PC826",
        name="output-over-input",
        severity="error",
        headline={
            "en": "`{file}` is read in this run, so it cannot be written at the same time",
            "zh": "本次运行要读取 `{file}`，不能同时写入",
        },
        cause={
            "en": "writing begins by emptying the file, and its content would be lost",
            "zh": "写入时会先清空文件，其内容将丢失",
        },
        help={"en": "name another file", "zh": "请换一个文件名"},
        bad="policycore decide loans.policy loans.csv --events payments=payments.csv --rejects loans.csv",
        good="policycore decide loans.policy loans.csv --events payments=payments.csv --rejects rejects.jsonl",
    ),
    Entry(
        code="PC831",
        name="malformed-cases",
        severity="error",
        headline={
            "en": "`{where}` of the cases file is not written as a case is",
            "zh": "用例文件的 `{where}` 不合用例的写法",
        },
        cause={"en": "{problem}", "zh": "{problem}"},
        help={
            "en": "see the page on cases in the reference; the least is `name`, `given` and `expect`",
            "zh": "请参阅手册中的用例一页；至少要有 `name`、`given` 和 `expect`",
        },
        bad="policycore test odd.cases.yaml",
        good="policycore test grades.cases.yaml",
    ),
    Entry(
        code="PC832",
        name="case-without-expectation",
        severity="error",
        headline={"en": "the case `{case}` expects nothing", "zh": "用例 `{case}` 没有任何预期"},
        cause={
            "en": "a case that expects nothing can never fail, so it tests nothing",
            "zh": "没有预期的用例永远不会失败，等于没有测试",
        },
        help={"en": "add `expect` with what should come out", "zh": "请用 `expect` 写明应有的结果"},
        bad="policycore test hollow.cases.yaml",
        good="policycore test grades.cases.yaml",
    ),
    Entry(
        code="PC833",
        name="unknown-path-in-case",
        severity="error",
        headline={
            "en": "the case `{case}` names `{path}`, which is no outcome of the policy",
            "zh": "用例 `{case}` 写的 `{path}` 不是该制度的结果",
        },
        cause={
            "en": "paths are ids with dots, as in the examples of a policy: `service.queue`, `fines.late.fine`",
            "zh": "路径是以点连接的名称，与制度内的示例相同：`service.queue`、`fines.late.fine`",
        },
        help={"en": "name a decision, a definition or a part of one", "zh": "请写决定、定义或其部分"},
        bad="policycore test misnamed.cases.yaml",
        good="policycore test grades.cases.yaml",
    ),
    Entry(
        code="PC838",
        name="policies-of-one-name",
        severity="error",
        headline={
            "en": "`{file}` and `{other}` are both the policy `{name}`",
            "zh": "`{file}` 与 `{other}` 都是制度 `{name}`",
        },
        cause={
            "en": "decisions and traces name a policy by its name and version, by which these two cannot be told apart",
            "zh": "决定和轨迹以名称和版本指明制度，无法据此区分这两个文件",
        },
        help={
            "en": "give one of them another name, or another `version`",
            "zh": "请将其中一个改名，或写上不同的 `版本`",
        },
        bad="policycore check grades.policy policies",
        good="policycore check grades.policy loans.policy",
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
    Entry(
        code="PC860",
        name="no-snapshot",
        severity="error",
        headline={"en": "`{file}` is no snapshot of a population", "zh": "`{file}` 不是群体快照"},
        cause={
            "en": "a snapshot is JSON with its schema, the digest of its policy and its populations; its values are"
            " in order and its running sums add up",
            "zh": "快照是 JSON，含格式名、制度的摘要值和各群体；其中的值有序，累计数相符",
        },
        help={
            "en": "give a file that `policycore snapshot` wrote, unchanged",
            "zh": "请给出由 `policycore snapshot` 写成、未经改动的文件",
        },
        bad="policycore decide ranks.policy outlets.csv --snapshot outlets.csv",
        good="policycore decide ranks.policy outlets.csv --snapshot outlets.json",
    ),
    Entry(
        code="PC861",
        name="snapshot-of-another-policy",
        severity="error",
        headline={
            "en": "`{file}` was made by another policy than this `{policy}`",
            "zh": "`{file}` 不是由此 `{policy}` 制作的",
        },
        cause={
            "en": "its values were measured by other rules, or by another version of these: a snapshot names the"
            " digest of its policy",
            "zh": "其中的值是按别的规则或本制度的另一版本算出的：快照写明所依制度的摘要值",
        },
        help={
            "en": "make the snapshot again with this policy: `policycore snapshot`",
            "zh": "请用此制度重新制作快照：`policycore snapshot`",
        },
        bad="policycore decide ranks.policy outlets.csv --snapshot others.json",
        good="policycore decide ranks.policy outlets.csv --snapshot outlets.json",
    ),
    Entry(
        code="PC862",
        name="snapshot-with-other-switches",
        severity="error",
        headline={
            "en": "the snapshot was made with other parameters or readings than this decision",
            "zh": "快照所用的参数或口径与本次判定不同",
        },
        cause={
            "en": "a member and the others must be measured alike, or its place means nothing: {names}",
            "zh": "成员须以同一标准衡量，否则名次没有意义：{names}",
        },
        help={"en": "switch the same in both", "zh": "两处请作相同的设定"},
        bad="policycore decide ranks.policy outlets.csv --snapshot outlets.json --set places=2",
        good="policycore decide ranks.policy outlets.csv --snapshot outlets.json",
    ),
    Entry(
        code="PC863",
        name="nothing-to-compare",
        severity="error",
        headline={
            "en": "the policy has no population of `{record}`",
            "zh": "制度中没有以 `{record}` 为成员的群体",
        },
        cause={
            "en": "a snapshot holds what the members of a population come to together",
            "zh": "快照保存的是群体各成员合起来的情况",
        },
        help={
            "en": "name a policy with a `population`, or with `--record` the record that it is over",
            "zh": "请给出含 `群体` 的制度，或用 `--record` 指明其成员是哪种记录",
        },
        bad="policycore snapshot loans.policy loans.csv",
        good="policycore snapshot ranks.policy outlets.csv",
    ),
)

PHRASES: dict[str, Texts] = {
    "several_records": {
        "en": "it holds several, and one at a time is explained",
        "zh": "其中有多条，一次只解释一条",
    },
    "no_records": {"en": "it holds none", "zh": "其中一条也没有"},
    "reads_as_gb18030": {
        "en": "its bytes read as GB18030 (also called GBK or GB2312), the usual encoding of older Chinese programs",
        "zh": "其内容是 GB18030（即 GBK、GB2312）编码，旧的中文程序常用",
    },
    "reads_as_utf16": {
        "en": "its bytes read as UTF-16, which some Windows programs call Unicode",
        "zh": "其内容是 UTF-16 编码，某些 Windows 程序称之为 Unicode",
    },
    "reads_as_utf32": {"en": "its bytes read as UTF-32", "zh": "其内容是 UTF-32 编码"},
    "reads_as_windows1252": {
        "en": "its bytes read as Windows-1252 (nearly the same as Latin-1), an older encoding of Western Europe",
        "zh": "其内容像是 Windows-1252（与 Latin-1 相近）编码，西欧的旧程序常用",
    },
    "reads_as_unknown": {
        "en": "its bytes are not UTF-8 at byte {byte}",
        "zh": "第 {byte} 个字节不合 UTF-8",
    },
    "save_as_utf8": {"en": "save it as UTF-8 in your editor", "zh": "请在编辑器中另存为 UTF-8"},
    "cases_whole": {
        "en": "a cases file is one mapping with `policy` and `cases`",
        "zh": "用例文件是一个含 `policy` 和 `cases` 的映射",
    },
    "cases_policy": {
        "en": "`policy` names the policy file, from the folder of the cases",
        "zh": "`policy` 写制度文件，从用例所在目录写起",
    },
    "cases_list": {"en": "`cases` is a list with at least one case", "zh": "`cases` 是至少有一个用例的列表"},
    "cases_mapping": {
        "en": "a case is a mapping with `name`, `given` and `expect`",
        "zh": "用例是含 `name`、`given` 和 `expect` 的映射",
    },
    "cases_name": {"en": "every case has a `name`", "zh": "每个用例都要有 `name`"},
    "cases_same_name": {"en": "another case has this name already", "zh": "已有同名的用例"},
    "cases_given": {
        "en": "`given` maps fields to values, with the name of the record around it where there are several",
        "zh": "`given` 是字段与值的映射，有多种记录时外面再加记录名",
    },
    "cases_expect": {
        "en": "`expect` is a mapping from outcomes to what should come out",
        "zh": "`expect` 是从结果到预期值的映射",
    },
    "cases_twice": {"en": "`{key}` is written twice", "zh": "`{key}` 写了两次"},
    "cases_key": {"en": "there is no `{key}` here; there are {keys}", "zh": "此处没有 `{key}`；可写 {keys}"},
    "cases_which_record": {
        "en": "`given` does not say which record it is; the policy has {records}",
        "zh": "`given` 没有说明是哪种记录；制度有 {records}",
    },
    "cases_status": {
        "en": "an outcome that is open is written with one of {statuses}, and maybe `missing`",
        "zh": "未决的结果写作 {statuses} 之一，可另写 `missing`",
    },
    "cases_population": {
        "en": "`population` is a list of records like the one that is given",
        "zh": "`population` 是与所给记录同类的记录的列表",
    },
    "cases_settings": {
        "en": "`{part}` is a mapping from names to values",
        "zh": "`{part}` 是从名称到值的映射",
    },
    "cases_ends": {"en": "`from` and `to` are numbers or days", "zh": "`from` 和 `to` 是数或日期"},
    "has_no_settings": {"en": "no parameters and no readings", "zh": "参数和口径均无"},
    "read_by": {"en": "`{statement}` depends on it", "zh": "`{statement}` 取决于它"},
}
