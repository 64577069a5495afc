"""The table of words holds together, and both keyword languages give one tree."""

from __future__ import annotations

import pytest

from policycore.source import SourceFile
from policycore.syntax.forms import _FORMS, DEADLINES, form
from policycore.syntax.tokens import Token, cut
from policycore.syntax.words import (
    AT_LEAST_OF,
    KEYWORDS,
    WORDS,
    canonical,
    is_reserved,
    keyword,
    rows,
    spell,
)
from unit.syntax.pairs import PAIRS
from unit.syntax.reading import document


def test_no_spelling_stands_for_two_keywords() -> None:
    spellings = [spelling for word in KEYWORDS for spelling in (*word.en, *word.zh)]
    assert len(spellings) == len(set(spellings))


def test_no_spelling_stands_for_two_words_at_one_place() -> None:
    places = [(word.role, spelling) for word in WORDS for spelling in (*word.en, *word.zh)]
    assert len(places) == len(set(places))


@pytest.mark.parametrize("word", WORDS, ids=lambda word: f"{word.role}-{word.key}")
def test_a_word_comes_back_from_either_language(word) -> None:  # type: ignore[no-untyped-def]
    for language in ("en", "zh"):
        assert canonical(spell(word.key, word.role, language), word.role) == word.key


def test_units_have_a_plural_in_english_only() -> None:
    assert spell("month", "unit", "en", many=True) == "months"
    assert spell("month", "unit", "zh", many=True) == "个月"
    assert spell("CNY", "unit", "en", many=True) == "CNY"


def test_a_name_of_the_author_is_left_as_it_is() -> None:
    assert spell("tonne", "unit", "zh") == "tonne"
    assert canonical("吨", "unit") == "吨"


def test_reserved_words_of_both_languages_need_backticks_and_leading_ones_do_not() -> None:
    assert is_reserved("when")
    assert is_reserved("当")
    assert not is_reserved("tier")
    assert not is_reserved("等级")
    assert not is_reserved("list")


def test_keywords_of_several_parts_are_found_by_their_key() -> None:
    assert keyword("higher is better", "zh") == "越高越好"
    assert keyword("for each", "en") == "for each"


def test_the_page_of_words_lists_every_word_and_those_with_a_number_inside() -> None:
    listed = rows()
    assert len(listed) == len(WORDS) + 2
    assert ("when", "当", "reserved") in listed
    assert ("day 5", "第5日", "day of a period") in listed


@pytest.mark.parametrize(("english", "chinese"), PAIRS, ids=[english[:40] for english, _ in PAIRS])
def test_both_languages_give_one_tree(english: str, chinese: str) -> None:
    headers = ("", "") if english.startswith("policy") else ("policy p {}\n", "制度 p {}\n")
    left, right = document(headers[0] + english), document(headers[1] + chinese)
    assert left == right
    assert (left.keywords, right.keywords) == ("en", "zh")


def test_every_word_is_among_the_pairs() -> None:
    """So that no word is without a translation that somebody has looked at."""
    english = " ".join(english for english, _ in PAIRS)
    chinese = " ".join(chinese for _, chinese in PAIRS)
    for word in WORDS:
        assert any(spelling in english for spelling in word.en), word.key
        assert any(spelling in chinese for spelling in word.zh), word.key
    assert AT_LEAST_OF["zh"][1] in chinese


@pytest.mark.parametrize(("english", "chinese"), [(english, chinese) for english, chinese, _ in DEADLINES])
def test_the_forms_of_deadlines_are_read_and_are_the_same_in_both_languages(english: str, chinese: str) -> None:
    duty, 义务 = (
        document(f"policy p {{}}\nduty d {english}"),
        document(f"制度 p {{}}\n义务 d {chinese}".replace("甲", "x")),
    )
    assert duty == 义务


@pytest.mark.parametrize("terminal", sorted(_FORMS))
def test_the_forms_in_both_languages_have_the_same_keywords_in_the_same_order(terminal: str) -> None:
    def reserved(language: str) -> list[str]:
        text = form(terminal, language)  # type: ignore[arg-type]
        assert text is not None
        tokens = cut(SourceFile("form", text.replace("…", ""))).tokens
        found, number = [], 0
        while number < len(tokens):
            way = next((way for way in tokens[number].ways if follows(tokens, number, way.rest)), None)
            if way is not None and way.language == language and way.word.role == "reserved":
                found.append(way.word.key)
            number += 1 + (len(way.rest) if way is not None else 0)
        return found

    def follows(tokens: list[Token], number: int, rest: tuple[str, ...]) -> bool:
        return tuple(token.text for token in tokens[number + 1 : number + 1 + len(rest)]) == rest

    assert reserved("en") == reserved("zh")
    assert form(terminal, "en").startswith(terminal.lower())  # type: ignore[union-attr]
