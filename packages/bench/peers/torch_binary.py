"""CP over many binary modes: logarithms summed by bags of shared patterns, gradients by the transposed
bags."""

from __future__ import annotations

import numpy as np
import torch

from binary import SAFE_RATIO, SMALLEST_FACTOR, Bags, bag_levels, binary_modes, transposed_bags
from torch_flat import FlatParameters
from workload import Workload

VECTORIZED_WIDTHS = (16, 32, 64, 128)
"""Row lengths for which PyTorch's embedding_bag has vectorized loops; with others it is several times
slower."""


class BagSums:
    """(V, R) terms to (n_obs, R) sums of those in which a sample differs from the base, and the transposed
    map.

    `terms` and `sums` are the buffers that one map reads and the other writes.
    """

    def __init__(self, differs: np.ndarray, width: int) -> None:
        levels = bag_levels(differs)
        sizes = [differs.shape[1], *(len(level.starts) for level in levels)]
        self.rows = torch.zeros(sum(sizes), width)
        self.terms, *self.levels = self.rows.split(sizes)
        self.sums = self.levels[-1]
        self.bags = [_tensors(level) for level in levels]
        self.transposed_bags = [_tensors(level) for level in transposed_bags(levels, differs.shape[1])]

    def sum(self) -> None:
        for level, (members, starts) in zip(self.levels, self.bags):
            level.copy_(torch.embedding_bag(self.rows, members, starts)[0])

    def transpose(self) -> None:
        for level, (owners, starts) in zip(
            [*self.levels[-2::-1], self.terms], reversed(self.transposed_bags)
        ):
            level.copy_(torch.embedding_bag(self.rows, owners, starts)[0])


def _tensors(bags: Bags) -> tuple[torch.Tensor, torch.Tensor]:
    return torch.from_numpy(bags.members), torch.from_numpy(bags.starts)


class BinaryObjective:
    """The mean squared error of W_e[i] = sum_r prod_n w_r^n[i_n], i_n in {0, 1}, and its gradient.

    Row 2 n + i of a (2 N, R) matrix belongs to index i of mode n. Columns are padded to a width that
    embedding_bag likes; `is_component` keeps the padding out of results.
    """

    def __init__(self, workload: Workload, parameters: FlatParameters) -> None:
        modes = binary_modes(workload)
        order, self.width = len(workload.dims), workload.parameters[0].shape[1]
        padded = next((width for width in VECTORIZED_WIDTHS if width >= self.width), self.width)
        self.bags = BagSums(modes.differs, padded)
        self.values = parameters.values.view(2 * order, self.width)
        self.gradients = parameters.gradients.view(2 * order, self.width)
        self.targets = torch.from_numpy(workload.targets)
        self.is_component = (torch.arange(padded) < self.width).float()
        self.logarithms, self.scratch = torch.zeros(2 * order, padded), torch.zeros(2 * order, padded)

        base_rows = 2 * np.arange(order) + modes.base
        varying_rows = base_rows[modes.varying]
        self.varying_rows, self.other_rows = (
            torch.from_numpy(varying_rows),
            torch.from_numpy(varying_rows ^ 1),
        )
        self.stays = torch.from_numpy(~modes.differs.T).float()
        self.is_base = torch.zeros(2 * order)
        self.is_base[torch.from_numpy(base_rows)] = 1
        # The gradient of a base row is that of all samples less that of those which differ, where that
        # is safe.
        self.is_safe = True
        self.term_of = torch.zeros(2 * order, dtype=torch.int64)
        self.term_sign = torch.zeros(2 * order, 1)
        for rows, sign in ((self.varying_rows, -1), (self.other_rows, 1)):
            self.term_of[rows] = torch.arange(len(rows))
            self.term_sign[rows] = sign

    def differentiate(self) -> None:
        """Fills the gradients of all parameters."""
        factors = self._factors()
        products = self._products(factors)
        errors = torch.mv(products, self.is_component).sub_(self.targets).mul_(2 / len(self.targets))
        torch.mul(products, errors[:, None], out=self.bags.sums)
        self.bags.transpose()
        torch.index_select(self.bags.rows, 0, self.term_of, out=self.scratch)
        self.scratch.mul_(self.term_sign).addr_(self.is_base, torch.mv(products.t(), errors))
        if not self.is_safe:
            self.scratch[self.varying_rows] = torch.mm(self.stays, self.bags.sums)
        torch.div(self.scratch[:, : self.width], factors, out=self.gradients)

    def loss(self) -> float:
        """At the present parameters."""
        products = self._products(self._factors())
        return (torch.mv(products, self.is_component) - self.targets).square().mean().item()

    def _factors(self) -> torch.Tensor:
        """(2 N, R): the parameters, or, where some are zero, a copy without zeros."""
        magnitudes = self.values.abs()
        smallest, largest = (extreme.item() for extreme in torch.aminmax(magnitudes))
        self.is_safe = smallest >= SAFE_RATIO * largest
        if smallest >= SMALLEST_FACTOR:
            return self.values
        return self.values.masked_fill(magnitudes < SMALLEST_FACTOR, SMALLEST_FACTOR)

    def _products(self, factors: torch.Tensor) -> torch.Tensor:
        """(n_obs, padded R): prod_n w_r^n[i_n], and ones."""
        torch.log(factors.abs(), out=self.logarithms[:, : self.width])
        products = self._sample_sums(self.logarithms).exp_()
        negative = factors < 0
        if negative.any().item():
            self.scratch.zero_()[:, : self.width] = negative
            products.mul_(1 - 2 * self._sample_sums(self.scratch).remainder_(2))
        return products

    def _sample_sums(self, rows: torch.Tensor) -> torch.Tensor:
        """(2 N, padded R) to (n_obs, padded R): the sum of the rows of a sample's indices."""
        torch.sub(rows[self.other_rows], rows[self.varying_rows], out=self.bags.terms)
        self.bags.sum()
        return self.bags.sums + torch.mv(rows.t(), self.is_base)
