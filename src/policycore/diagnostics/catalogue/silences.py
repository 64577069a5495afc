"""Messages about comments that silence a warning, PC49n."""

from __future__ import annotations

from policycore.diagnostics.entry import Entry, Texts

_HEAD = 'policy sample "Sample" {}\nrecord Loan { key id : text  left_on : date optional }\n'
_GONE = "define gone = left_on < 2024-01-01"

ENTRIES: tuple[Entry, ...] = (
    Entry(
        code="PC491",
        name="silence-without-reason",
        severity="warning",
        headline={"en": "`ignore[{code}]` gives no reason", "zh": "`ignore[{code}]` 没有写明理由"},
        cause={
            "en": "a warning is silenced only with a reason, for the next reader of the policy; without one the "
            "comment has no effect",
            "zh": "静默一条警告须写明理由，以便后来的读者判断；没有理由的不起作用",
        },
        help={
            "en": "write why behind the bracket: `# policycore: ignore[{code}] meant so, because …`",
            "zh": "请在方括号后写明理由：`# policycore: ignore[{code}] 有意如此，因为……`",
        },
        bad=f"{_HEAD}define gone = left_on is present and left_on < 2024-01-01  # policycore: ignore[PC423]\n",
        good=f"{_HEAD}{_GONE}  # policycore: ignore[PC423] open until the loan is paid back\n",
    ),
    Entry(
        code="PC492",
        name="unused-silence",
        severity="warning",
        headline={"en": "`ignore[{code}]` silences nothing", "zh": "`ignore[{code}]` 没有可静默的警告"},
        cause={
            "en": "it holds for what ends on its line, or, on a line of its own, for what follows; nothing there gives "
            "{code}",
            "zh": "它针对同一行末尾的条目；独占一行时针对其后的条目；该处并没有 {code}",
        },
        help={
            "en": "take the comment out, or move it to what it is about",
            "zh": "请删去该注释，或移到它所针对之处",
        },
        bad=f"{_HEAD}# policycore: ignore[PC423] open until the loan is paid back\n"
        "define gone = left_on is present and left_on < 2024-01-01\n",
        good=f"{_HEAD}define gone = left_on is present and left_on < 2024-01-01\n",
    ),
    Entry(
        code="PC493",
        name="error-silenced",
        severity="warning",
        headline={
            "en": "`{code}` is an error, and errors cannot be silenced",
            "zh": "`{code}` 是错误，错误不能静默",
        },
        cause={
            "en": "a policy with errors cannot be used, whatever a comment says; only warnings can be silenced",
            "zh": "有错误的制度不能使用，注释也不能改变这一点；只有警告可以静默",
        },
        help={
            "en": "put right what {code} tells, and take the comment out",
            "zh": "请改正 {code} 所指的问题，并删去该注释",
        },
        bad=f"{_HEAD}define late = left_on is absent  # policycore: ignore[PC301] meant so\n",
        good=f"{_HEAD}define late = left_on is absent\n",
    ),
    Entry(
        code="PC494",
        name="unknown-code-silenced",
        severity="warning",
        headline={
            "en": "there is no message with the code `{code}` to silence",
            "zh": "没有编码为 `{code}` 的消息可供静默",
        },
        cause={
            "en": "a comment silences one warning, named by its code, which looks like PC423",
            "zh": "一条注释静默一种警告，以其编码（形如 PC423）指明",
        },
        help={
            "en": "copy the code from the brackets of the message",
            "zh": "请从消息方括号中抄录编码",
        },
        bad=f"{_HEAD}define late = left_on is absent  # policycore: ignore[PC000] meant so\n",
        good=f"{_HEAD}{_GONE}  # policycore: ignore[PC423] open until the loan is paid back\n",
    ),
    Entry(
        code="PC495",
        name="silence-not-understood",
        severity="warning",
        headline={
            "en": "`{text}` speaks to policycore, but not in a form that it knows",
            "zh": "`{text}` 是写给 policycore 的，但写法不对",
        },
        cause={
            "en": "the one such form is `# policycore: ignore[CODE] reason`, with one code in each comment",
            "zh": "此类注释只有一种写法：`# policycore: ignore[编码] 理由`，每条注释一个编码",
        },
        help={
            "en": "write it so, or begin the comment with another word",
            "zh": "请按此书写，或以别的词开头",
        },
        bad=f"{_HEAD}define late = left_on is absent  # policycore: ignore PC423 meant so\n",
        good=f"{_HEAD}{_GONE}  # policycore: ignore[PC423] open until the loan is paid back\n",
    ),
)

PHRASES: dict[str, Texts] = {}
