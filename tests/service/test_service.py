"""The loopback services themselves: limits, expiry, faults, and that a process outlives its clients."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import av
import pytest

from service import Fault, Options, Running, make_clip, read_numbers, serve
from service.faults import FaultPlan

BODY = {"model": "wan2.6-t2v", "input": {"prompt": "p"}, "parameters": {"duration": 2}}


def call(method: str, url: str, body: Any = None, **headers: str) -> tuple[int, Any]:
    """Status and JSON (else bytes) of one plain request with the usual headers."""
    given = {
        "Authorization": "Bearer sk-one",
        "X-DashScope-Async": "enable",
        "Content-Type": "application/json",
    }
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, given | headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            status, text = answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            status, text = error.code, error.read()
    try:
        return status, json.loads(text)
    except ValueError:
        return status, text


def submit(service: Running, prompt: str = "p", **headers: str) -> tuple[int, Any]:
    url = f"{service.url}/services/aigc/video-generation/video-synthesis"
    return call("POST", url, BODY | {"input": {"prompt": prompt}}, **headers)


def finished(service: Running, prompt: str = "p") -> str:
    """The film's address of a task that is done."""
    task = submit(service, prompt)[1]["output"]["task_id"]
    service.advance(60)
    return str(call("GET", f"{service.url}/tasks/{task}")[1]["output"]["video_url"])


def test_frames_of_a_clip_say_which_they_are(tmp_path: Path) -> None:
    path = make_clip(tmp_path / "a.mp4", 1.5, (320, 180), 10, number=4711)
    with av.open(str(path)) as container:
        frames = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
        assert container.streams.audio[0].codec_context.sample_rate == 48000
    assert [read_numbers(frame) for frame in frames] == [(n, 4711) for n in range(15)]


def test_without_the_async_header_nothing_is_created() -> None:
    with serve() as service:
        status, answer = submit(service, **{"X-DashScope-Async": "disable"})
        assert (status, answer["code"]) == (403, "AccessDenied")
        assert not service.summary()["tasks"]


def test_beyond_the_limit_tasks_wait_for_the_first_to_end() -> None:
    with serve(Options(queue_s=0, work_s=10, submits_per_s=99, fps=2)) as service:
        tasks = [submit(service, f"p{n}")[1]["output"]["task_id"] for n in range(7)]
        service.advance(1)
        states = [call("GET", f"{service.url}/tasks/{t}")[1]["output"]["task_status"] for t in tasks]
        assert states == ["RUNNING"] * 5 + ["PENDING"] * 2
        service.advance(10)
        assert call("GET", f"{service.url}/tasks/{tasks[6]}")[1]["output"]["task_status"] == "RUNNING"


def test_beyond_the_rate_submissions_are_throttled() -> None:
    with serve(Options(work_s=10, scale=0.001, fps=2)) as service:
        statuses = [submit(service, f"p{n}")[0] for n in range(7)]
        assert statuses == [200] * 5 + [429] * 2


def test_a_signed_address_ends() -> None:
    with serve(Options(fps=2)) as service:
        url = finished(service)
        assert call("GET", url, Authorization="")[0] == 400  # an Authorization header, even an empty one
        with urllib.request.urlopen(url) as answer:
            assert answer.read(12)[4:8] == b"ftyp"
        service.advance(25 * 3600)
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(url)
        with refused.value:
            assert b"<Code>AccessDenied</Code>" in refused.value.read()


def test_faults_strike_as_planned_and_are_counted() -> None:
    faults = (Fault("submit.throttle", skip=1), Fault("submit.error_created", match="unlucky"))
    with serve(Options(faults=faults, fps=2)) as service:
        assert [submit(service)[0] for _ in range(3)] == [200, 429, 200]
        assert submit(service, "the unlucky one")[0] == 500
        summary = service.summary()
        assert summary["faults"] == {"submit.throttle": 1, "submit.error_created": 1}
        assert summary["duplicates"] == 1  # "p" was created twice


def test_random_faults_depend_on_the_seed_only() -> None:
    fault = Fault("poll.error", times=None, rate=0.3)

    def drawn(seed: int, order: range) -> dict[int, str | None]:
        plan = FaultPlan((fault,), seed)
        return {n: plan.choose("poll", f"task-{n}") for n in order}

    first = drawn(1, range(200))
    assert first == drawn(1, range(199, -1, -1))
    assert first != drawn(2, range(200))
    assert 30 < sum(kind is not None for kind in first.values()) < 90


def test_an_unknown_fault_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown fault"):
        Fault("submit.smile")


def test_a_process_of_its_own_keeps_its_tasks(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "service",
        "--state",
        str(tmp_path / "state"),
        "--fps",
        "2",
        "--work-s",
        "0",
    ]
    where = Path(__file__).parent.parent

    def started() -> tuple[subprocess.Popen[str], str]:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=where)
        assert process.stdout is not None
        return process, f"http://127.0.0.1:{int(process.stdout.readline())}"

    process, root = started()
    with process:
        url = f"{root}/api/v1/services/aigc/video-generation/video-synthesis"
        task = call("POST", url, BODY)[1]["output"]["task_id"]
        process.kill()
    process, root = started()
    with process:
        assert call("GET", f"{root}/api/v1/tasks/{task}")[1]["output"]["task_status"] == "SUCCEEDED"
        assert list(call("GET", f"{root}/__log")[1]["tasks"]) == [task]
        process.terminate()
        assert process.wait(20) == 0


def test_an_overlong_prompt_is_cut_off_without_a_word() -> None:
    with serve(Options(fps=2)) as service:
        task = submit(service, "x" * 1600)[1]["output"]["task_id"]
        service.advance(60)
        assert call("GET", f"{service.url}/tasks/{task}")[1]["output"]["orig_prompt"] == "x" * 1500
        assert len(service.of("submit")[0].body["input"]["prompt"]) == 1600


def test_a_wrong_size_may_only_be_found_by_the_task() -> None:
    wrong = BODY | {"parameters": {"duration": 2, "size": "832*480"}}
    with serve(Options(size_check="task", fps=2)) as service:
        url = f"{service.url}/services/aigc/video-generation/video-synthesis"
        status, answer = call("POST", url, wrong)
        assert status == 200
        task = f"{service.url}/tasks/{answer['output']['task_id']}"
        service.advance(10)
        assert call("GET", task)[1]["output"]["task_status"] == "RUNNING"
        service.advance(15)
        output = call("GET", task)[1]["output"]
        assert (output["task_status"], output["code"]) == ("FAILED", "InvalidParameter")


def test_a_task_is_forgotten_after_a_day() -> None:
    with serve(Options(fps=2)) as service:
        task = submit(service)[1]["output"]["task_id"]
        service.advance(25 * 3600)
        output = call("GET", f"{service.url}/tasks/{task}")[1]["output"]
        assert output == {"task_id": task, "task_status": "UNKNOWN"}


def test_another_account_sees_nothing() -> None:
    with serve(Options(fps=2)) as service:
        task = submit(service)[1]["output"]["task_id"]
        other = {"Authorization": "Bearer sk-two"}
        assert call("GET", f"{service.url}/tasks/{task}", **other)[1]["output"]["task_status"] == "UNKNOWN"
        assert call("GET", f"{service.url}/tasks/", **other)[1]["total"] == 0


def test_queries_beyond_twenty_a_second_are_throttled() -> None:
    with serve(Options(scale=0.001, fps=2)) as service:
        statuses = [call("GET", f"{service.url}/tasks/none")[0] for _ in range(22)]
    assert statuses == [200] * 20 + [429] * 2
