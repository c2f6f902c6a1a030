"""A parsed template, checked and rewritten so that everything it does is paid for (see `sandbox`)."""

from __future__ import annotations

from typing import Any

from jinja2 import nodes
from jinja2.visitor import NodeTransformer

from wanboard.prompts import codes
from wanboard.prompts.problems import PlacedError, did_you_mean
from wanboard.prompts.sandbox import CONCAT, WEIGH, Sandbox, fuel_nodes

DEPTH_LIMIT = 60

_REFUSED: dict[type[nodes.Node], str] = {
    nodes.Include: "include",
    nodes.Import: "import",
    nodes.FromImport: "from … import",
    nodes.Extends: "extends",
    nodes.Block: "block",
    nodes.EvalContextModifier: "autoescape",
    nodes.ScopedEvalContextModifier: "autoescape",
}


def rewrite(tree: nodes.Template, source: str, sandbox: Sandbox) -> nodes.Template:
    """Raises: PlacedError for what a template may not use."""
    rewriter = _Rewriter(source, sandbox)
    rewriter.visit(tree)
    return tree


class _Rewriter(NodeTransformer):
    def __init__(self, source: str, sandbox: Sandbox) -> None:
        self._source = source
        self._filters = sandbox.filters
        self._tests = sandbox.tests
        self._depth = 0
        self._cost = 0  # of the body being visited: its nodes and literal characters

    def visit(self, node: nodes.Node, *args: Any, **kwargs: Any) -> Any:
        refused = _REFUSED.get(type(node))
        if refused is not None:
            message = f"'{refused}' is not available: a template stands alone"
            raise PlacedError(codes.NOT_ALLOWED, message, node.lineno - 1, len(refused.split()[0]))
        self._depth += 1
        if self._depth > DEPTH_LIMIT:
            raise PlacedError(codes.TOO_MUCH, "the template is nested too deeply", node.lineno - 1)
        self._cost += len(node.data) if isinstance(node, nodes.TemplateData) else 1
        try:
            return super().visit(node, *args, **kwargs)
        finally:
            self._depth -= 1

    def _paid_body(self, node: nodes.For | nodes.Macro | nodes.CallBlock) -> nodes.Node:
        before, self._cost = self._cost, 0
        self.generic_visit(node)
        node.body = fuel_nodes(node.body, 4 + self._cost)
        self._cost = before
        return node

    visit_For = visit_Macro = visit_CallBlock = _paid_body

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:
        self.generic_visit(node)
        return _filter(nodes.List(node.nodes, lineno=node.lineno), CONCAT)

    def visit_Compare(self, node: nodes.Compare) -> nodes.Node:
        self.generic_visit(node)
        node.expr = _filter(node.expr, WEIGH)
        for operand in node.ops:
            operand.expr = _filter(operand.expr, WEIGH)
        return node

    def visit_Getitem(self, node: nodes.Getitem) -> nodes.Node:
        self.generic_visit(node)
        if isinstance(node.arg, nodes.Slice):  # a slice copies, past the environment
            node.node = _filter(node.node, WEIGH)
        return node

    def visit_Filter(self, node: nodes.Filter) -> nodes.Node:
        return self._known(node, "filter", self._filters)

    def visit_Test(self, node: nodes.Test) -> nodes.Node:
        return self._known(node, "test", self._tests)

    def _known(self, node: nodes.Filter | nodes.Test, what: str, table: Any) -> nodes.Node:
        if node.name not in table:
            hint = did_you_mean(node.name, (name for name in table if name.isidentifier()))
            message = f"no {what} named '{node.name}' is available"
            at = max(self._source.find(node.name, node.lineno - 1), 0)  # a test's node stands at its "is"
            raise PlacedError(codes.NOT_ALLOWED, message, at, len(node.name), hint)
        self.generic_visit(node)
        return node


def _filter(node: nodes.Expr, name: str) -> nodes.Filter:
    return nodes.Filter(node, name, [], [], None, None, lineno=node.lineno)
