"""The state machine by property: whatever happens, the row is in a legal state, and the money is counted."""

from __future__ import annotations

import itertools
import typing
from dataclasses import replace

import pytest
from execute_jobs import make_job
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from wanboard.backends.base import TaskReport, TaskState
from wanboard.execute import state as states
from wanboard.execute.state import STEPS, IllegalStep, advance, expired
from wanboard.store.record import LIVE, OPEN, PAID, TASK_LIFE_S, Money, Origin, Record, State, money

ORIGIN = Origin("dashscope", "account", "beijing", paid=True)
NOW = 1_800_000_000.0


def record_in(state: State, **values: typing.Any) -> Record:
    job = make_job(1)
    return Record(
        id=1, fingerprint=job.fingerprint, take=1, origin=ORIGIN, model=job.request.model, storyboard="film.yaml",
        clip=job.label, request=job.request.canonical(), context={}, state=state, created_at=NOW, changed_at=NOW,
        **values,
    )  # fmt: skip


def reports() -> st.SearchStrategy[TaskReport]:
    return st.builds(
        TaskReport,
        task_id=st.just("task"),
        state=st.sampled_from(TaskState),
        video_url=st.none() | st.just("https://results/film.mp4"),
        url_expires_at=st.none() | st.just(NOW + TASK_LIFE_S),
        code=st.none() | st.just("DataInspectionFailed"),
        message=st.none() | st.just("no"),
        billed_s=st.none() | st.just(5.0),
    )


def happenings(at: float) -> st.SearchStrategy[states.Happening]:
    text = st.none() | st.just("Code")
    return st.one_of(
        st.just(states.Sending(at)),
        st.builds(states.NothingCreated, st.just(at), text, st.just("busy")),
        st.just(states.Accepted(at, "task", "request")),
        st.builds(states.Declined, st.just(at), text, st.just("no"), st.none()),
        st.builds(states.Doubtful, st.just(at), text, st.just("no answer")),
        st.builds(states.Reported, st.just(at), reports()),
        st.just(states.Fetched(at, "a" * 64, 1)),
        st.just(states.Unfit(at, "b" * 64, 1, "other size")),
        st.just(states.FileMissing(at)),
        st.just(states.Expired(at, "too late")),
        st.just(states.Cancelled(at)),
        st.just(states.SettledTask(at, "task-by-hand")),
        st.just(states.SettledNothing(at)),
        st.just(states.SettledTake(at)),
        st.just(states.Discarded(at)),
    )


def test_every_happening_is_in_the_table() -> None:
    classes = {cls for cls in vars(states).values() if isinstance(cls, type) and hasattr(cls, "__slots__")}
    assert {cls for cls in classes if cls.__module__ == states.__name__} == set(STEPS)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(State), happenings(NOW + 60))
def test_any_happening_in_any_state_is_a_step_of_the_table_or_refused(
    state: State, happening: states.Happening
) -> None:
    before = record_in(state, task_id="task", submitted_at=NOW, media="a" * 64)
    if state not in STEPS[type(happening)]:
        with pytest.raises(IllegalStep):
            advance(before, happening)
        return
    after = advance(before, happening)
    assert after.changed_at >= before.changed_at
    assert (after.fingerprint, after.take, after.origin, after.cost) == (
        before.fingerprint, before.take, before.origin, before.cost
    )  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(PAID - {State.SENDING}, key=str)), happenings(NOW + 60))
def test_only_the_service_or_the_user_makes_a_paid_row_free(state: State, happening: states.Happening) -> None:
    before = record_in(state, task_id="task", submitted_at=NOW, media="a" * 64)
    if state not in STEPS[type(happening)]:
        return
    after = advance(before, happening)
    if after.state in PAID:
        return
    said_by_service = isinstance(happening, states.Reported | states.Cancelled | states.Declined)
    said_by_user = isinstance(happening, states.SettledNothing | states.Discarded)
    over = isinstance(happening, states.Expired)
    assert said_by_service or said_by_user or over, (before.state, happening, after.state)


@pytest.mark.parametrize("state", sorted(State, key=str))
def test_every_state_has_its_money_and_only_states_that_cost_nothing_may_be_sent_again(state: State) -> None:
    if state in PAID:
        assert money(state) is not Money.NONE
    if money(state) in (Money.AT_RISK, Money.IN_FLIGHT):
        assert state in OPEN
        assert state in LIVE


def test_a_request_leaves_only_from_an_intent_and_only_proof_leads_back_to_one() -> None:
    assert STEPS[states.Sending] == {State.INTENT}
    assert STEPS[states.NothingCreated] == {State.INTENT, State.SENDING}
    for happening in (states.Doubtful(NOW, None, "no answer"), states.Accepted(NOW, "task", None)):
        assert advance(record_in(State.SENDING), happening).state not in (State.INTENT, State.SENDING)


def test_an_unknown_task_is_lost_only_after_its_day_and_a_margin() -> None:
    row = record_in(State.SUBMITTED, task_id="task", submitted_at=NOW)
    unknown = TaskReport("task", TaskState.UNKNOWN)
    soon, late = NOW + TASK_LIFE_S - 1, NOW + TASK_LIFE_S + states.EXPIRY_MARGIN_S + 1
    assert not expired(row, soon)
    assert advance(row, states.Reported(soon, unknown)).state is State.MISSING
    assert advance(row, states.Reported(late, unknown)).state is State.LOST


def test_a_task_that_turns_up_again_is_taken_up_again() -> None:
    row = record_in(State.MISSING, task_id="task", submitted_at=NOW)
    running = advance(row, states.Reported(NOW + 5, TaskReport("task", TaskState.RUNNING)))
    assert (running.state, running.code) == (State.SUBMITTED, None)


class Money2(RuleBasedStateMachine):
    """One fingerprint, many processes: rows begin, are killed, are gone on with. The service counts what it created;
    the ledger must never allow a second task while the first may still be billed."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.rows: list[Record] = []
        self.created: dict[str, bool] = {}  # task -> whether it is (or may be) billed
        self.row_of: dict[str, int] = {}
        self.ids = itertools.count()
        self.answer: tuple[int, str | None] | None = None  # a POST under way: its row, and the task it created

    @property
    def live(self) -> int | None:
        found = [place for place, row in enumerate(self.rows) if row.state in LIVE]
        assert len(found) <= 1
        return found[0] if found else None

    def step(self, place: int, happening: states.Happening) -> None:
        self.rows[place] = advance(self.rows[place], happening)

    @rule()
    def time_passes(self) -> None:
        self.now += 7200

    @precondition(lambda self: self.live is None)
    @rule()
    def a_build_writes_its_intent(self) -> None:
        self.rows.append(replace(record_in(State.INTENT), id=len(self.rows)))

    @precondition(lambda self: self.live is not None and self.rows[self.live].state is State.INTENT)
    @rule(arrives=st.booleans())
    def a_build_sends(self, arrives: bool) -> None:
        assert self.live is not None
        self.step(self.live, states.Sending(self.now))
        task = f"task-{next(self.ids)}" if arrives else None
        if task:
            self.created[task] = True
            self.row_of[task] = self.live
        self.answer = (self.live, task)

    @precondition(lambda self: self.answer is not None)
    @rule(kind=st.sampled_from(["right", "lost", "killed", "refused", "throttled"]))
    def the_answer_comes_or_not(self, kind: str) -> None:
        assert self.answer is not None
        place, task = self.answer
        self.answer = None
        if kind == "right" and task:
            self.step(place, states.Accepted(self.now, task, None))
        elif kind == "refused" and not task:
            self.step(place, states.Declined(self.now, "InvalidParameter", "no", None))
        elif kind == "throttled" and not task:
            self.step(place, states.NothingCreated(self.now, "Throttling", "busy"))
        elif kind != "killed":
            self.step(place, states.Doubtful(self.now, None, "no answer"))

    @precondition(lambda self: self.answer is None and self.live is not None)
    @rule()
    def another_build_takes_over(self) -> None:
        assert self.live is not None
        if self.rows[self.live].state is State.SENDING:
            self.step(self.live, states.Doubtful(self.now, None, "the process ended"))

    @precondition(lambda self: self.live is not None and self.rows[self.live].state in STEPS[states.Reported])
    @rule(ended=st.sampled_from([TaskState.RUNNING, TaskState.SUCCEEDED, TaskState.FAILED]))
    def a_poll(self, ended: TaskState) -> None:
        assert self.live is not None
        row = self.rows[self.live]
        assert row.task_id is not None
        if expired(row, self.now):
            report = TaskReport(row.task_id, TaskState.UNKNOWN)
        elif row.state in (State.SUCCEEDED, State.REJECTED):
            report = TaskReport(row.task_id, TaskState.SUCCEEDED, video_url="https://results")
        else:
            url = "https://results" if ended is TaskState.SUCCEEDED else None
            report = TaskReport(row.task_id, ended, video_url=url)
            if ended is TaskState.FAILED:
                self.created[row.task_id] = False
        self.step(self.live, states.Reported(self.now, report))

    @precondition(lambda self: self.live is not None and self.rows[self.live].state is State.SUCCEEDED)
    @rule(fit=st.booleans())
    def a_download(self, fit: bool) -> None:
        assert self.live is not None
        good, bad = states.Fetched(self.now, "a" * 64, 1), states.Unfit(self.now, "b" * 64, 1, "other size")
        self.step(self.live, good if fit else bad)

    @precondition(lambda self: self.live is not None and self.rows[self.live].state is State.AMBIGUOUS)
    @rule()
    def the_user_settles_truly(self) -> None:
        """A user who looks at the service's console and says what is there."""
        assert self.live is not None
        own = [task for task, place in self.row_of.items() if place == self.live and self.created[task]]
        if own:
            self.step(self.live, states.SettledTask(self.now, own[-1]))
        else:
            self.step(self.live, states.SettledNothing(self.now))

    @invariant()
    def at_most_one_task_that_may_be_billed_is_not_given_up(self) -> None:
        billed = [task for task, costs in self.created.items() if costs]
        lost = sum(row.state is State.LOST for row in self.rows)
        assert len(billed) <= 1 + lost

    @invariant()
    def what_may_be_billed_is_counted(self) -> None:
        for task, costs in self.created.items():
            row = self.rows[self.row_of[task]]
            if costs:
                assert row.money is not Money.NONE, row.state


TestMoney = Money2.TestCase
TestMoney.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
