"""Operations with their derivatives as lists of PyTorch calls that have all operands bound.

Nothing is allocated while they run: every call writes into a buffer made beforehand, and views are made
only once. Every variable is an operand of one operation only, so gradients are written and never added up.
Variables of a cohort have one more axis, the first, for its runs.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import torch

from torch_flat import Variable


class Steps:
    """`forward` computes values; `backward`, run from its last to its first, gradients of operands from
    results'."""

    def __init__(self) -> None:
        self.forward: list[Callable[[], torch.Tensor]] = []
        self.backward: list[Callable[[], torch.Tensor]] = []

    def product(self, a: Variable, b: Variable) -> Variable:
        """(m, k) and (k, n) to (m, n): the matrix product."""
        multiply = torch.mm if a.value.ndim == 2 else torch.bmm
        c = _variable(a, *a.value.shape[:-1], b.value.shape[-1])
        self.forward.append(partial(multiply, a.value, b.value, out=c.value))
        self.backward.append(partial(multiply, c.gradient, b.value.mT, out=a.gradient))
        self.backward.append(partial(multiply, a.value.mT, c.gradient, out=b.gradient))
        return c

    def khatri_rao(self, a: Variable, b: Variable) -> Variable:
        """(m, R) and (n, R) to (m n, R): elementwise products of each row of one with each row of the
        other."""
        *runs, m, width = a.value.shape
        n = b.value.shape[-2]
        c = _variable(a, *runs, m * n, width)
        a_rows, b_rows = a.value.unsqueeze(-2), b.value.unsqueeze(-3)
        c_gradient, scratch = c.gradient.view(*runs, m, n, width), a.value.new_empty(*runs, m, n, width)
        self.forward.append(partial(torch.mul, a_rows, b_rows, out=c.value.view(*runs, m, n, width)))
        self.backward.append(partial(torch.sum, scratch, -3, out=b.gradient))
        self.backward.append(partial(torch.mul, c_gradient, a_rows, out=scratch))
        self.backward.append(partial(torch.sum, scratch, -2, out=a.gradient))
        self.backward.append(partial(torch.mul, c_gradient, b_rows, out=scratch))
        return c

    def scaled(self, a: Variable, w: Variable) -> Variable:
        """(m, R) and (R, 1) to (m, R): every row elementwise times w."""
        c = _variable(a, *a.value.shape)
        scratch, w_row = torch.empty_like(a.value), w.value.mT
        self.forward.append(partial(torch.mul, a.value, w_row, out=c.value))
        self.backward.append(partial(torch.mul, c.gradient, w_row, out=a.gradient))
        self.backward.append(partial(torch.sum, scratch, -2, out=w.gradient.squeeze(-1)))
        self.backward.append(partial(torch.mul, c.gradient, a.value, out=scratch))
        return c


def _variable(like: Variable, *shape: int) -> Variable:
    """On the same device."""
    return Variable(like.value.new_empty(shape), like.value.new_empty(shape))
