"""The lexer for Pygments: every policy text is coloured, in both keyword languages, and nothing is lost."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pygments.lexers import get_lexer_by_name, get_lexer_for_filename
from pygments.token import Comment, Error, Keyword, Literal, Name, Number, String, _TokenType

from policycore.format import format_source
from policycore.highlight import PolicyLexer
from policycore.source import SourceFile
from policycore.syntax.words import KEYWORDS

ROOT = Path(__file__).parents[2]
#: What fuzzing saved is damaged on purpose, and may hold signs that are no part of the language.
SOUND = [path for path in (ROOT / "tests").rglob("*.policy") if "fuzz_corpus" not in path.parts]
FILES = sorted([*(ROOT / "policies").rglob("*.policy"), *SOUND])


def coloured(text: str) -> list[tuple[_TokenType, str]]:
    return [(kind, piece) for _, kind, piece in PolicyLexer().get_tokens_unprocessed(text) if piece.strip()]


def kind_of(text: str, word: str) -> _TokenType:
    """Return the kind of the first piece that is `word`."""
    return next(kind for kind, piece in coloured(text) if piece == word)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_policy_of_the_house_is_coloured_whole(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    pieces = list(PolicyLexer().get_tokens_unprocessed(text))
    assert not [piece for _, kind, piece in pieces if kind is Error]
    assert "".join(piece for _, _, piece in pieces) == text


@pytest.mark.parametrize("path", sorted((ROOT / "policies").rglob("*.policy"))[:8], ids=lambda path: path.stem)
def test_the_other_keyword_language_is_coloured_alike(path: Path) -> None:
    source = SourceFile(path.name, path.read_text(encoding="utf-8"))
    kinds = []
    for language in ("en", "zh"):
        text = format_source(source, language).text  # type: ignore[arg-type]
        assert text is not None
        # A comment and a text are the same in both; words may be of more or fewer parts, so kinds are counted.
        found = [kind for kind, piece in coloured(text) if kind not in String and kind not in Comment]
        kinds.append([kind for kind in found if kind is Keyword.Declaration])
    assert kinds[0] == kinds[1]


@given(st.text(alphabet=st.sampled_from('abpolicy 当等级"\\`#@.:{}[]()<>=0192-万%\n；'), max_size=60))
def test_any_text_is_coloured_without_losing_a_sign(text: str) -> None:
    assert "".join(piece for _, _, piece in PolicyLexer().get_tokens_unprocessed(text)) == text


@pytest.mark.parametrize("word", [word for word in KEYWORDS if word.role == "reserved"], ids=lambda word: word.key)
def test_every_reserved_word_is_a_keyword_in_both_languages(word: object) -> None:
    for spelling in (*word.en, *word.zh):  # type: ignore[attr-defined]
        assert coloured(f"{spelling} ") == [(Keyword.Reserved, spelling)]
        assert coloured(f"{spelling}x ") != [(Keyword.Reserved, f"{spelling}x")]


SAMPLE = """\
# a comment
policy tiers "Tiers" { languages: en }
record Shop { key id : text  tier "Tier" : judged yes_no  sales : money(CNY) at least 0 }
define good "Good" @ "art. 1" = sales >= 500万 CNY and tier and `when`.x within 3 days before 2024-03-01 10:00
tiering level { tier A when at least 2 of { a: good, b: count(loans where late) > 85% }  tier B otherwise }
score s : points 0..9 { cap 30  deduct late for each l in loans : 5 }
"""
TIME = """\
tiering size { movement { every 2 quarters  enter large when good  up at most 1 tier  probation 3 months } }
duty report by clerk must every week before friday 17:00 done told_at
duty plan must 2 times every month until day 5 done told_at
procedure p { step tell must within 3 working days after found_on done told_at not by ask }
"""


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("# a comment", Comment.Single),
        ("policy", Keyword.Declaration),
        ("tiers", Name.Function),
        ("languages", Name.Attribute),
        ("key", Keyword.Declaration),
        ("text", Keyword.Type),
        ("judged", Keyword.Reserved),
        ("yes_no", Keyword.Type),
        ("money", Keyword.Type),
        ("at least", Keyword.Reserved),
        ("500万", Number),
        ("CNY", Name),
        ("`when`", Name),
        ("days", Keyword.Type),
        ("2024-03-01 10:00", Literal.Date),
        ("at least 2 of", Keyword.Reserved),
        ("count", Name.Builtin),
        ("85%", Number),
        ("cap", Keyword.Declaration),
        ("deduct", Keyword.Declaration),
        ("for each", Keyword.Reserved),
        ("@", Name.Decorator),
    ],
)
def test_a_word_has_the_colour_of_its_place(word: str, kind: _TokenType) -> None:
    assert kind_of(SAMPLE, word) is kind


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("movement", Keyword.Declaration),
        ("every", Keyword.Reserved),
        ("quarters", Keyword.Type),
        ("enter", Keyword.Declaration),
        ("large", Name),
        ("up", Keyword.Declaration),
        ("probation", Keyword.Declaration),
        ("duty", Keyword.Declaration),
        ("report", Name.Function),
        ("week", Keyword.Type),
        ("friday", Literal.Date),
        ("17:00", Literal.Date),
        ("times", Keyword.Declaration),
        ("month", Keyword.Type),
        ("day 5", Literal.Date),
        ("procedure", Keyword.Declaration),
        ("step", Keyword.Declaration),
        ("working days", Keyword.Type),
        ("not by", Keyword.Reserved),
    ],
)
def test_a_word_of_time_or_order_has_the_colour_of_its_place(word: str, kind: _TokenType) -> None:
    assert kind_of(TIME, word) is kind


def test_a_leading_word_is_a_name_where_no_name_follows() -> None:
    kinds = [kind for kind, piece in coloured(SAMPLE) if piece == "tier"]
    assert kinds == [Name.Attribute, Name, Keyword.Declaration, Keyword.Declaration]


def test_a_unit_behind_a_number_is_a_unit_and_a_name_elsewhere() -> None:
    assert kind_of("x >= 3 days", "days") is Keyword.Type
    assert kind_of("x >= 5元", "元") is Keyword.Type
    assert kind_of("days >= x", "days") is Name


def test_a_forgotten_quote_does_not_colour_the_next_line() -> None:
    assert kind_of('policy a "A {\nrecord B', "record") is Keyword.Declaration


def test_pygments_finds_the_lexer_by_name_and_file() -> None:
    assert isinstance(get_lexer_by_name("policy"), PolicyLexer)
    assert isinstance(get_lexer_for_filename("月计划.policy"), PolicyLexer)
    assert re.fullmatch(r"[a-z]+", PolicyLexer.name)
