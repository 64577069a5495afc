"""Options that `decide` and `explain` share: which records, as of when, known when, with what switched."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click
from attrs import frozen

from policycore.cli.complete import files, records, switches
from policycore.cli.language import pick
from policycore.diagnostics.entry import Lang

F = TypeVar("F", bound=Callable[..., Any])


@frozen
class Call:
    """What the shared options say. Several policies are versions of one."""

    policy: tuple[str, ...]
    records: str
    record: str | None
    as_of: str | None
    known_at: str | None
    set: tuple[str, ...]
    events: tuple[str, ...]
    related: tuple[str, ...]
    map: str | None
    judged: str
    encoding: str
    stdin_filename: str | None
    previous: str | None = None
    first_review: bool = False
    snapshot: tuple[str, ...] = ()


def _both(context: click.Context, records: click.Parameter, value: str | None) -> str:
    """Return the file of records; of two arguments that are asked for, the one that is missing is named."""
    if value and context.params["policy"]:
        return value
    policy = next(param for param in context.command.params if param.name == "policy")
    raise click.MissingParameter(ctx=context, param=records if value else policy)


def shared(lang: Lang, *only: str) -> Callable[[F], F]:
    """Return the decorator that gives a command the arguments and options of `Call`, or only these of the options."""
    say = pick(lang)
    arguments = [
        click.argument("policy", metavar="POLICY...", shell_complete=files, nargs=-1),
        click.argument("records", metavar="RECORDS", shell_complete=files, required=False, callback=_both),
    ]
    options = {
        "record": click.option(
            "--record",
            metavar="NAME",
            shell_complete=records,
            help=say(
                "Which record the data are, where the policy decides about several.",
                "数据是哪一种记录（制度涉及多种时）。",
            ),
        ),
        "as-of": click.option(
            "--as-of",
            metavar="DATE",
            help=say(
                "The day (its end) or moment as of which is decided; never today by itself.",
                "截至哪一天（当日终了）或时刻作决定；从不默认为今天。",
            ),
        ),
        "known-at": click.option(
            "--known-at",
            metavar="DATE",
            help=say(
                "Leave out what was recorded or issued after this day (its end) or moment.",
                "不考虑这一天（当日终了）或时刻之后记录或发布的内容。",
            ),
        ),
        "set": click.option(
            "--set",
            metavar="NAME=VALUE",
            shell_complete=switches,
            multiple=True,
            help=say(
                "A value for a parameter, NAME[KEY]=VALUE for one key of it, or another alternative of a reading.",
                "参数的值（按项取值时写 NAME[KEY]=VALUE），或口径的另一备选。",
            ),
        ),
        "events": click.option(
            "--events",
            metavar="NAME=FILE",
            multiple=True,
            help=say(
                "A file with the elements of the list NAME, joined by the key of their record.",
                "列表 NAME 的明细文件，按所属记录的标识归入。",
            ),
        ),
        "related": click.option(
            "--related",
            metavar="NAME=FILE",
            multiple=True,
            help=say(
                "A file with the records that the field NAME refers to, joined by their key.",
                "字段 NAME 所引用记录的文件，按其标识对应。",
            ),
        ),
        "map": click.option(
            "--map",
            metavar="FILE",
            shell_complete=files,
            help=say("A YAML file that says which column is which field.", "说明哪一列对应哪个字段的 YAML 文件。"),
        ),
        "judged": click.option(
            "--judged",
            type=click.Choice(["strict", "recorded"]),
            default="strict",
            help=say(
                "Whether judged facts need who, when and grounds (strict), or bare values count as recorded.",
                "经认定的事实是否须写明何人、何日、依据（strict），还是直接以所给的值为准（recorded）。",
            ),
        ),
        "previous": click.option(
            "--previous",
            metavar="FILE",
            shell_complete=files,
            help=say(
                "States of the review before, as --state-out wrote them; who is not in it was not reviewed before.",
                "上次考核的状态，即 --state-out 所写的文件；不在其中的视为首次考核。",
            ),
        ),
        "first-review": click.option(
            "--first-review",
            is_flag=True,
            help=say("No record was reviewed before.", "全部记录均为首次考核。"),
        ),
        "snapshot": click.option(
            "--snapshot",
            metavar="FILE",
            shell_complete=files,
            multiple=True,
            help=say(
                "Compare records with the members that this file was made of, as `policycore snapshot` wrote it; "
                "else with each other.",
                "与此文件（由 `policycore snapshot` 写成）中的成员比较；未给出时在所给记录之间比较。",
            ),
        ),
        "encoding": click.option(
            "--encoding",
            default="utf-8",
            metavar="NAME",
            help=say("Encoding of CSV files, such as gb18030.", "CSV 文件的编码，如 gb18030。"),
        ),
        "stdin-filename": click.option(
            "--stdin-filename",
            metavar="NAME",
            help=say("What `-` is called; its ending says the format.", "`-`（标准输入）的文件名，其后缀表明格式。"),
        ),
    }

    def decorate(function: F) -> F:
        chosen = [options[name] for name in only] if only else [*arguments, *options.values()]
        for option in reversed(chosen):
            function = option(function)
        return function

    return decorate


def configured(lang: Lang) -> Callable[[F], F]:
    """Return the decorator that lets a command be told which configuration it goes by."""
    say = pick(lang)
    options = [
        click.option(
            "--config",
            metavar="FILE",
            shell_complete=files,
            help=say(
                "Go by this configuration; else by the nearest policycore.toml or pyproject.toml upward.",
                "按此配置文件；未给出时取自下而上最近的 policycore.toml 或 pyproject.toml。",
            ),
        ),
        click.option("--no-config", is_flag=True, help=say("Go by no configuration file.", "不用任何配置文件。")),
    ]

    def decorate(function: F) -> F:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate
