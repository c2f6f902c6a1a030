"""How sentences are joined and punctuated, in English and Chinese. Pure functions over text."""

from __future__ import annotations

import re
from collections.abc import Iterable

from wanboard.model.storyboard import Language

_CLOSERS = "\"'”’』」)）]】"
_ENDS = ".!?…。！？"
_LOOSE_ENDS = ",;:，；：、"
_CJK = r"\u2e80-\u303f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\u2018-\u201d\u2026\u2014"
_GAP_IN_CJK = re.compile(rf"(?<=[{_CJK}]) +(?=[{_CJK}])")
_CJK_CHARACTER = re.compile(rf"[{_CJK}]")


def seconds(ms: int) -> str:
    """Milliseconds as seconds, exact and short: 3000 → "3", 6500 → "6.5"."""
    whole, rest = divmod(ms, 1000)
    return f"{whole}.{rest:03d}".rstrip("0") if rest else str(whole)


def is_cjk(character: str) -> bool:
    return bool(_CJK_CHARACTER.match(character))


def tidy(text: str, language: Language) -> str:
    """White space as in running text: a folded line is one space, and none between Chinese characters."""
    text = " ".join(text.split())
    return _GAP_IN_CJK.sub("", text) if language == "zh" else text


def sentence(text: str, language: Language, *, capital: bool = True) -> str:
    """The text with exactly one end: its own mark, or a full stop. "" stays ""."""
    text = text.strip().rstrip(_LOOSE_ENDS).rstrip()
    if not text:
        return ""
    if text.rstrip(_CLOSERS)[-1:] not in _ENDS or text[-1] in ")）]】":
        text += "。" if language == "zh" else "."
    return capitalised(text) if capital and language == "en" else text


def clause(text: str) -> str:
    """The text without an end, to stand inside a sentence."""
    return text.strip().rstrip(".。" + _LOOSE_ENDS).rstrip()


def capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def uncapitalised_article(text: str) -> str:
    """ "A woman in …" → "a woman in …"; a name keeps its capital."""
    first, space, rest = text.partition(" ")
    return f"{first.lower()}{space}{rest}" if first in ("A", "An", "The") else text


def listed(items: Iterable[str], language: Language) -> str:
    """ "Wide shot, slow dolly in": the parts that are not empty, as one clause."""
    parts = [part for item in items if (part := clause(item))]
    return "，".join(parts) if language == "zh" else capitalised(", ".join(parts))


def quoted(line: str, language: Language) -> str:
    """Spoken words between the quotation marks that they do not use themselves."""
    line = line.strip()
    if language == "zh":
        return f"「{line}」" if "“" in line or "”" in line else f"“{line}”"
    return f"“{line}”" if '"' in line else f'"{line}"'


def in_voice(voice: str, language: Language) -> str:
    """ "low, tired, dry" → "in a low, tired, dry voice" """
    voice = clause(voice)
    if not voice or language == "zh":
        return voice
    voice = uncapitalised_article(voice)
    if voice.partition(" ")[0] in ("in", "with"):
        return voice
    if voice.partition(" ")[0] in ("a", "an", "the"):
        return f"in {voice}" if "voice" in voice else f"in {voice} voice"
    article = "an" if voice[0].lower() in "aeiou" else "a"
    return f"in {article} {voice}" if "voice" in voice else f"in {article} {voice} voice"


def short_form(description: str, language: Language) -> str:
    """What something without a name is called after its first mention: "a rainy street, neon" → "the rainy
    street"."""
    head = re.split(r"[，；。]" if language == "zh" else r"[,;.](?:\s|$)", description, maxsplit=1)[0].strip()
    if language == "zh":
        return head
    first, space, rest = head.partition(" ")
    return f"the {rest}" if first.lower() in ("a", "an") and space else uncapitalised_article(head)
