"""The filters and tests that templates may use. Each pays for what it reads and what it makes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import Undefined, pass_context
from jinja2.runtime import Context

from wanboard.model.storyboard import Language
from wanboard.prompts import codes, phrasing
from wanboard.prompts.problems import TemplateError
from wanboard.prompts.sandbox import Sandbox, View, describe


def install(sandbox: Sandbox, language: Language) -> None:
    """Give the sandbox its filters and tests; those that phrase sentences do so in the storyboard's
    language."""
    filters: dict[str, Callable[..., Any]] = {
        "abs": lambda value: abs(_number(value)),
        "capitalize": lambda value: _text(value).capitalize(),
        "first": lambda value: _item(value, 0),
        "float": lambda value: float(_scalar(value)),
        "int": lambda value: int(_scalar(value)),
        "items": _items,
        "last": lambda value: _item(value, -1),
        "length": lambda value: len(_sized(value)),
        "list": lambda value: list(_sized(value)),
        "lower": lambda value: _text(value).lower(),
        "reverse": lambda value: _sized(value)[::-1],
        "round": lambda value, digits=0: round(_number(value), digits) if digits else round(_number(value)),
        "sort": lambda value: sorted(_sized(value)),
        "string": lambda value: sandbox.text(value),
        "title": lambda value: _text(value).title(),
        "trim": lambda value: _text(value).strip(),
        "unique": lambda value: list(dict.fromkeys(_sized(value))),
        "upper": lambda value: _text(value).upper(),
        "listed": lambda value: phrasing.listed(map(sandbox.text, _sized(value)), language),
        "quoted": lambda value: phrasing.quoted(_text(value), language),
        "sentence": lambda value, capital=True: phrasing.sentence(_text(value), language, capital=capital),
        "voice": lambda value: phrasing.in_voice(_text(value), language),
    }
    filters["count"] = filters["length"]
    sandbox.filters.update({name: _paid(function) for name, function in filters.items()})
    sandbox.filters["join"] = pass_context(lambda context, value, by="": _join(_of(context), value, by))
    sandbox.filters["replace"] = pass_context(lambda context, value, old, new: _replace(_of(context), value, old, new))
    sandbox.filters["default"] = sandbox.filters["d"] = _default
    tests: dict[str, Callable[..., bool]] = {
        "string": lambda value: isinstance(value, str),
        "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
        "boolean": lambda value: isinstance(value, bool),
        "mapping": lambda value: isinstance(value, Mapping),
        "sequence": lambda value: isinstance(value, str | list | tuple | range),
        "none": lambda value: value is None,
        "even": lambda value: _number(value) % 2 == 0,
        "odd": lambda value: _number(value) % 2 == 1,
        "divisibleby": lambda value, by: _number(value) % _number(by) == 0,
        "in": lambda value, group: value in group,
    }
    sandbox.tests.update({name: _paid(function) for name, function in tests.items()})
    sandbox.tests["defined"] = lambda value: not isinstance(value, Undefined)
    sandbox.tests["undefined"] = lambda value: isinstance(value, Undefined)


def _of(context: Context) -> Sandbox:
    sandbox = context.environment
    assert isinstance(sandbox, Sandbox)
    return sandbox


def _paid(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, paying by the length of what goes in and what comes out. It never makes more than a few
    times what goes in, so paying afterwards is early enough."""

    @pass_context
    def paid(context: Context, *values: Any, **named: Any) -> Any:
        sandbox = _of(context)
        for value in (*values, *named.values()):
            if isinstance(value, Undefined):
                str(value)  # raises what is missing
            sandbox.weigh(value)
        return sandbox.built(function(*(str(v) if isinstance(v, View) else v for v in values), **named))

    return paid


def _default(value: Any, otherwise: Any = "", also_empty: bool = False) -> Any:
    return otherwise if isinstance(value, Undefined) or (also_empty and not value) else value


def _join(sandbox: Sandbox, value: Any, by: Any) -> str:
    items = [sandbox.text(item) for item in _sized(value)]
    between = sandbox.text(by)
    sandbox.room_for(sum(map(len, items)) + len(between) * max(len(items) - 1, 0))
    return between.join(items)


def _replace(sandbox: Sandbox, value: Any, old: Any, new: Any) -> str:
    text, old, new = sandbox.text(value), sandbox.text(old), sandbox.text(new)
    sandbox.weigh(text)
    sandbox.room_for(len(text) + text.count(old) * max(len(new) - len(old), 0))
    return text.replace(old, new)


def _items(value: Any) -> list[tuple[Any, Any]]:
    if not isinstance(value, Mapping):
        raise _unfit(value)
    return list(value.items())


def _item(value: Any, index: int) -> Any:
    value = _sized(value)
    if not value:
        raise TemplateError(codes.FAILED, "an empty list has no first or last item")
    return value[index]


def _text(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise _unfit(value)
    return str(value)


def _number(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _unfit(value)
    return value


def _scalar(value: Any) -> Any:
    if not isinstance(value, str | int | float):
        raise _unfit(value)
    return value


def _sized(value: Any) -> Any:
    if isinstance(value, Undefined):
        return str(value)  # raises what is missing
    if isinstance(value, Mapping):
        return list(value)
    if not isinstance(value, str | list | tuple | range):
        raise _unfit(value)
    return value


def _unfit(value: Any) -> TemplateError:
    return TemplateError(codes.FAILED, f"the filter or test does not work on {describe(value)}")
