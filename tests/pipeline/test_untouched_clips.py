"""Random edits of a paid film: what an edit does not touch is never generated again."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from service.server import Running, serve
from service.state import Options

from wanboard.cli.main import main
from wanboard.errors import ExitCode
from wanboard.pipeline.front import Ask, compile_storyboard
from wanboard.plan.clip import Clip

WORDS = ("door", "lamp", "rain", "street", "window", "shadow", "hand", "voice", "train", "letter", "stair", "smoke")
EDITS = ("insert", "insert", "insert", "delete", "text", "length", "move", "new_clip", "scene", "scenes")
SECONDS = (0.1, 0.5, 1, 1.5, 2, 2.5, 3, 3.7, 5, 8, 15)
FIRST_EDITS = 40


@dataclass(frozen=True, slots=True)
class Shot:
    """`name` is what the test knows a shot by; the storyboard shows it only as a note."""

    name: int
    seconds: float
    action: str
    new_clip: bool = False

    def yaml(self) -> str:
        data = {"duration": self.seconds, "action": self.action, "notes": f"shot {self.name}"}
        return f"      - {json.dumps(data | ({'new_clip': True} if self.new_clip else {}))}\n"


@dataclass(slots=True)
class Film:
    """A storyboard as the test edits it: scenes of shots."""

    chance: random.Random
    scenes: list[list[Shot]] = field(default_factory=list)
    made: int = 0

    def shot(self, seconds: Sequence[float] = SECONDS) -> Shot:
        self.made += 1
        words = self.chance.choices(WORDS, k=self.chance.choice((2, 4, 8, 8, 100)))
        who = self.chance.choice(("{{ lin }} looks at the", "A", "{{ sam }} and {{ lin }} pass the"))
        return Shot(self.made, self.chance.choice(seconds), f"{who} {' '.join(words)}, number {self.made}.")

    def yaml(self) -> str:
        head = "wanboard: 1\ntitle: Random\nstyle: Quiet drama.\ncharacters:\n"
        head += "  lin: {name: Lin, description: a tall woman in a black coat}\n  sam: {description: an old man}\n"
        body = "".join("  - shots:\n" + "".join(shot.yaml() for shot in scene) for scene in self.scenes)
        return f"{head}render: {{size: 1280*720, seed: 1}}\nscenes:\n{body}"

    def edit(self) -> bool:
        """One change that an author makes: to a shot, or to the order of things. Whether it is in one place."""
        chance = self.chance
        scene = chance.choice(self.scenes)
        at = chance.randrange(len(scene))
        kind = chance.choice(EDITS)
        match kind:
            case "insert":
                scene.insert(chance.randint(0, len(scene)), self.shot())
            case "delete" if len(scene) > 1:
                del scene[at]
            case "text":
                scene[at] = replace(scene[at], action=self.shot().action)
            case "length":
                scene[at] = replace(scene[at], seconds=chance.choice(SECONDS))
            case "move":
                shot = scene.pop(at)
                scene.insert(chance.randint(0, len(scene)), shot)
            case "new_clip":
                scene[at] = replace(scene[at], new_clip=not scene[at].new_clip)
            case "scene":
                self.scenes.insert(chance.randint(0, len(self.scenes)), [self.shot() for _ in range(3)])
            case "scenes":
                chance.shuffle(self.scenes)
        return kind != "move"

    def holding(self, clip: tuple[Shot, ...]) -> Film:
        """The same film with boundaries around a clip, so that it has to be kept."""
        scenes = [list(scene) for scene in self.scenes]
        for scene in scenes:
            for at, shot in enumerate(scene):
                if shot.name == clip[0].name or (at and scene[at - 1].name == clip[-1].name):
                    scene[at] = replace(shot, new_clip=True)
        return Film(self.chance, scenes, self.made)


def clips_of(film: Film, path: Path, paid: set[str]) -> tuple[Clip, ...]:
    path.write_text(film.yaml(), encoding="utf-8")
    compiled = compile_storyboard(path, Ask({}), paid=paid.__contains__)
    assert not compiled.diagnostics
    return compiled.clips


def names(film: Film, clip: Clip) -> tuple[Shot, ...]:
    """The test's own shots of a clip, which say all that a clip is made of."""
    scene = film.scenes[int(clip.scene.id.removeprefix("scene-")) - 1]
    first = clip.shots[0].number - 1
    return tuple(scene[first : first + len(clip.shots)])


def untouched(film: Film, clip: tuple[Shot, ...]) -> bool:
    """Whether the shots of a clip still stand in one scene one after the other, as they were, with no boundary
    asked for between them."""
    for scene in film.scenes:
        for first in range(len(scene) - len(clip) + 1):
            here = tuple(scene[first : first + len(clip)])
            if [replace(shot, new_clip=False) for shot in here] == [replace(shot, new_clip=False) for shot in clip]:
                return not any(shot.new_clip for shot in here[1:])
    return False


@pytest.mark.parametrize("seed", range(6))
def test_a_clip_that_an_edit_does_not_touch_is_not_generated_again(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    film = Film(chance)
    film.scenes = [[film.shot() for _ in range(chance.randint(1, 12))] for _ in range(4)]
    clips = clips_of(film, tmp_path / "film.yaml", set())
    ever: set[str] = {clip.fingerprint for clip in clips}
    reused = 0
    for _ in range(FIRST_EDITS):
        paid = {clip.fingerprint: names(film, clip) for clip in clips}
        in_one_place = [film.edit() for _ in range(chance.choice((1, 1, 2)))] == [True]
        clips = clips_of(film, tmp_path / "film.yaml", set(paid))
        new = [clip for clip in clips if clip.fingerprint not in paid]
        cost_now = sum(clip.billed_s for clip in new)
        for fingerprint, shots in paid.items():
            if not untouched(film, shots):
                continue
            if fingerprint in {clip.fingerprint for clip in clips}:
                reused += 1
                continue
            # Two edits on both sides of a short clip: one new clip over all three can be the cheaper way.
            assert not in_one_place
            kept = clips_of(film.holding(shots), tmp_path / "kept.yaml", set(paid))
            assert cost_now < sum(clip.billed_s for clip in kept if clip.fingerprint not in paid)
        remembered = clips_of(film, tmp_path / "film.yaml", ever)
        cost = sum(clip.billed_s for clip in remembered if clip.fingerprint not in ever)
        assert cost <= cost_now  # an older take may make it cheaper, never dearer
        ever |= {clip.fingerprint for clip in clips}
    assert reused > FIRST_EDITS  # the rule was put to the test


@pytest.fixture
def service(clips_folder: Path) -> Iterator[Running]:
    with serve(Options(work_s=0.02, queue_s=0.0, clips=clips_folder, fps=30)) as running:
        yield running


def test_a_service_gets_only_what_an_edit_touches(
    tmp_path: Path, service: Running, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same end to end: what is created at the service is what the plan of a paid project said, and no more."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DASHSCOPE_API_KEY", "sk-test")
    monkeypatch.setenv("DASHSCOPE_HTTP_BASE_URL", service.url)
    path = tmp_path / "film.yaml"
    film = Film(random.Random(7))
    film.scenes = [[film.shot((1,)) for _ in range(2)] for _ in range(3)]
    created: list[tuple[Shot, ...]] = []
    clips: tuple[Clip, ...] = ()
    for edit in range(4):
        before = {clip.fingerprint: names(film, clip) for clip in clips}
        if edit:
            scene = film.chance.choice(film.scenes)
            scene.insert(film.chance.randint(0, len(scene)), film.shot((1,)))
        clips = clips_of(film, path, set(before))
        assert main(["build", "film.yaml", "--yes", "--quiet"]) == ExitCode.DONE
        created += [names(film, clip) for clip in clips if clip.fingerprint not in before]
        assert len(service.summary()["tasks"]) == len(created)
        kept = [shots for shots in before.values() if untouched(film, shots)]
        assert len(kept) >= (2 if edit else 0)
    assert main(["plan", "film.yaml", "--exit-code"]) == ExitCode.DONE
    capsys.readouterr()
