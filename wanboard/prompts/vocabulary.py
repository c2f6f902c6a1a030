"""The field's vocabulary, English and Chinese, as data.

Source: the official prompt dictionary (text-to-video-prompt, English and Chinese editions), with the
synonyms that film people write. Each row: the English spellings that mean the same, the official one first,
and the Chinese term. A known English spelling keeps its meaning and gets its canonical form in an English
storyboard; in a Chinese one it becomes the Chinese term; and the other way round with the first English
spelling.
"""

from __future__ import annotations

Row = tuple[tuple[str, ...], tuple[str, ...]]

TERMS: tuple[Row, ...] = (
    # shot size
    (("extreme close-up", "big close-up", "ECU"), ("大特写",)),
    (("close-up", "close up", "closeup", "close-up shot"), ("特写", "特写镜头")),
    (("close shot",), ("近景",)),
    (("medium close-up", "medium close shot"), ("中近景",)),
    (("medium shot", "mid shot", "mid-shot"), ("中景",)),
    (("medium full shot", "medium wide shot", "medium long shot", "cowboy shot"), ("中全景",)),
    (("full shot",), ("全景",)),
    (("extreme full shot", "extreme wide shot", "extreme long shot"), ("大远景", "极端全景")),
    (("long shot",), ("远景",)),
    (("wide shot", "wide-angle shot"), ("广角镜头",)),
    (("establishing shot",), ("定场镜头",)),
    # framing type
    (("clean single shot", "single shot", "clean single"), ("干净的单人镜头", "单人镜头")),
    (("two-shot", "two shot"), ("双人镜头",)),
    (("three-shot", "three shot"), ("三人镜头",)),
    (("group shot",), ("群像镜头",)),
    (("over-the-shoulder shot",), ("过肩镜头",)),
    (("point-of-view shot", "POV shot", "POV", "point of view"), ("主观镜头",)),
    (("insert shot", "insert"), ("插入镜头",)),
    # movement
    (
        ("camera pushes in", "push in", "push-in", "dolly in", "dolly-in", "zoom in", "camera push in"),
        ("镜头推进", "推镜头", "推进"),
    ),
    (
        ("camera pulls out", "pull out", "pull-out", "pull back", "dolly out", "dolly-out", "zoom out"),
        ("镜头拉远", "拉镜头", "拉远"),
    ),
    (
        ("camera moves left", "move left", "truck left", "pan left", "slide left"),
        ("镜头向左移动", "向左移动"),
    ),
    (
        ("camera moves right", "move right", "truck right", "pan right", "slide right"),
        ("镜头向右移动", "向右移动"),
    ),
    (("camera tilts up", "tilt up", "pan up"), ("镜头上摇", "上摇")),
    (("camera tilts down", "tilt down", "pan down"), ("镜头下摇", "下摇")),
    (("camera rises", "crane up", "boom up", "pedestal up"), ("镜头上升",)),
    (("camera descends", "crane down", "boom down", "pedestal down"), ("镜头下降",)),
    (
        (
            "fixed camera",
            "static",
            "static camera",
            "static shot",
            "locked-off",
            "locked off",
            "still camera",
        ),
        ("固定镜头", "固定机位", "静止镜头"),
    ),
    (("handheld", "handheld camera", "hand-held"), ("手持镜头", "手持")),
    (("compound camera movement",), ("复合运镜",)),
    (
        ("tracking shot", "tracking", "follow shot", "following shot", "camera follows", "follow"),
        ("跟随镜头", "跟拍"),
    ),
    (
        ("orbiting camera movement", "orbiting", "orbit", "orbit shot", "arc shot", "camera orbits"),
        ("环绕运镜", "环绕"),
    ),
    (("fast fly-through", "fly-through", "fly through"), ("快速穿越",)),
    (("drone", "drone shot"), ("无人机",)),
    (("FPV", "FPV shot"), ("FPV",)),
    (("whip pan",), ("快速摇镜",)),
    # angle
    (("eye-level", "eye level", "eye-level shot", "eye-level angle"), ("平拍",)),
    (("over-the-shoulder", "over the shoulder"), ("过肩",)),
    (("high-angle", "high angle", "high-angle shot"), ("高角度",)),
    (("low-angle", "low angle", "low-angle shot"), ("低角度", "仰拍")),
    (
        ("top-down", "top down", "overhead", "overhead shot", "bird's-eye view", "top-down shot"),
        ("俯视", "俯拍"),
    ),
    (("tilted angle", "Dutch angle", "tilted", "dutch tilt", "canted angle"), ("倾斜",)),
    (("aerial shot", "aerial"), ("航拍",)),
    # lens
    (("medium-focus", "medium-focus lens", "standard lens"), ("中焦距",)),
    (("wide-angle", "wide-angle lens"), ("广角",)),
    (("long-focus", "long-focus lens"), ("长焦",)),
    (("telephoto", "telephoto lens", "long lens"), ("长焦镜头",)),
    (("ultra-wide-angle fisheye", "fisheye", "fisheye lens", "ultra-wide-angle"), ("超广角-鱼眼", "鱼眼")),
    (("tilt-shift", "tilt-shift lens"), ("移轴",)),
    (("macro", "macro lens", "macro shot"), ("微距",)),
    (("shallow focus", "shallow depth of field"), ("浅景深",)),
    (("deep focus",), ("深焦",)),
    # light source
    (("daylight", "natural light"), ("日光", "自然光")),
    (("artificial light",), ("人工光",)),
    (("moonlight",), ("月光",)),
    (("practical light", "practical lights"), ("实用光",)),
    (("firelight",), ("火光",)),
    (("candlelight",), ("烛光",)),
    (("fluorescent light", "fluorescent", "fluorescent lights"), ("荧光",)),
    (("neon light", "neon lights", "neon"), ("霓虹灯光",)),
    (("overcast light", "overcast"), ("阴天光",)),
    (("clear sky light", "clear sky"), ("晴天光",)),
    (("mixed light", "mixed lighting"), ("混合光",)),
    # light quality
    (("soft light", "soft lighting"), ("柔光",)),
    (("hard light", "hard lighting"), ("硬光",)),
    (("side light", "side lighting", "sidelight"), ("侧光",)),
    (("rim light", "rim lighting", "edge light"), ("边缘光",)),
    (("back light", "backlight", "backlighting", "back lighting", "backlit"), ("逆光",)),
    (("top light", "top lighting"), ("顶光",)),
    (("bottom light", "underlight", "underlighting"), ("底光",)),
    (("silhouette",), ("剪影",)),
    (("low contrast", "low-contrast", "low contrast lighting"), ("低对比度",)),
    (("high contrast", "high-contrast", "high contrast lighting"), ("高对比度",)),
    # time of day
    (("daytime",), ("白天",)),
    (("night",), ("夜晚",)),
    (("dawn",), ("黎明",)),
    (("dusk",), ("黄昏",)),
    (("sunrise",), ("日出",)),
    (("sunset",), ("日落",)),
    (("golden hour",), ("黄金时刻",)),
    (("blue hour",), ("蓝调时刻",)),
    # composition
    (("center composition", "centered composition", "centered", "center"), ("中心构图",)),
    (("balanced composition", "balanced"), ("平衡构图",)),
    (("symmetrical composition", "symmetrical"), ("对称构图",)),
    (("left-heavy composition", "left-weighted composition", "left-heavy"), ("左侧重构图",)),
    (("right-heavy composition", "right-weighted composition", "right-heavy"), ("右侧重构图",)),
    (("short-side composition", "short-side"), ("短边构图",)),
    # tone
    (("warm tones", "warm tone", "warm colors", "warm light", "warm"), ("暖色调",)),
    (("cool tones", "cool tone", "cool colors", "cool light", "cool", "cold light"), ("冷色调",)),
    (("mixed tones", "mixed tone"), ("混合色调",)),
    (("high saturation", "high-saturation", "saturated"), ("高饱和度",)),
    (("low saturation", "low-saturation", "desaturated"), ("低饱和度",)),
    # effects
    (("tilt-shift photography",), ("移轴摄影",)),
    (("time-lapse", "timelapse", "time lapse"), ("延时摄影", "延时")),
    (("slow motion", "slow-motion", "slow-mo"), ("慢镜头", "慢动作")),
)

# What stands before a movement or a light and goes with it: "slow dolly in" is 缓慢镜头推进 only word by
# word; said rightly it is 镜头缓慢推进, so a movement that begins with 镜头 takes these words after it.
MODIFIERS: tuple[Row, ...] = (
    (("very slow", "very slowly"), ("极缓慢",)),
    (("slow", "slowly", "creeping"), ("缓慢",)),
    (("fast", "quick", "rapid", "quickly"), ("快速",)),
    (("slight", "slightly", "subtle"), ("轻微",)),
    (("gentle", "gently"), ("轻柔",)),
    (("smooth", "smoothly", "steady"), ("平稳",)),
    (("sudden",), ("突然",)),
    (("dramatic",), ("戏剧性",)),
    (("soft",), ("柔和",)),
    (("dim",), ("昏暗",)),
    (("bright",), ("明亮",)),
    (("harsh",), ("强烈",)),
)

CONNECTIVES: tuple[Row, ...] = ((("then", "and then"), ("然后",)), (("and", "with", "plus"), ("，",)))
