"""The page of all commands with their options and exit codes, in English and Chinese, from click."""

from __future__ import annotations

from pathlib import Path

import click

from pages_of.text import MADE, fence, page, table
from policycore.cli import exits
from policycore.cli.app import COMMANDS, application
from policycore.diagnostics.entry import Lang, Texts

_WORDS: dict[str, Texts] = {
    "title": {"en": "Commands and options", "zh": "命令与选项"},
    "intro": {
        "en": "Every command as `policycore COMMAND --help` has it. What they print and how they are used together is "
        "told in [Command line](command-line.md), configuration in [Checking](checking.md).",
        "zh": "各命令与 `policycore 命令 --help` 所示一致。命令的输出和配合使用见[命令行](command-line.md)，配置见"
        "[检查](checking.md)。",
    },
    "other": {"en": "[中文](commands.zh.md)", "zh": "[English](commands.md)"},
    "options": {"en": "Options:", "zh": "选项："},
    "ends": {"en": "Ends with", "zh": "退出码"},
    "codes": {"en": "Exit codes", "zh": "退出码"},
    "code": {"en": "Code", "zh": "退出码"},
    "meaning": {"en": "Meaning", "zh": "含义"},
    "colon": {"en": ": ", "zh": "："},
    "comma": {"en": ", ", "zh": "、"},
    "stop": {"en": ".", "zh": "。"},
    "default": {"en": " Default: {value}.", "zh": "默认：{value}。"},
}


def pages() -> dict[Path, str]:
    """Return the pages by path."""
    return {
        Path("docs/reference/commands.md"): _page("en"),
        Path("docs/reference/commands.zh.md"): _page("zh"),
    }


def _page(lang: Lang) -> str:
    say = {key: texts[lang] for key, texts in _WORDS.items()}
    lines = [f"# {say['title']}", "", MADE, "", say["other"], "", say["intro"], ""]
    app = application(lang)
    whole = click.Context(app, info_name="policycore", **app.context_settings)
    lines += _options(app, whole, lang)
    for name in COMMANDS:
        command = app.get_command(whole, name)
        assert command is not None
        context = click.Context(command, info_name=name, parent=whole, **command.context_settings)
        usage = " ".join(["policycore", name, *command.collect_usage_pieces(context)])
        lines += [f"## {name}", "", *fence("text", usage), command.help or "", ""]
        lines += _options(command, context, lang)
        codes = say["comma"].join(f"{code}" for code in exits.of(name))
        lines += [f"[{say['ends']}](#exit-codes){say['colon']}{codes}{say['stop']}", ""]
    rows = [(str(code), meanings[0 if lang == "en" else 1]) for code, meanings in exits.MEANINGS.items()]
    lines += [f"## {say['codes']} {{#exit-codes}}", "", *table((say["code"], say["meaning"]), rows)]
    return page(lines)


def _options(command: click.Command, context: click.Context, lang: Lang) -> list[str]:
    lines = []
    for option in command.get_params(context):
        record = option.get_help_record(context) if isinstance(option, click.Option) else None
        if record is None:
            continue
        written, help = record
        default = option.default
        if isinstance(default, str) and default:
            help += _WORDS["default"][lang].format(value=f"`{default}`")
        lines.append(f"- `{written}`{_WORDS['colon'][lang]}{help}")
    return [_WORDS["options"][lang], "", *lines, ""] if lines else []
