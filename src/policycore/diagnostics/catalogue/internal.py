"""Messages about our own faults, PC9nn, and the phrases that every layer may use."""

from __future__ import annotations

from policycore.diagnostics.entry import Entry, Texts

ENTRIES: tuple[Entry, ...] = (
    Entry(
        code="PC901",
        name="internal-error",
        severity="error",
        headline={
            "en": "policycore itself failed while it was {stage}; this is our fault, not yours",
            "zh": "policycore 在{stage}时自身出错；这是我们的问题，与您的文件无关",
        },
        cause={
            "en": "`{what}`",
            "zh": "`{what}`",
        },
        help={
            "en": "please report it, with the policy file if you may share it and the text of this message",
            "zh": "请将本消息连同可以公开的制度文件一并反馈给我们",
        },
        bad="",
        good="",
    ),
    Entry(
        code="PC902",
        name="trace-differs",
        severity="error",
        headline={
            "en": "the replay of decision `{decision}` came out differently; this is our fault, not yours",
            "zh": "重演决定 `{decision}` 得到了不同的结果；这是我们的问题，与您的文件无关",
        },
        cause={
            "en": "a trace is made by deciding once more and must agree with the outcome in every point",
            "zh": "轨迹由重新判定一次得出，必须与原结果完全一致",
        },
        help={
            "en": "do not rely on this decision, and report it with the policy and the record if you may share them",
            "zh": "请勿采用该决定，并将可以公开的制度文件和记录反馈给我们",
        },
        bad="",
        good="",
    ),
    Entry(
        code="PC903",
        name="formatting-differs",
        severity="error",
        headline={
            "en": "the formatted text would not say the same as `{what}`; this is our fault, not yours",
            "zh": "排版后的文本与 `{what}` 处的原文含义不同；这是我们的问题，与您的文件无关",
        },
        cause={
            "en": (
                "formatted text is read again before it is handed out, and must give the same statements and comments"
            ),
            "zh": "排版结果在交出之前会重新读取，必须得到相同的语句和注释",
        },
        help={
            "en": "the file is left as it was; please report this, with the text from here on if you may share it",
            "zh": "文件保持原样；请将此处以下可以公开的文本反馈给我们",
        },
        bad="",
        good="",
    ),
    Entry(
        code="PC904",
        name="evaluators-differ",
        severity="error",
        headline={
            "en": "two evaluators disagree about decision `{decision}`; this is our fault, not yours",
            "zh": "两个求值器对决定 `{decision}` 的结果不一致；这是我们的问题，与您的文件无关",
        },
        cause={
            "en": "compiled, it came out as `{compiled}`; the reference interpreter gives `{reference}`",
            "zh": "编译后得到 `{compiled}`；参考解释器得到 `{reference}`",
        },
        help={
            "en": "do not rely on this decision, and report it with the policy and the record if you may share them",
            "zh": "请勿采用该决定，并将可以公开的制度文件和记录反馈给我们",
        },
        bad="",
        good="",
    ),
)

PHRASES: dict[str, Texts] = {
    "did_you_mean": {"en": "did you mean `{name}`?", "zh": "是否想写 `{name}`？"},
    "did_you_mean_one_of": {"en": "perhaps one of these is meant: {names}", "zh": "也许想写其中之一：{names}"},
    "stage_running": {"en": "running the command", "zh": "执行命令"},
}
