"""Cohorts in PyTorch by its transformations: `torch.func.vmap` over gradients of one run, compiled as a whole
by `torch.compile`, and recorded as CUDA graphs where there is CUDA."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import torch

from end_function import end_function
from torch_cohort import Graphs, on_device, synchronize
from workload import Workload


class CompiledTrainer:
    """One compiled function for an update of all runs, which it changes in place."""

    def __init__(self, members: Sequence[Workload], cohort: int, device: torch.device) -> None:
        torch._dynamo.reset()  # Each cohort is compiled for its own sizes.
        self.device, first = device, members[0]
        self.parameters = [on_device(a, cohort, device) for a in zip(*(m.parameters for m in members))]
        data = zip(*(end_function(member).data for member in members))
        weight, target, self.entries, self.targets = (on_device(a, cohort, device) for a in data)
        self.end = end_function(first).end

        def value(parameters, weight, target):
            tensor = self.end(parameters)
            return (tensor * (weight * tensor - 2 * target)).sum()

        gradient = torch.func.vmap(torch.func.grad(value))
        start, step = (_adam if first.optimizer["kind"] == "adam" else _group_rmsprop)(first.optimizer)
        self.moments = start(self.parameters)

        @torch.compile(dynamic=False, fullgraph=True)
        def update(parameters, moments):
            step(parameters, gradient(parameters, weight, target), moments)

        self.update = lambda: update(self.parameters, self.moments)
        state = [*self.parameters, *self.moments]
        self.graphs = Graphs(self.update, state) if device.type == "cuda" else None

    def advance(self, iterations: int) -> None:
        with torch.no_grad():
            if self.graphs is not None:
                self.graphs.replay(iterations)
            else:
                for _ in range(iterations):
                    self.update()
                synchronize(self.device)

    @torch.no_grad()
    def losses(self) -> list[float]:
        end = torch.func.vmap(self.end)(self.parameters).flatten(1)
        return (end.gather(1, self.entries) - self.targets).square().mean(1).tolist()


def _of_runs(per_run: torch.Tensor) -> torch.Tensor:
    """(B,) to (B, 1, 1), which matrices of the cohort are multiplied by."""
    return per_run[:, None, None]


def _group_rmsprop(options: dict[str, Any]):
    """One scalar second moment a run: v <- alpha v + (1 - alpha) sum ||g||^2 (Razin et al. 2021)."""
    alpha, learning_rate, epsilon = options["decay"], options["learningRate"], options["epsilon"]

    def start(parameters):
        first = parameters[0]
        return [first.new_zeros(len(first)), first.new_ones(())]

    def step(parameters, gradients, moments):
        second, power = moments
        power.mul_(alpha)
        squares = sum((g * g).flatten(1).sum(1) for g in gradients)
        second.copy_(alpha * second + (1 - alpha) * squares)
        rate = learning_rate / ((second / (1 - power)).sqrt() + epsilon)
        for p, g in zip(parameters, gradients):
            p.sub_(_of_runs(rate) * g)

    return start, step


def _adam(options: dict[str, Any]):
    """Kingma and Ba 2015, algorithm 1."""
    beta1, beta2 = options["beta1"], options["beta2"]
    learning_rate, epsilon = options["learningRate"], options["epsilon"]

    def start(parameters):
        zeros = [torch.zeros_like(p) for p in parameters]
        return [parameters[0].new_zeros(()), *zeros, *(torch.zeros_like(p) for p in parameters)]

    def step(parameters, gradients, moments):
        t, *both = moments
        firsts, seconds = both[: len(parameters)], both[len(parameters) :]
        t.add_(1)
        # 1 - beta^t, which float32 would round to few digits
        correction1, correction2 = (-torch.expm1(t * math.log(beta)) for beta in (beta1, beta2))
        for p, g, m, v in zip(parameters, gradients, firsts, seconds):
            m.copy_(beta1 * m + (1 - beta1) * g)
            v.copy_(beta2 * v + (1 - beta2) * g * g)
            p.sub_(learning_rate * (m / correction1) / ((v / correction2).sqrt() + epsilon))

    return start, step
