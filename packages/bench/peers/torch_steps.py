"""Operations with their derivatives as lists of PyTorch calls that have all operands bound.

Nothing is allocated while they run: every call writes into a buffer made beforehand, and views are made
only once. Every variable is an operand of one operation only, so gradients are written and never added up.
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
        c = _variable(a.value.shape[0], b.value.shape[1])
        self.forward.append(partial(torch.mm, a.value, b.value, out=c.value))
        self.backward.append(partial(torch.mm, c.gradient, b.value.t(), out=a.gradient))
        self.backward.append(partial(torch.mm, a.value.t(), c.gradient, out=b.gradient))
        return c

    def khatri_rao(self, a: Variable, b: Variable) -> Variable:
        """(m, R) and (n, R) to (m n, R): elementwise products of each row of one with each row of the
        other."""
        (m, width), n = a.value.shape, b.value.shape[0]
        c = _variable(m * n, width)
        a_rows, b_rows = a.value.view(m, 1, width), b.value.view(1, n, width)
        c_gradient, scratch = c.gradient.view(m, n, width), torch.empty(m, n, width)
        self.forward.append(partial(torch.mul, a_rows, b_rows, out=c.value.view(m, n, width)))
        self.backward.append(partial(torch.sum, scratch, 0, out=b.gradient))
        self.backward.append(partial(torch.mul, c_gradient, a_rows, out=scratch))
        self.backward.append(partial(torch.sum, scratch, 1, out=a.gradient))
        self.backward.append(partial(torch.mul, c_gradient, b_rows, out=scratch))
        return c

    def scaled(self, a: Variable, w: Variable) -> Variable:
        """(m, R) and (R, 1) to (m, R): every row elementwise times w."""
        c = _variable(*a.value.shape)
        scratch, w_row = torch.empty_like(a.value), w.value.t()
        self.forward.append(partial(torch.mul, a.value, w_row, out=c.value))
        self.backward.append(partial(torch.mul, c.gradient, w_row, out=a.gradient))
        self.backward.append(partial(torch.sum, scratch, 0, out=w.gradient.view(-1)))
        self.backward.append(partial(torch.mul, c.gradient, a.value, out=scratch))
        return c


def _variable(rows: int, columns: int) -> Variable:
    return Variable(torch.empty(rows, columns), torch.empty(rows, columns))
