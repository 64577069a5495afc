"""Exit codes of the command line, what each means, and which a command can end with."""

from __future__ import annotations

from collections.abc import Mapping

FINE = 0
#: Findings, failed examples, or a policy with errors.
FINDINGS = 1
#: The command was called wrongly, or a file is not there.
USAGE = 2
#: Some records were rejected; the others are decided.
REJECTED = 3
NOTHING_TO_TEST = 5
#: Our own fault.
INTERNAL = 70
INTERRUPTED = 130

#: What a code means, in English and Chinese.
MEANINGS: Mapping[int, tuple[str, str]] = {
    FINE: ("fine; an undetermined decision is an answer", "正常；“未定”也是一种答复"),
    FINDINGS: ("findings, failed examples or cases, or a policy with errors", "有问题、示例或用例未通过，或制度有错误"),
    USAGE: (
        "called wrongly, a file is not there, or a configuration is not understood",
        "用法有误、文件不存在，或配置无法理解",
    ),
    REJECTED: ("some records were rejected; the others are decided", "部分记录被退回，其余已判定"),
    NOTHING_TO_TEST: ("there is nothing to test", "没有可测试的内容"),
    INTERNAL: (
        "our own fault; the message says how to report it",
        "程序自身出错；消息中说明如何反馈",
    ),
    INTERRUPTED: ("interrupted", "已中断"),
}

#: Every command can end so.
ALWAYS = (FINE, USAGE, INTERNAL, INTERRUPTED)
#: And these so besides.
BESIDES: Mapping[str, tuple[int, ...]] = {
    "check": (FINDINGS,),
    "fmt": (FINDINGS,),
    "decide": (FINDINGS, REJECTED),
    "run": (FINDINGS, REJECTED),
    "explain": (FINDINGS, REJECTED),
    "test": (FINDINGS, NOTHING_TO_TEST),
    "dump": (FINDINGS,),
    "schema": (FINDINGS,),
}


def of(command: str) -> tuple[int, ...]:
    """Return the codes that a command can end with, in order."""
    return tuple(sorted((*ALWAYS, *BESIDES.get(command, ()))))
