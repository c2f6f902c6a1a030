"""Framing, angle, camera, lens and light in the storyboard's language. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

from wanboard.model.storyboard import Language
from wanboard.prompts.vocabulary import CONNECTIVES, MODIFIERS, TERMS

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_LONGEST = 4  # words of the longest known phrase
_CHINESE = re.compile(r"[\u3400-\u9fff]")


def _key(phrase: str) -> str:
    """Case and hyphens do not count; an apostrophe does."""
    return " ".join(word.lower().replace("’", "'") for word in _WORD.findall(phrase))


_ENGLISH = {_key(spelling): spelling for row in TERMS for spelling in reversed(row[0])}
_TO_CHINESE = {_key(spelling): row[1][0] for row in TERMS for spelling in row[0]}
_MODIFIER = {_key(spelling): row[1][0] for row in MODIFIERS for spelling in row[0]}
_CONNECTIVE = {_key(spelling): row[1][0] for row in CONNECTIVES for spelling in row[0]}
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
        text = re.sub(r"\s*[，、；]\s*", ", ", text)
        return ", ".join(_chinese_clause(clause) for clause in text.split(", "))
    return ", ".join(_ENGLISH.get(_key(clause), clause.strip()) for clause in text.split(","))


def _chinese_clause(clause: str) -> str:
    """镜头缓慢推进 → "very slow camera pushes in" would be no English; so modifiers go before the short
    form."""
    for chinese, english in _MODIFIER_TO_ENGLISH.items():
        rest = clause.replace(chinese, "", 1)
        if chinese in clause and rest in _TO_ENGLISH:
            return (
                f"{_TO_ENGLISH[rest]} {_adverb(english)}"
                if "镜头" in rest
                else f"{english} {_TO_ENGLISH[rest]}"
            )
    spaced = _CHINESE_TERM.sub(lambda match: f" {_TO_ENGLISH[match[0]]} ", clause)
    return " ".join(spaced.split()) if spaced != clause else clause


def _adverb(english: str) -> str:
    return english if english.endswith("ly") or english == "fast" else f"{english}ly".replace("lely", "ly")


def _into_chinese(text: str) -> str:
    clauses = [_translated(clause.strip()) for clause in re.split(r"[,，]", text)]
    return "，".join(clause for clause in clauses if clause)


def _translated(clause: str) -> str:
    """The longest known phrases, from the left; words between them as they are."""
    words = list(_WORD.finditer(clause))
    done: list[str] = []
    modifier, at, written_to = "", 0, 0
    while at < len(words):
        for length in range(min(_LONGEST, len(words) - at), 0, -1):
            key = " ".join(word[0].lower().replace("’", "'") for word in words[at : at + length])
            if key in _TO_CHINESE or key in _MODIFIER or key in _CONNECTIVE:
                break
        else:
            return clause if not done and not modifier else _mixed(clause)
        written_to = words[at + length - 1].end()
        at += length
        if key in _TO_CHINESE:
            done.append(_modified(modifier, _TO_CHINESE[key]))
            modifier = ""
        elif key in _MODIFIER:
            modifier += _MODIFIER[key]
        else:
            done.append(_CONNECTIVE[key])
    tail = clause[written_to:].strip()
    return "".join(done) + modifier + tail if done or not modifier else clause


def _mixed(clause: str) -> str:
    """A clause with words that are not known: only its known terms are replaced."""
    words = list(_WORD.finditer(clause))
    pieces: list[str] = []
    at, written_to = 0, 0
    while at < len(words):
        for length in range(min(_LONGEST, len(words) - at), 0, -1):
            key = " ".join(word[0].lower() for word in words[at : at + length])
            if key in _TO_CHINESE:
                pieces += [clause[written_to : words[at].start()], _TO_CHINESE[key]]
                written_to = words[at + length - 1].end()
                break
        at += length
    return "".join([*pieces, clause[written_to:]])


def _modified(modifier: str, term: str) -> str:
    if modifier and term.startswith("镜头") and len(term) > 2:
        return f"镜头{modifier}{term[2:]}"
    return modifier + term
