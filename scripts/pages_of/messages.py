"""A page per message, in English and in Chinese, and an index by layer: from the catalogue and its golden files."""

from __future__ import annotations

import re
from pathlib import Path

from pages_of.text import MADE, fence, page, sentence, stopped, table
from policycore.diagnostics.catalogue import ENTRIES
from policycore.diagnostics.entry import Entry, Lang, Texts
from policycore.diagnostics.texts import bare

FOLDER = Path("docs/messages")
_GOLDEN = Path("tests/golden/diagnostics")

#: Beginnings of codes, longer ones first, with what such messages are about.
LAYERS: dict[str, Texts] = {
    "PC1": {"en": "Signs, words and sentences", "zh": "符号、词语与语句"},
    "PC2": {"en": "Names", "zh": "名称"},
    "PC3": {"en": "Types and units", "zh": "类型与单位"},
    "PC4": {"en": "Structure of rules", "zh": "规则结构"},
    "PC49": {"en": "Silenced warnings", "zh": "静默的警告"},
    "PC5": {"en": "Records and deciding", "zh": "记录与判定"},
    "PC8": {"en": "Files and calls", "zh": "文件与用法"},
    "PC85": {"en": "Configuration", "zh": "配置"},
    "PC9": {"en": "Our own faults", "zh": "程序自身的问题"},
}

_WORDS: dict[str, Texts] = {
    "title": {"en": "Messages", "zh": "消息"},
    "index": {
        "en": "Every message of policycore, by what it is about. `policycore explain-code PC301` shows the same in a "
        "terminal. Errors keep a policy from being used, or a record from being decided; warnings do not, and can be "
        "[left out or silenced](../../reference/checking.md).",
        "zh": "policycore 的全部消息，按所涉内容排列。在终端中用 `policycore explain-code PC301` 可看到同样的说明。"
        "有错误的制度不能使用，有错误的记录不能判定；警告则不然，可以[忽略或静默](../../reference/checking.md)。",
    },
    "code": {"en": "Code", "zh": "编码"},
    "name": {"en": "Name", "zh": "名称"},
    "says": {"en": "What it says", "zh": "内容"},
    "error": {"en": "error", "zh": "错误"},
    "warning": {"en": "warning", "zh": "警告"},
    "other": {"en": "中文", "zh": "English"},
    "cause": {"en": "Why", "zh": "原因"},
    "help": {"en": "What to do", "zh": "建议"},
    "bad": {"en": "This gives it", "zh": "会得到此消息"},
    "good": {"en": "This passes", "zh": "可以通过"},
    "printed": {"en": "What is printed:", "zh": "显示的内容："},
    "silence": {
        "en": "Where it is meant so, a comment silences it: `# policycore: ignore[{code}] reason`.",
        "zh": "如确属有意，可用注释静默：`# policycore: ignore[{code}] 理由`。",
    },
    "ours": {
        "en": "There is no sample that gives it: whoever could write one would mend it instead.",
        "zh": "没有会得到此消息的示例：能写出示例，也就能把问题改掉。",
    },
    "times": {
        "en": "`…×500` stands for 500 times what stands before it.",
        "zh": "`…×500` 表示把前面的内容重复 500 次。",
    },
    "stop": {"en": ".", "zh": "。"},
    "colon": {"en": ": ", "zh": "："},
}

#: Parts of a sample that are no files, with what they stand for.
_PARTS: dict[str, Texts] = {
    "settings": {"en": "What is set (`--set`, `--as-of`)", "zh": "所作设置（`--set`、`--as-of`）"},
    "value.py": {"en": "What a program passes", "zh": "程序传入的内容"},
    "map.yaml": {"en": "`map.yaml` (`--map map.yaml`)", "zh": "`map.yaml`（`--map map.yaml`）"},
    "events.csv": {
        "en": "`events.csv` (`--events events=events.csv`)",
        "zh": "`events.csv`（`--events events=events.csv`）",
    },
}
#: How a part is coloured; policies here are not run again by the tests of pages, hence not as `policy`.
_KINDS = {".policy": "policycore", ".json": "json", ".jsonl": "json", ".yaml": "yaml", ".py": "py"}


def pages(root: Path) -> dict[Path, str]:
    """Return the pages by path; `root` holds the golden files."""
    found: dict[Path, str] = {}
    langs: tuple[Lang, ...] = ("en", "zh")
    for lang in langs:
        found[FOLDER / lang / "index.md"] = _index(lang)
        for entry in ENTRIES.values():
            golden = root / _GOLDEN / lang / f"{entry.code}.txt"
            printed = golden.read_text(encoding="utf-8") if golden.is_file() else ""
            found[FOLDER / lang / f"{entry.code}.md"] = _page(entry, lang, printed)
    return found


def layer(code: str) -> str:
    """Return the layer of a code: the longest of `LAYERS` that it begins with."""
    return max((start for start in LAYERS if code.startswith(start)), key=len)


def _index(lang: Lang) -> str:
    say = {key: texts[lang] for key, texts in _WORDS.items()}
    other = "zh" if lang == "en" else "en"
    lines = [f"# {say['title']}", "", MADE, "", f"[{say['other']}](../{other}/index.md)", "", say["index"], ""]
    for start, title in LAYERS.items():
        rows = [
            (f"[{entry.code}]({entry.code}.md)", f"{entry.name}", say[entry.severity], bare(entry.headline[lang]))
            for entry in sorted(ENTRIES.values(), key=lambda entry: entry.code)
            if layer(entry.code) == start
        ]
        lines += [f"## {title[lang]}", "", *table((say["code"], say["name"], "", say["says"]), rows)]
    return page(lines)


def _page(entry: Entry, lang: Lang, printed: str) -> str:
    say = {key: texts[lang] for key, texts in _WORDS.items()}
    other = "zh" if lang == "en" else "en"
    about = LAYERS[layer(entry.code)][lang]
    anchor = f"[{say['title']}](index.md)"
    lines = [
        f"# {entry.code} {entry.name}",
        "",
        MADE,
        "",
        f"{anchor} · {about} · {say[entry.severity]} · [{say['other']}](../{other}/{entry.code}.md)",
        "",
        f"**{sentence(bare(entry.headline[lang]), say['stop'])}**",
        "",
        _said(say["cause"] + say["colon"], entry.cause, lang),
        "",
        _said(say["help"] + say["colon"], entry.help, lang),
        "",
    ]
    if not entry.bad.strip():
        return page([*lines, say["ours"]])
    lines += [f"## {say['bad']}", "", *_sample(entry.bad, lang), say["printed"], "", *fence("text", printed)]
    lines += [f"## {say['good']}", "", *_sample(entry.good, lang)]
    if entry.severity == "warning" and entry.code < "PC49":
        lines.append(say["silence"].format(code=entry.code))
    return page(lines)


def _said(word: str, texts: Texts, lang: Lang) -> str:
    """Return a template behind a word, or nothing where it says nothing without its arguments."""
    text = bare(texts[lang])
    return "" if text == "…" else word + stopped(text, _WORDS["stop"][lang])


def _sample(sample: str, lang: Lang) -> list[str]:
    """Return a sample as blocks: a command, or a policy with what stands beside it."""
    text = sample.strip("\n")
    if text.startswith("policycore "):
        return fence("sh", text)
    note = [_WORDS["times"][lang], ""] if "…×" in text else []
    first, *rest = re.split(r"^(?:--- |# file: )(.+)\n", text + "\n", flags=re.MULTILINE)
    lines = fence("policycore", first)
    for name, part in zip(rest[::2], rest[1::2], strict=True):
        caption = _PARTS.get(name, {"en": f"`{name}`", "zh": f"`{name}`"})[lang]
        lines += [caption + _WORDS["colon"][lang].strip(), "", *fence(_KINDS.get(Path(name).suffix, "text"), part)]
    return [*lines, *note]
