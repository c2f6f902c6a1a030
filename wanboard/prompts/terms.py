"""Framing, angle, camera, lens and light in the storyboard's language. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from wanboard.model.storyboard import Language
from wanboard.prompts.vocabulary import CONNECTIVES, MODIFIERS, TERMS, Row

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_LONGEST = 4  # words of the longest known phrase
_CHINESE = re.compile(r"[\u3400-\u9fff]")


def _key(phrase: str) -> str:
    """Case and hyphens do not count; an apostrophe does."""
    return " ".join(word.lower().replace("’", "'") for word in _WORD.findall(phrase))


class _Phrase(NamedTuple):
    kind: str  # "term", "modifier", "connective" or "other": a word that is not known
    chinese: str
    start: int
    end: int


def _table(kind: str, rows: tuple[Row, ...]) -> dict[str, tuple[str, str]]:
    return {_key(spelling): (kind, row[1][0]) for row in rows for spelling in row[0]}


_KNOWN = _table("connective", CONNECTIVES) | _table("modifier", MODIFIERS) | _table("term", TERMS)
_ENGLISH = {_key(spelling): spelling for row in TERMS for spelling in reversed(row[0])}
_TO_ENGLISH = {chinese: row[0][0] for row in TERMS for chinese in row[1]}
_MODIFIER_TO_ENGLISH = {row[1][0]: row[0][0] for row in MODIFIERS}
_CHINESE_TERM = re.compile("|".join(sorted(map(re.escape, _TO_ENGLISH), key=len, reverse=True)))


@lru_cache(maxsize=4096)
def in_language(text: str, language: Language) -> str:
    """Known terms in the language, in their canonical form; what is not known stays as written."""
    if language == "zh":
        return _into_chinese(text) if re.search("[A-Za-z]", text) else text
    return _into_english(text)


def _into_english(text: str) -> str:
    if _CHINESE.search(text):
        clauses = re.split(r"\s*[，、；,]\s*", text)
        return ", ".join(_from_chinese(clause) for clause in clauses if clause)
    return ", ".join(_ENGLISH.get(_key(clause), clause.strip()) for clause in text.split(","))


def _from_chinese(clause: str) -> str:
    for chinese, english in _MODIFIER_TO_ENGLISH.items():
        rest = clause.replace(chinese, "", 1)
        if chinese in clause and rest in _TO_ENGLISH:
            term = _TO_ENGLISH[rest]
            return f"{term} {_adverb(english)}" if term.startswith("camera ") else f"{english} {term}"
    spaced = _CHINESE_TERM.sub(lambda match: f" {_TO_ENGLISH[match[0]]} ", clause)
    return " ".join(spaced.split()) if spaced != clause else clause


def _adverb(english: str) -> str:
    if english.endswith("fast"):
        return english
    return f"{english}ly".replace("lely", "ly").replace("icly", "ically")


def _into_chinese(text: str) -> str:
    clauses = [_to_chinese(clause.strip()) for clause in re.split(r"[,，]", text)]
    return "，".join(clause for clause in clauses if clause)


def _to_chinese(clause: str) -> str:
    """The longest known phrases, from the left, each with the modifiers around it; unknown words stay in
    place."""
    phrases = list(_phrases(clause))
    if not any(phrase.kind == "term" for phrase in phrases):
        return clause
    mixed = any(phrase.kind == "other" for phrase in phrases)
    written: list[str] = []
    modifier, raw, lead, end, last_term = "", "", "", 0, ""
    for phrase in phrases:
        gap, end = clause[end : phrase.start] if mixed else "", phrase.end
        words = clause[phrase.start : phrase.end]
        if phrase.kind == "modifier":
            lead, raw = (lead, raw + gap + words) if raw else (gap, words)
            modifier += phrase.chinese
        elif phrase.kind == "term":
            last_term = phrase.chinese
            written.append((lead if raw else gap) + _modified(modifier, last_term))
            modifier = raw = lead = ""
        else:
            connects = phrase.kind == "connective" and not mixed
            written.append(lead + raw + gap + (phrase.chinese if connects else words))
            modifier = raw = lead = last_term = ""
    if modifier and last_term and not mixed:  # "pan left slowly"
        return "".join(written[:-1]) + _modified(modifier, last_term)
    return "".join(written) + (lead + raw if mixed else modifier) + (clause[end:] if mixed else "")


def _phrases(clause: str) -> Iterator[_Phrase]:
    words = list(_WORD.finditer(clause))
    at = 0
    while at < len(words):
        for length in range(min(_LONGEST, len(words) - at), 0, -1):
            key = " ".join(word[0].lower().replace("’", "'") for word in words[at : at + length])
            kind, chinese = _KNOWN.get(key, ("other", ""))
            if kind != "other":
                break
        yield _Phrase(kind, chinese, words[at].start(), words[at + length - 1].end())
        at += length


def _modified(modifier: str, term: str) -> str:
    if modifier and term.startswith("镜头") and len(term) > 2:
        return f"镜头{modifier}{term[2:]}"
    return modifier + term
