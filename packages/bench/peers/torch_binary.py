"""CP over many binary modes, in the log domain: the logarithm of a sample's product is a sum over its blocks
of modes, and gradients are the transposed sums."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch

from binary import SMALLEST_FACTOR, check_binary
from patterns import Bags, find_patterns, transposed
from torch_flat import FlatParameters
from workload import Workload

VECTORIZED_WIDTHS = (16, 32, 64, 128)
"""Row lengths for which PyTorch's embedding_bag has vectorized loops; with others it is several times
slower."""


class Batch(NamedTuple):
    """Some samples: blocks (n, K), their patterns; rows (n K,), the rows of these in the table; starts (n,),
    at which a sample's rows begin."""

    blocks: np.ndarray
    rows: torch.Tensor
    starts: torch.Tensor


class TableSums:
    """(2 N, R) rows of modes to (n, R) sums of those that each of n samples has, and the transposed map."""

    def __init__(self, indices: np.ndarray) -> None:
        patterns = find_patterns(indices, 2)
        self.blocks, self.row_count = patterns.blocks, patterns.row_count
        self.rows = torch.from_numpy((patterns.first_rows + patterns.blocks).astype(np.int32))
        self.starts = torch.arange(0, self.rows.numel(), self.rows.shape[1], dtype=torch.int32)
        sizes = [2 * indices.shape[1], *(len(level.starts) for level in patterns.levels)]
        self.levels = [_tensors(level) for level in patterns.levels]
        self.transposed = [
            _tensors(transposed(level, size)) for level, size in zip(patterns.levels, sizes)
        ]

    def batch(self, samples: np.ndarray) -> Batch:
        rows = self.rows.index_select(0, torch.from_numpy(samples)).view(-1)
        return Batch(self.blocks[samples], rows, self.starts[: len(samples)])

    def sum(self, rows: torch.Tensor, batch: Batch) -> torch.Tensor:
        for members, starts in self.levels:
            rows = torch.embedding_bag(rows, members, starts)[0]
        return torch.embedding_bag(rows, batch.rows, batch.starts)[0]

    def transpose(self, sums: torch.Tensor, batch: Batch) -> torch.Tensor:
        # NumPy sorts bytes by counting them. PyTorch takes several times as long to sort or to scatter.
        samples = np.argsort(np.ascontiguousarray(batch.blocks.T), axis=1, kind="stable")
        counts = torch.bincount(batch.rows, minlength=self.row_count)
        starts = torch.cumsum(counts, 0).sub_(counts)
        rows = torch.embedding_bag(sums, torch.from_numpy(samples).view(-1), starts)[0]
        for owners, starts in reversed(self.transposed):
            rows = torch.embedding_bag(rows, owners, starts)[0]
        return rows


def _tensors(bags: Bags) -> tuple[torch.Tensor, torch.Tensor]:
    return torch.from_numpy(bags.members.astype(np.int32)), torch.from_numpy(bags.starts.astype(np.int32))


class BinaryObjective:
    """The mean squared error of W_e[i] = sum_r prod_n w_r^n[i_n], i_n in {0, 1}, and its gradient.

    Columns are padded to a width that embedding_bag likes; `is_component` keeps the padding out of results.
    """

    def __init__(self, workload: Workload, parameters: FlatParameters) -> None:
        check_binary(workload)
        rows, self.width = 2 * len(workload.dims), workload.parameters[0].shape[1]
        padded = next((width for width in VECTORIZED_WIDTHS if width >= self.width), self.width)
        self.tables = TableSums(workload.indices)
        self.values = parameters.values.view(rows, self.width)
        self.gradients = parameters.gradients.view(rows, self.width)
        self.targets = torch.from_numpy(workload.targets)
        self.is_component = (torch.arange(padded) < self.width).float()
        self.logarithms, self.is_negative = torch.zeros(rows, padded), torch.zeros(rows, padded)

    def differentiate(self, samples: np.ndarray) -> None:
        """Fills the gradients of all parameters, of the mean squared error over these samples."""
        factors, batch = self._factors(), self.tables.batch(samples)
        products = self._products(factors, batch)
        targets = self.targets[torch.from_numpy(samples)]
        errors = torch.mv(products, self.is_component).sub_(targets).mul_(2 / len(samples))
        by_logarithms = self.tables.transpose(products.mul_(errors[:, None]), batch)
        torch.div(by_logarithms[:, : self.width], factors, out=self.gradients)

    def loss(self) -> float:
        """At the present parameters, over all samples."""
        products = self._products(self._factors(), self.tables.batch(np.arange(len(self.targets))))
        return (torch.mv(products, self.is_component) - self.targets).square().mean().item()

    def _factors(self) -> torch.Tensor:
        """(2 N, R): the parameters, or, where some are zero, a copy without zeros."""
        is_zero = self.values.abs() < SMALLEST_FACTOR
        return self.values.masked_fill(is_zero, SMALLEST_FACTOR) if is_zero.any().item() else self.values

    def _products(self, factors: torch.Tensor, batch: Batch) -> torch.Tensor:
        """(n, padded R): prod_n w_r^n[i_n], and ones."""
        torch.log(factors.abs(), out=self.logarithms[:, : self.width])
        products = self.tables.sum(self.logarithms, batch).exp_()
        negative = factors < 0
        if negative.any().item():
            self.is_negative[:, : self.width] = negative
            products.mul_(1 - 2 * self.tables.sum(self.is_negative, batch).remainder_(2))
        return products
