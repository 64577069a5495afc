"""Messages about the configuration of the command line, PC85n.

Samples are commands; they run in a folder that the tests make, with the files that they name.
"""

from __future__ import annotations

from policycore.diagnostics.entry import Entry, Texts

ENTRIES: tuple[Entry, ...] = (
    Entry(
        code="PC851",
        name="malformed-configuration",
        severity="error",
        headline={"en": "`{file}` is not written in TOML", "zh": "`{file}` 不合 TOML 的写法"},
        cause={"en": "the reader of TOML says: {why}", "zh": "TOML 读取器提示：{why}"},
        help={
            "en": 'write settings as `name = value`, texts in quotes, lists in brackets: `ignore = ["PC423"]`',
            "zh": '设置写作 `名称 = 值`，文本加引号，列表加方括号：`ignore = ["PC423"]`',
        },
        bad="policycore check grades.policy --config torn.toml",
        good="policycore check grades.policy --config sound.toml",
    ),
    Entry(
        code="PC852",
        name="unknown-configuration-key",
        severity="error",
        headline={"en": "`{key}` is no setting of policycore", "zh": "policycore 没有设置 `{key}`"},
        cause={
            "en": "the settings are {keys}; what is not understood is never passed over",
            "zh": "设置有 {keys}；无法理解的内容不会被忽略",
        },
        help={"en": "use one of them, or leave it out", "zh": "请改用其中之一，或删去"},
        bad="policycore check grades.policy --config misspelt.toml",
        good="policycore check grades.policy --config sound.toml",
    ),
    Entry(
        code="PC853",
        name="wrong-configuration-value",
        severity="error",
        headline={"en": "`{key}` does not take `{value}`", "zh": "`{key}` 不能设为 `{value}`"},
        cause={"en": "{takes}", "zh": "{takes}"},
        help={"en": "write such a value, or leave the setting out", "zh": "请按此书写，或删去该设置"},
        bad="policycore check grades.policy --config mistaken.toml",
        good="policycore check grades.policy --config sound.toml",
    ),
    Entry(
        code="PC854",
        name="error-ignored",
        severity="error",
        headline={
            "en": "`{key}` names `{code}`, an error, and errors cannot be ignored",
            "zh": "`{key}` 所写的 `{code}` 是错误，错误不能忽略",
        },
        cause={
            "en": "a policy with errors cannot be used; to hide them would only hide why",
            "zh": "有错误的制度不能使用；隐藏错误只会隐藏原因",
        },
        help={
            "en": "put the policy right; `select` chooses which findings are shown, and still counts every error",
            "zh": "请改正制度；`select` 可选择显示哪些问题，错误仍全部计数",
        },
        bad="policycore check grades.policy --ignore PC301",
        good="policycore check grades.policy --ignore PC423",
    ),
    Entry(
        code="PC855",
        name="unknown-code-chosen",
        severity="error",
        headline={
            "en": "`{key}` names `{code}`, which is no message",
            "zh": "`{key}` 所写的 `{code}` 不是任何消息",
        },
        cause={
            "en": "messages are chosen by code (PC423), by its beginning (PC4) or by name (may-be-absent)",
            "zh": "消息以编码（PC423）、编码的开头（PC4）或名称（may-be-absent）选择",
        },
        help={
            "en": "copy it from the brackets of the message; `policycore explain-code --list` shows all",
            "zh": "请从消息方括号中抄录；`policycore explain-code --list` 可列出全部",
        },
        bad="policycore check grades.policy --select PC777",
        good="policycore check grades.policy --select PC4",
    ),
)

PHRASES: dict[str, Texts] = {
    "config_codes": {
        "en": 'it takes a list of messages, as in `["PC4", "may-be-absent"]`',
        "zh": '它是消息的列表，如 `["PC4", "may-be-absent"]`',
    },
    "config_per_file": {
        "en": 'it takes a table from patterns of files to lists of messages, as in `"drafts/*" = ["PC423"]`',
        "zh": '它是从文件名模式到消息列表的表，如 `"drafts/*" = ["PC423"]`',
    },
    "config_yes_no": {"en": "it takes `true` or `false`", "zh": "它是 `true` 或 `false`"},
    "config_language": {"en": 'it takes `"en"` or `"zh"`', "zh": '它是 `"en"` 或 `"zh"`'},
    "config_address": {
        "en": 'it takes the address of the published documentation, as in `"https://example.org/policies/"`',
        "zh": '它是已发布文档的网址，如 `"https://example.org/policies/"`',
    },
    "config_table": {
        "en": "it is a table, which begins with a line `[tool.policycore]`",
        "zh": "它是一张表，以一行 `[tool.policycore]` 开头",
    },
}
