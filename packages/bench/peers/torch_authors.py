"""PyTorch as a reader of the papers' own code has it: one-hot inputs, one evaluation per sample, autograd.

Matrix factorization is sensing with dense indicator matrices (Razin et al. 2021, section 3). Tensor
factorizations are networks of locally connected layers with product pooling over one-hot encoded modes
(Razin et al. 2021, section 4; Razin et al. 2022, section 3).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import repeat

import numpy as np
import torch
from torch import nn

from epochs import epochs
from workload import PeerError, Workload

MOST_EVALUATED = 5000
"""Samples at a time, where no gradient is wanted."""


class DeepLinear(nn.Module):
    """W_e = W_1 W_2 ... W_L, measured by indicator matrices (n_obs, d_1, d_2)."""

    def __init__(self, workload: Workload) -> None:
        super().__init__()
        self.factors = nn.ParameterList(nn.Parameter(torch.tensor(p)) for p in workload.parameters)

    @staticmethod
    def inputs(workload: Workload) -> torch.Tensor:
        measurements = torch.zeros(len(workload.targets), *workload.dims)
        samples = torch.arange(len(workload.targets))
        rows, columns = torch.from_numpy(workload.indices).long().T
        measurements[samples, rows, columns] = 1
        return measurements

    def forward(self, measurements: torch.Tensor) -> torch.Tensor:
        end = self.factors[0]
        for factor in self.factors[1:]:
            end = end @ factor
        return torch.tensordot(measurements, end, dims=2)


class LocallyConnectedTree(nn.Module):
    """Layers of a mode tree, each a weight (locations, R_in, R_out) of its own and product pooling between
    them."""

    def __init__(self, workload: Workload) -> None:
        super().__init__()
        layers = _layers(workload)
        self.windows = [[len(workload.nodes[index].children) for index in layer] for layer in layers]
        weights = [_layer_weight(workload, layer) for layer in layers]
        self.weights = nn.ParameterList(nn.Parameter(weight) for weight in weights if weight is not None)

    @staticmethod
    def inputs(workload: Workload) -> torch.Tensor:
        """One-hot encoded modes, (n_obs, N, d), in the order of the lowest layer."""
        indices = torch.from_numpy(workload.indices[:, _layers(workload)[0]]).long()
        return nn.functional.one_hot(indices, max(workload.dims)).float()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        for layer, windows in enumerate(self.windows):
            if layer > 0:
                x = _product_pooling(x, windows)
            if layer < len(self.weights):
                x = torch.einsum("bni,nio->bno", x, self.weights[layer])
        return x.sum(dim=(1, 2))


def _product_pooling(x: torch.Tensor, windows: list[int]) -> torch.Tensor:
    """(b, N, R) to (b, len(windows), R): products over windows of those sizes, next to each other."""
    if len(set(windows)) == 1:
        return x.unflatten(1, (len(windows), windows[0])).prod(dim=2)
    return torch.stack([window.prod(dim=1) for window in x.split(windows, dim=1)], dim=1)


def _layers(workload: Workload) -> list[list[int]]:
    """Nodes by height, children of a node next to each other, the leaves first.

    Raises PeerError where a child is not exactly one layer below its parent.
    """
    layers = [[len(workload.nodes) - 1]]
    while any(workload.nodes[index].children for index in layers[0]):
        if not all(workload.nodes[index].children for index in layers[0]):
            raise PeerError(
                "expected all leaves in one layer (unary nodes fill gaps), found others, in the mode tree"
            )
        layers.insert(0, [child for index in layers[0] for child in workload.nodes[index].children])
    return layers


def _layer_weight(workload: Workload, layer: list[int]) -> torch.Tensor | None:
    """(locations, R_in, R_out), or None for a layer without matrices."""
    matrices = [
        workload.parameters[p] for p in (workload.nodes[index].parameter for index in layer) if p is not None
    ]
    if len(matrices) not in (0, len(layer)) or len({matrix.shape for matrix in matrices}) > 1:
        raise PeerError(
            "expected matrices of one shape at all nodes of a layer, found others, in the mode tree"
        )
    return torch.tensor(np.stack(matrices)) if matrices else None


class GroupRMSprop(torch.optim.Optimizer):
    """One second moment for all parameters: v <- alpha v + (1 - alpha) sum ||g||^2."""

    def __init__(self, parameters, lr: float, alpha: float, eps: float) -> None:
        super().__init__(parameters, {"lr": lr, "alpha": alpha, "eps": eps})
        self.second_moment = 0.0
        self.steps = 0

    @torch.no_grad()
    def step(self, closure=None) -> None:
        for group in self.param_groups:
            alpha = group["alpha"]
            squares = sum((p.grad**2).sum().item() for p in group["params"])
            self.steps += 1
            self.second_moment = alpha * self.second_moment + (1 - alpha) * squares
            root = (self.second_moment / (1 - alpha**self.steps)) ** 0.5
            for p in group["params"]:
                p.add_(p.grad, alpha=-group["lr"] / (root + group["eps"]))


class AuthorsTrainer:
    """A network, its inputs, and the loop `zero_grad, loss, backward, step`."""

    def __init__(self, workload: Workload) -> None:
        network = DeepLinear if workload.model == "matrix" else LocallyConnectedTree
        self.network = network(workload)
        self.inputs = network.inputs(workload)
        self.targets = torch.tensor(workload.targets)
        self.batches = self._batches(workload)
        self.loss_function = nn.MSELoss()
        options = workload.optimizer
        if options["kind"] == "adam":
            betas = (options["beta1"], options["beta2"])
            self.optimizer = torch.optim.Adam(
                self.network.parameters(), lr=options["learningRate"], betas=betas, eps=options["epsilon"]
            )
        else:
            self.optimizer = GroupRMSprop(
                self.network.parameters(),
                lr=options["learningRate"],
                alpha=options["decay"],
                eps=options["epsilon"],
            )

    def _batches(self, workload: Workload) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
        """Without end. Every epoch begins with a shuffled copy of all inputs, as the authors' loader does."""
        if workload.batches is None:
            return repeat((self.inputs, self.targets))
        orders = (torch.from_numpy(order).view(-1) for order in epochs(workload.batches))
        size = workload.batches.size
        return (
            batch
            for order in orders
            for batch in zip(self.inputs[order].split(size), self.targets[order].split(size))
        )

    def advance(self, iterations: int) -> None:
        for _ in range(iterations):
            inputs, targets = next(self.batches)
            self.optimizer.zero_grad()
            self.loss_function(self.network(inputs), targets).backward()
            self.optimizer.step()

    @torch.no_grad()
    def loss(self) -> float:
        values = torch.cat([self.network(inputs) for inputs in self.inputs.split(MOST_EVALUATED)])
        return self.loss_function(values, self.targets).item()
