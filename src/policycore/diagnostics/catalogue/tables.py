"""Messages about runs over whole tables: engines, the folder of a run, and what can be put beside the rows."""

from __future__ import annotations

from policycore.diagnostics.entry import Entry, Texts

ENTRIES: tuple[Entry, ...] = (
    Entry(
        code="PC881",
        name="engine-not-installed",
        severity="error",
        headline={"en": "the engine `{engine}` is not installed here", "zh": "此处没有安装引擎 `{engine}`"},
        cause={
            "en": "missing: {modules}; the extra `{extra}` brings all that it needs",
            "zh": "缺少 {modules}；附加包 `{extra}` 含其全部所需",
        },
        help={
            "en": "run `pip install 'policycore[{extra}]'`, or name another engine with `--engine`",
            "zh": "请运行 `pip install 'policycore[{extra}]'`，或用 `--engine` 换一个引擎",
        },
        bad="policycore run tally.policy tally.csv --out decided --engine polars",
        good="policycore run tally.policy tally.csv --out decided --engine arrow",
    ),
    Entry(
        code="PC882",
        name="no-java",
        severity="error",
        headline={"en": "there is no Java on this machine for Spark", "zh": "Spark 在本机找不到 Java"},
        cause={"en": "Spark runs on Java 17 or later", "zh": "Spark 需要 Java 17 或更高版本"},
        help={
            "en": "install Java and set JAVA_HOME, or name another engine with `--engine`",
            "zh": "请安装 Java 并设置 JAVA_HOME，或用 `--engine` 换一个引擎",
        },
        bad="policycore run tally.policy tally.csv --out decided --engine spark",
        good="policycore run tally.policy tally.csv --out decided --engine duckdb",
    ),
    Entry(
        code="PC883",
        name="folder-of-another-run",
        severity="error",
        headline={"en": "`{folder}` holds the results of another run", "zh": "`{folder}` 中是另一次运行的结果"},
        cause={
            "en": "it was begun with something else than this call: {what}",
            "zh": "它与本次调用不同之处：{what}",
        },
        help={
            "en": "name another folder with `--out`, or call it as before to go on",
            "zh": "请用 `--out` 换一个目录；若要继续那次运行，请照原样调用",
        },
        bad="policycore run tally.policy tally.csv --out begun --part-rows 7",
        good="policycore run tally.policy tally.csv --out begun",
    ),
    Entry(
        code="PC884",
        name="unknown-kind-of-table",
        severity="error",
        headline={
            "en": "the name `{file}` does not say which kind of table it holds",
            "zh": "从 `{file}` 的名称看不出表的格式",
        },
        cause={
            "en": "tables are read from files that end in .parquet, .csv, .tsv, .arrow or .feather",
            "zh": "表取自以 .parquet、.csv、.tsv、.arrow 或 .feather 结尾的文件",
        },
        help={
            "en": "name the file so; JSON and YAML go to `policycore decide`",
            "zh": "请如此命名文件；JSON 和 YAML 请用 `policycore decide`",
        },
        bad="policycore run tally.policy tally.policy --out decided",
        good="policycore run tally.policy tally.csv --out decided",
    ),
    Entry(
        code="PC885",
        name="run-in-progress",
        severity="error",
        headline={"en": "another run is writing to `{folder}`", "zh": "另一次运行正在写入 `{folder}`"},
        cause={
            "en": "two runs in one folder would write the same files",
            "zh": "两次运行在同一目录中会写同样的文件",
        },
        help={
            "en": "wait until it has ended, or name another folder with `--out`",
            "zh": "请等它结束，或用 `--out` 换一个目录",
        },
        bad="policycore run tally.policy tally.csv --out busy",
        good="policycore run tally.policy tally.csv --out decided",
    ),
    Entry(
        code="PC886",
        name="joined-too-deep-for-a-table",
        severity="error",
        headline={
            "en": "`{path}` lies inside other records, and `run` joins nothing there",
            "zh": "`{path}` 在其他记录之内，`run` 不作这样的归入",
        },
        cause={
            "en": "to the rows of a table are joined lists and records that are fields of the rows themselves",
            "zh": "归入表中各行的，只能是该行自身字段中的列表和记录",
        },
        help={
            "en": "use `policycore decide`, or put the data into the table as lists and structs",
            "zh": "请用 `policycore decide`，或把数据以列表和结构放入表中",
        },
        bad="policycore run tally.policy tally.csv --out decided --related seller.office=offices.csv",
        good="policycore run tally.policy sold.csv --out decided --related seller=sellers.csv",
    ),
    Entry(
        code="PC887",
        name="no-key-to-name-rows",
        severity="error",
        headline={
            "en": "rows of `{record}` have no key by which one could be named",
            "zh": "`{record}` 的各行没有可供指名的标识",
        },
        cause={
            "en": "traces are asked for by key, from the column that is declared as `key`",
            "zh": "轨迹按标识索取，标识取自声明为 `标识` 的列",
        },
        help={
            "en": "declare a key (`key id : text`), and let the table have its column",
            "zh": "请声明标识（`标识 编号 : 文本`），且表中要有这一列",
        },
        bad="policycore run keyless.policy keyless.csv --out decided --as-of 2024-06-30 --trace M1",
        good="policycore run tally.policy tally.csv --out decided --trace t1",
    ),
)

PHRASES: dict[str, Texts] = {
    "run_format": {"en": "the form of the folder", "zh": "目录的格式"},
    "run_policy": {"en": "the policy", "zh": "制度"},
    "run_record": {"en": "the record that is decided about", "zh": "所判定的记录"},
    "run_judged": {"en": "how judged facts are given", "zh": "经认定事实的给法"},
    "run_settings": {"en": "moments, parameters or readings", "zh": "时刻、参数或口径"},
    "run_table": {"en": "the table", "zh": "表"},
    "run_events": {"en": "the tables of lists", "zh": "明细表"},
    "run_related": {"en": "the tables of related records", "zh": "关联记录的表"},
    "run_mapping": {"en": "the mapping of columns", "zh": "列的对应"},
    "run_snapshots": {"en": "the snapshots of populations", "zh": "群体快照"},
    "run_part_rows": {"en": "the rows of a partition", "zh": "每个分区的行数"},
    "run_unread": {"en": "its manifest cannot be read", "zh": "其中的清单无法读取"},
}
