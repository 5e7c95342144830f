"""Arithmetic on what the model wrote, without `eval`: a walk over Python's own syntax tree."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from decimal import Decimal, DecimalException, localcontext

from pydantic import Field

from desktop.engine.tools.registry import Arguments, JsonObject, Tool, ToolError
from desktop.wording import marked

_OPERATORS: dict[type[ast.operator], Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Mod: operator.mod,
}
_LONGEST = 200
_DIGITS = 500  # products and sums of what fits into an expression stay exact
_LARGEST = 30  # digits anybody would listen to


class Calculation(Arguments):
    """What to work out."""

    expression: str = Field(description="A sum with + - * / % and brackets, such as 57 + 12 * 3.")


def calculate(expression: str) -> str:
    """Work out sums with + - * / % and brackets, exactly where decimals allow; two places otherwise.

    Raises ToolError for anything else, for division by zero and for expressions over 200 characters.
    """
    if len(expression) > _LONGEST:
        raise ToolError("the sum is too long")
    try:
        tree = ast.parse(expression.replace("×", "*").replace("÷", "/").strip(), mode="eval")  # noqa: RUF001 - signs people type
        with localcontext() as context:
            context.prec = _DIGITS
            value = _value(tree.body)
            if not value.is_finite() or value.adjusted() > _LARGEST:
                raise ToolError("the numbers are too large")
            return _plain(value)
    except (SyntaxError, RecursionError, MemoryError, ValueError) as error:
        raise ToolError("that is not a sum") from error
    except ZeroDivisionError as error:
        raise ToolError("dividing by zero is not possible") from error
    except DecimalException as error:
        raise ToolError("the numbers are too large") from error


def _value(node: ast.expr) -> Decimal:
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return Decimal(str(number))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            a, b = _value(left), _value(right)
            if b == 0 and isinstance(op, ast.Div | ast.Mod):
                raise ZeroDivisionError
            return _OPERATORS[type(op)](a, b)
        case _:
            raise ToolError("that is not a sum")


def _plain(value: Decimal) -> str:
    rounded = value if value == value.to_integral_value() else round(value, 2)
    text = f"{rounded or Decimal(0):f}"  # zero has no sign
    return text.rstrip("0").rstrip(".") if "." in text else text


def _run(arguments: Calculation) -> JsonObject:
    return {"result": calculate(arguments.expression)}


TOOL = Tool(
    "calculate",
    "Work out a sum.",
    Calculation,
    _run,
    title=marked("Worked out {expression}"),
    failed="Could not work it out",
)
