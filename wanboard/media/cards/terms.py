"""The field's words → what they mean for a drawing. English and Chinese, first match wins. No I/O here."""

from __future__ import annotations

import functools
import re
from typing import Literal, TypeVar

T = TypeVar("T", bound=str)

Framing = Literal["detail", "extreme-close", "close", "bust", "medium", "knees", "full", "wide", "vista"]
Move = Literal[
    "static",
    "push-in",
    "pull-out",
    "left",
    "right",
    "up",
    "down",
    "handheld",
    "orbit",
    "follow",
    "rise",
    "zoom-fast",
]
Angle = Literal["eye", "high", "low", "top", "dutch"]
Place = Literal["city", "interior", "nature", "forest", "sea", "desert", "sky"]
Hour = Literal["night", "dawn", "dusk", "day"]
Weather = Literal["rain", "snow", "fog", "clear"]

# A term may hold regular expressions; it stands at word borders where it is Latin. Longer and rarer terms
# come first.
_FRAMINGS: tuple[tuple[Framing, str], ...] = (
    ("detail", r"insert|macro|detail|微距|细节|插入"),
    ("extreme-close", r"extreme close[- ]?up|ecu|big close[- ]?up|大特写|极特写"),
    ("bust", r"medium close[- ]?up|mcu|close shot|head and shoulders|中近景|近景"),
    ("close", r"close[- ]?up|cu|特写"),
    ("knees", r"medium full|medium wide|medium long|cowboy|american shot|knee shot|中全景|七分身"),
    (
        "vista",
        r"extreme (?:full|wide|long)|establishing|vista|panorama|aerial|drone|bird'?s[- ]eye|"
        r"大远景|极端全景|定场|航拍|无人机",
    ),
    ("medium", r"medium|mid[- ]?shot|ms|waist shot|中景|半身"),
    ("full", r"full[- ]?(?:shot|body|figure)?|全身|全景"),
    ("wide", r"wide(?:[- ]angle)?|long shot|ws|ls|远景|广角"),
)
_MOVES: tuple[tuple[Move, str], ...] = (
    ("zoom-fast", r"crash zoom|whip|fly[- ]?through|fpv|fast push|急推|快速穿越"),
    (
        "push-in",
        r"push(?:es|ing)?[- ]?in|dolly(?:ing)?[- ]?in|zoom(?:s|ing)?[- ]?in|moves? in|track(?:s|ing)?[- ]?in|"
        r"creep(?:s|ing)?[- ]?in|push|推进|推近|推镜|前推|拉近|推轨",
    ),
    (
        "pull-out",
        r"pull(?:s|ing)?[- ]?(?:out|back|away)|dolly(?:ing)?[- ]?(?:out|back)|zoom(?:s|ing)?[- ]?out|"
        r"moves? (?:out|back)|track(?:s|ing)?[- ]?(?:out|back)|拉远|拉出|拉镜|后拉|后退|拉开",
    ),
    ("orbit", r"orbit(?:s|ing)?|arc(?:s|ing)?|circl(?:es?|ing)|环绕|环拍|旋转"),
    ("up", r"tilts?(?:ing)?[- ]?up|上摇|向上摇|上移|仰摇"),
    ("down", r"tilts?(?:ing)?[- ]?down|下摇|向下摇|下移|俯摇|下降"),
    (
        "rise",
        r"crane(?:s|ing)?(?: up)?|boom(?:s|ing)? up|jib|pedestal up|rise(?:s)?|rising|"
        r"升降|摇臂|升起|上升|drone|无人机",
    ),
    (
        "left",
        r"(?:pans?|panning|trucks?|trucking|slides?|moves?|camera|tracks?|tracking|dolly|whip)[- ]*"
        r"(?:to the )?left|"
        r"左摇|左移|向左",
    ),
    (
        "right",
        r"(?:pans?|panning|trucks?|trucking|slides?|moves?|camera|tracks?|tracking|dolly)[- ]*"
        r"(?:to the )?right|"
        r"右摇|右移|向右|pan(?:s|ning)?|摇镜|横移|平移",
    ),
    ("handheld", r"hand[- ]?held|shak(?:y|ing)|手持|晃动"),
    ("follow", r"follow(?:s|ing)?|track(?:s|ing)?|steadicam|跟随|跟拍|跟踪|跟镜|compound|复合运镜"),
    ("static", r"static|fixed|locked[- ]?(?:off|down)?|still|tripod|固定|静止|定机位"),
    ("push-in", r"dolly|zoom|推"),
    ("pull-out", r"拉"),
)
_ANGLES: tuple[tuple[Angle, str], ...] = (
    ("top", r"top[- ]?down|overhead|bird'?s[- ]eye|aerial|drone|俯视|顶视|鸟瞰|航拍"),
    ("high", r"high[- ]angle|looking down|高角度|俯拍"),
    ("low", r"low[- ]angle|worm'?s[- ]eye|looking up|低角度|仰拍|仰视"),
    ("dutch", r"dutch|tilted|canted|倾斜|荷兰角"),
)
_PLACES: tuple[tuple[Place, str], ...] = (
    (
        "interior",
        r"interior|int\.|indoors?|inside|rooms?|hallways?|corridors?|halls?|offices?|kitchens?|bedrooms?|"
        r"classrooms?|librar(?:y|ies)|stairs?|stairwells?|elevators?|bars?|caf[eé]s?|shop|studio|house|apartment|"
        r"lobby|cellar|basement|attic|court(?:room)?|tunnel|室内|房间|走廊|大厅|办公室|厨房|卧室|教室|图书馆|楼梯|"
        r"酒吧|咖啡|店内|屋内|屋里|客厅|宫殿|大殿|帐篷|营帐",
    ),
    (
        "sea",
        r"sea|ocean|beach|shore|coast|harbou?r|lake|river|waves?|boat|ship|pool|海|湖|江|河边|沙滩|港|船|码头",
    ),
    ("forest", r"forest|woods?|jungle|trees?|garden|park|grove|森林|树林|丛林|竹林|花园|公园"),
    ("desert", r"desert|dunes?|wasteland|canyon|沙漠|荒漠|戈壁|沙丘"),
    ("sky", r"space|orbit|planets?|stars|galaxy|clouds?|太空|宇宙|星空|云端|云海"),
    (
        "city",
        r"city|street|streets|road|alley|town|skyline|rooftops?|bridge|traffic|buildings?|market|station|neon|"
        r"downtown|square|城市|街|巷|楼顶|屋顶|大厦|市场|车站|桥|广场|霓虹|古城|城墙|纽约",
    ),
    (
        "nature",
        r"mountains?|hills?|fields?|valley|meadow|plains?|farm|village|cliff|battlefield|grass|countryside|"
        r"山|田野|草原|原野|村|悬崖|战场|峡谷|平原|草地",
    ),
)
_HOURS: tuple[tuple[Hour, str], ...] = (
    ("night", r"night|midnight|moon(?:light|lit)?|dark(?:ness)?|nocturnal|neon|夜|月光|午夜|黑暗|霓虹"),
    ("dawn", r"dawn|sunrise|daybreak|first light|morning|黎明|日出|清晨|早晨|破晓|晨"),
    ("dusk", r"dusk|sunset|evening|twilight|golden hour|黄昏|日落|傍晚|夕阳|暮"),
    ("day", r"day|daylight|noon|afternoon|sunny|sunlit|bright|白天|中午|正午|下午|日光|阳光|晴"),
)
_WEATHERS: tuple[tuple[Weather, str], ...] = (
    ("rain", r"rain(?:y|ing|s|-soaked)?|storm(?:y)?|downpour|drizzle|雨|暴风|雷"),
    ("snow", r"snow(?:y|ing|s)?|blizzard|ice|icy|winter|frost|雪|冰|冬"),
    ("fog", r"fog(?:gy)?|mist(?:y)?|haze|hazy|smoke|smoky|dust(?:y)?|雾|烟|霾|尘"),
)


def framing_of(text: str, otherwise: Framing = "medium") -> Framing:
    return _first(_FRAMINGS, text) or otherwise


def move_of(text: str) -> Move:
    """What the camera does; a camera that is not described stands still."""
    return _first(_MOVES, text) or "static"


def angle_of(text: str) -> Angle:
    return _first(_ANGLES, text) or "eye"


def place_of(*texts: str) -> Place | None:
    """The kind of place that the first text with a known word names (the location counts before the
    action)."""
    return next((place for text in texts if (place := _first(_PLACES, text))), None)


def hour_of(*texts: str) -> Hour | None:
    return next((hour for text in texts if (hour := _first(_HOURS, text))), None)


def weather_of(*texts: str) -> Weather:
    return next((weather for text in texts if (weather := _first(_WEATHERS, text))), "clear")


def says(pattern: str, text: str) -> bool:
    """Whether the text holds one of the terms, Latin ones as whole words."""
    return _compiled(pattern).search(text.lower()) is not None


def _first(table: tuple[tuple[T, str], ...], text: str) -> T | None:
    return next((meaning for meaning, pattern in table if says(pattern, text)), None)


@functools.cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z])(?:{pattern})(?![a-z])")
