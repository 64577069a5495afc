"""Which language people are spoken to: `--lang`, then POLICYCORE_LANG, then the configuration, then the locale, else
English."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from policycore.diagnostics.entry import Lang


def chosen_language(
    arguments: Sequence[str], environment: Mapping[str, str], configured: Callable[[], Lang | None] = lambda: None
) -> Lang:
    """Return the language of a run, found before the arguments are understood.

    `configured` is asked what the configuration says, only where arguments and environment say nothing. What cannot be
    understood is passed over: a wrong `--lang` is reported by the command itself.
    """
    asked: list[str] = []
    for place, argument in enumerate(arguments):
        if argument == "--":
            break
        if argument.startswith("--lang="):
            asked.append(argument.removeprefix("--lang="))
        elif argument == "--lang" and place + 1 < len(arguments):
            asked.append(arguments[place + 1])
    for wish in (*reversed(asked), environment.get("POLICYCORE_LANG", "")):
        if (found := _language(wish)) is not None:
            return found
    if (wanted := configured()) is not None:
        return wanted
    # In the order in which POSIX gives them weight.
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(variable):
            return _language(environment[variable]) or "en"
    return "en"


def _language(wish: str) -> Lang | None:
    head = wish.strip().casefold().replace("-", "_").split("_")[0].split(".")[0]
    return "zh" if head == "zh" else "en" if head == "en" else None


def pick(lang: Lang) -> Callable[[str, str], str]:
    """Return a function that takes a text in English and in Chinese and gives back that of `lang`."""
    return (lambda en, zh: zh) if lang == "zh" else (lambda en, zh: en)
