"""The Jinja2 environment for text that is not trusted: what a template may reach, and how much work it may
do.

Reaching is an allow-list: items of plain data, attributes of our own views, `loop` and `namespace`; no
attribute or method of a Python object is ever looked up. Work is paid from one budget of fuel: every
iteration, macro call, operator, filter and written character. The fuel is counted, not timed, so the same
template ends the same way everywhere.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol, runtime_checkable

from jinja2 import StrictUndefined, Undefined, nodes, pass_context
from jinja2.lexer import TokenStream
from jinja2.runtime import Context, LoopContext, Macro
from jinja2.sandbox import SandboxedEnvironment
from jinja2.utils import Namespace, missing

from wanboard.prompts import codes
from wanboard.prompts.offsets import token_stream
from wanboard.prompts.problems import MissingError, TemplateError

FUEL = 1_000_000  # units of work for one text; an iteration costs its body's nodes and literal characters
VALUE_LIMIT = 65_536  # characters of one value, items of one list
RANGE_LIMIT = 10_000
INTEGER_LIMIT = 10**18
TOO_MUCH_HINT = "a template is for small choices and repetitions; write long text out"

_LOOP = frozenset(
    [
        "index",
        "index0",
        "revindex",
        "revindex0",
        "first",
        "last",
        "length",
        "depth",
        "depth0",
        "previtem",
        "nextitem",
        "cycle",
        "changed",
    ]
)
_OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "//": operator.floordiv,
    "%": operator.mod,
    "**": operator.pow,
}


@runtime_checkable
class View(Protocol):
    """An object of ours that a template may look into."""

    def names(self) -> Iterable[str]: ...

    def lookup(self, name: str) -> object:
        """The attribute's value; raises KeyError where there is none."""
        ...

    def kind(self) -> str:
        """What it is, for a message: "character 'lin'"."""
        ...


class Missing(StrictUndefined):
    """An undefined that knows what was looked for."""

    __slots__ = ()

    def __init__(self, hint: str | None = None, obj: Any = missing, name: str | None = None, exc: Any = None) -> None:
        super().__init__(hint, obj, name)
        if hint is not None:
            self._undefined_exception = _failed  # type: ignore[assignment]
        else:
            self._undefined_exception = self._missing  # type: ignore[assignment]

    def _missing(self, _message: str) -> MissingError:
        name, obj = str(self._undefined_name), self._undefined_obj
        if obj is missing:
            return MissingError(name, attribute_of=None, known=())
        known = attribute_names(obj)
        return MissingError(name, attribute_of=describe(obj), known=known, of_plain_data=isinstance(obj, Mapping))


def _failed(message: str) -> TemplateError:
    return TemplateError(codes.FAILED, message)


def attribute_names(value: object) -> tuple[str, ...]:
    if isinstance(value, Mapping):
        return tuple(str(key) for key in value)
    if isinstance(value, View):
        return tuple(value.names())
    return tuple(_LOOP) if isinstance(value, LoopContext) else ()


def describe(value: object) -> str:
    """What a value is, in the author's words."""
    match value:
        case bool():
            return "a truth value"
        case str():
            return "a text"
        case int() | float():
            return "a number"
        case None:
            return "an empty value"
        case list() | tuple() | range():
            return "a list"
        case Mapping():
            return "this group of values"
        case LoopContext():
            return "'loop'"
        case Macro():
            return "a macro"
        case View():
            return value.kind()
    return "this value"


class Sandbox(SandboxedEnvironment):
    """See the module. `fuel` is what is left for the text being rendered."""

    intercepted_binops = frozenset(_OPERATORS)

    def __init__(self) -> None:
        super().__init__(undefined=Missing, keep_trailing_newline=True, cache_size=0, optimized=False)
        self.fuel = FUEL
        self.globals = {"range": self.bounded_range, "namespace": Namespace}
        self.filters = {SPEND: _spend, WEIGH: _weigh, CONCAT: _concat}
        self.tests = {}
        self.finalize = _written

    def _tokenize(
        self, source: str, name: str | None, filename: str | None = None, state: str | None = None
    ) -> TokenStream:
        return token_stream(self.lexer, source, name)

    # -- work

    def spend(self, units: int) -> None:
        self.fuel -= units
        if self.fuel < 0:
            raise TemplateError(codes.TOO_MUCH, "the template does too much work", TOO_MUCH_HINT)

    def weigh(self, value: object) -> None:
        """Pay for reading a value: by length, all the way down (shared parts as often as they appear)."""
        if isinstance(value, str):
            self.spend(1 + len(value) // 16)
        elif isinstance(value, range):
            self.spend(1 + len(value))
        elif isinstance(value, Mapping):
            self.spend(1 + len(value))
            for item in value.values():
                self.weigh(item)
        elif isinstance(value, list | tuple):
            self.spend(1 + len(value))
            for item in value:
                self.weigh(item)
        else:
            self.spend(1)

    def built(self, value: Any) -> Any:
        """Pay for a value that was made, and bound it."""
        if isinstance(value, str | list | tuple):
            self.room_for(len(value))
        elif isinstance(value, int) and abs(value) > INTEGER_LIMIT:
            raise TemplateError(codes.TOO_MUCH, "the template makes a number that is too large", TOO_MUCH_HINT)
        return value

    def room_for(self, length: int) -> None:
        """Pay for a value of so many characters or items *before* it is made."""
        if length > VALUE_LIMIT:
            raise TemplateError(
                codes.TOO_MUCH,
                f"the template makes a value of {length:,} characters; at most {VALUE_LIMIT:,} are allowed"
                if length < 10**15
                else "the template makes a value that is far too large",
                TOO_MUCH_HINT,
            )
        self.spend(1 + length)

    def text(self, value: object) -> str:
        """A value as it is written; a list, an empty value or anything else that is no text is an error."""
        if isinstance(value, str):
            return value
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, int | float):
            if not math.isfinite(self.built(value)):
                raise TemplateError(codes.FAILED, "the number is not finite")
            return str(value)
        if isinstance(value, Undefined):
            return str(value)  # raises what is missing
        if isinstance(value, View):
            return str(value)
        raise TemplateError(codes.FAILED, f"{describe(value)} cannot be written as text")

    def bounded_range(self, *bounds: Any) -> range:
        if not bounds or not all(isinstance(b, int) and abs(b) <= INTEGER_LIMIT for b in bounds):
            raise TemplateError(codes.FAILED, "range() takes one to three whole numbers")
        numbers = range(*bounds)
        if len(numbers) > RANGE_LIMIT:
            message = f"range() of {len(numbers):,} numbers; at most {RANGE_LIMIT:,} are allowed"
            raise TemplateError(codes.TOO_MUCH, message, TOO_MUCH_HINT)
        return numbers

    # -- reach

    def getattr(self, obj: Any, attribute: str) -> Any:
        return self._reach(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        if isinstance(obj, str | list | tuple | range) and isinstance(argument, int):
            try:
                return obj[argument]
            except IndexError:
                raise TemplateError(codes.FAILED, f"{describe(obj)} has no item {argument}") from None
        return self._reach(obj, argument)

    def _reach(self, obj: Any, name: Any) -> Any:
        self.spend(1)
        if isinstance(obj, Undefined):
            return str(obj)  # raises what is missing
        if not isinstance(name, str):
            raise TemplateError(codes.FAILED, f"{describe(obj)} cannot be looked into by {describe(name)}")
        if name.startswith("_"):
            raise TemplateError(codes.NOT_ALLOWED, f"'{name}' is not available in a template")
        if isinstance(obj, Mapping) and name in obj:
            return obj[name]
        if isinstance(obj, View):
            try:
                return obj.lookup(name)
            except KeyError:
                return self.undefined(obj=obj, name=name)
        if isinstance(obj, Namespace) or (isinstance(obj, LoopContext) and name in _LOOP):
            try:
                return getattr(obj, name)
            except AttributeError:
                return self.undefined(obj=obj, name=name)
        if hasattr(type(obj), name) and not isinstance(obj, Mapping):
            raise TemplateError(
                codes.NOT_ALLOWED,
                f"'{name}' of {describe(obj)} is not available in a template",
                "use a filter",
            )
        return self.undefined(obj=obj, name=name)

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:
        __self.spend(10)
        if isinstance(__obj, Undefined):
            return str(__obj)  # raises what is missing
        of_loop = isinstance(getattr(__obj, "__self__", None), LoopContext)
        known = __obj is Namespace or __obj == __self.bounded_range
        if not (known or of_loop or isinstance(__obj, Macro | LoopContext)):
            raise TemplateError(codes.NOT_ALLOWED, f"{describe(__obj)} cannot be called")
        return __context.call(__obj, *args, **kwargs)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        self.spend(1)
        left, right = (str(v) if isinstance(v, View | Undefined) else v for v in (left, right))
        if isinstance(left, int | float) and isinstance(right, int | float):
            if operator == "**" and (abs(right) > 64 or abs(left) > 10**9):
                raise TemplateError(codes.TOO_MUCH, "the template makes a number that is too large", TOO_MUCH_HINT)
            return self.built(_OPERATORS[operator](left, right))
        if operator == "+" and isinstance(left, str | list) and type(left) is type(right):
            self.room_for(len(left) + len(right))
            return _OPERATORS[operator](left, right)
        if operator == "*" and isinstance(left, str) and isinstance(right, int):
            self.room_for(len(left) * max(right, 0))
            return left * right
        raise TemplateError(codes.FAILED, f"'{operator}' does not work on {describe(left)} and {describe(right)}")


# Filters that only the rewritten tree can name: a template cannot spell them.
SPEND, WEIGH, CONCAT = "·spend", "·weigh", "·concat"


def _of(context: Context) -> Sandbox:
    sandbox = context.environment
    assert isinstance(sandbox, Sandbox)
    return sandbox


@pass_context
def _spend(context: Context, units: int) -> str:
    _of(context).spend(units)
    return ""


@pass_context
def _weigh(context: Context, value: Any) -> Any:
    _of(context).weigh(value)
    return value


@pass_context
def _concat(context: Context, values: list[Any]) -> str:
    sandbox = _of(context)
    texts = [sandbox.text(value) for value in values]
    sandbox.room_for(sum(map(len, texts)))
    return "".join(texts)


@pass_context
def _written(context: Context, value: Any) -> str:
    sandbox = _of(context)
    text = sandbox.text(value)
    sandbox.room_for(len(text))
    return text


def fuel_nodes(body: list[nodes.Node], cost: int) -> list[nodes.Node]:
    """A body that pays `cost` each time it is entered."""
    line = body[0].lineno if body else 1
    payment = nodes.Filter(nodes.Const(cost, lineno=line), SPEND, [], [], None, None, lineno=line)
    return [nodes.ExprStmt(payment, lineno=line), *body]
