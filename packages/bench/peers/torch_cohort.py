"""Cohorts in PyTorch, written by hand: one run after the other, all runs in batched products, and these
recorded as CUDA graphs. Nothing is read back to the host between updates."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
import torch

from cohort import chunks, spread
from end_function import end_function
from torch_dense import end_tensor
from torch_flat import Variable
from torch_steps import Steps
from workload import PeerError, Workload


def on_device(arrays: Sequence[np.ndarray], cohort: int, device: torch.device) -> torch.Tensor:
    """(B, ...): a copy for every run."""
    distinct, which = spread(arrays, cohort)
    return torch.from_numpy(distinct).to(device)[torch.from_numpy(which).to(device)]


def synchronize(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.synchronize()


class BatchedTrainer:
    """Every operation is applied to all runs at once: `torch.bmm` and elementwise operations."""

    def __init__(self, members: Sequence[Workload], cohort: int, device: torch.device) -> None:
        with torch.no_grad():
            first = members[0]
            self.device = device
            self.values = on_device([_flat(member) for member in members], cohort, device)
            self.gradients = torch.zeros_like(self.values)
            sizes = [parameter.size for parameter in first.parameters]
            variables = [
                Variable(*(part.view(cohort, *parameter.shape) for part in parts))
                for *parts, parameter in zip(
                    self.values.split(sizes, 1), self.gradients.split(sizes, 1), first.parameters
                )
            ]
            steps = Steps()
            end = end_tensor(first, variables, steps)
            data = zip(*(end_function(member).data for member in members))
            weight, target, self.entries, self.targets = (on_device(a, cohort, device) for a in data)
            self.end = end.value.view(cohort, -1)
            self.forward = steps.forward
            residuals = partial(torch.addcmul, -2 * target, 2 * weight, end.value, out=end.gradient)
            self.gradient_steps = [*steps.forward, residuals, *reversed(steps.backward)]
            optimizer = Adam if first.optimizer["kind"] == "adam" else GroupRMSprop
            self.optimizer = optimizer(self.values, first.optimizer)

    @torch.no_grad()
    def advance(self, iterations: int) -> None:
        for _ in range(iterations):
            self.update()
        synchronize(self.device)

    def update(self) -> None:
        for step in self.gradient_steps:
            step()
        self.optimizer.update(self.values, self.gradients)

    @torch.no_grad()
    def losses(self) -> list[float]:
        for step in self.forward:
            step()
        return (self.end.gather(1, self.entries) - self.targets).square().mean(1).tolist()


class LoopTrainer:
    """One run after the other, each as a cohort of its own."""

    def __init__(self, members: Sequence[Workload], cohort: int, device: torch.device) -> None:
        self.runs = [BatchedTrainer([members[i % len(members)]], 1, device) for i in range(cohort)]

    def advance(self, iterations: int) -> None:
        for run in self.runs:
            run.advance(iterations)

    def losses(self) -> list[float]:
        return [loss for run in self.runs for loss in run.losses()]


class GraphTrainer(BatchedTrainer):
    """The batched operations of many updates as one CUDA graph."""

    def __init__(self, members: Sequence[Workload], cohort: int, device: torch.device) -> None:
        if device.type != "cuda":
            raise PeerError(f"expected a CUDA device, which CUDA graphs need, found {device}")
        super().__init__(members, cohort, device)
        self.graphs = Graphs(self.update, [self.values, *self.optimizer.state])

    @torch.no_grad()
    def advance(self, iterations: int) -> None:
        self.graphs.replay(iterations)


class Graphs:
    """CUDA graphs of so many updates as `chunks` takes at once, recorded when they are first needed.

    update: changes `state` in place, and nothing else that lasts.
    """

    def __init__(self, update, state: Sequence[torch.Tensor]) -> None:
        self.update = update
        self.recorded: dict[int, torch.cuda.CUDAGraph] = {}
        # What libraries set up at their first call cannot be recorded.
        before = [tensor.clone() for tensor in state]
        stream = torch.cuda.Stream()
        stream.wait_stream(torch.cuda.current_stream())
        with torch.no_grad(), torch.cuda.stream(stream):
            for _ in range(3):
                update()
            for tensor, value in zip(state, before):
                tensor.copy_(value)
        torch.cuda.current_stream().wait_stream(stream)

    def replay(self, iterations: int) -> None:
        for size in chunks(iterations):
            if size not in self.recorded:
                self.recorded[size] = self._record(size)
            self.recorded[size].replay()
        torch.cuda.synchronize()

    def _record(self, size: int) -> torch.cuda.CUDAGraph:
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            for _ in range(size):
                self.update()
        return graph


def _flat(workload: Workload) -> np.ndarray:
    return np.concatenate([parameter.ravel() for parameter in workload.parameters])


class GroupRMSprop:
    """One scalar second moment a run: v <- alpha v + (1 - alpha) sum ||g||^2 (Razin et al. 2021)."""

    def __init__(self, values: torch.Tensor, options: dict[str, Any]) -> None:
        self.learning_rate, self.epsilon = options["learningRate"], options["epsilon"]
        self.alpha = options["decay"]
        self.second_moment = values.new_zeros(len(values), 1)
        self.power = values.new_ones((), dtype=torch.float64)
        self.norm = torch.empty_like(self.second_moment)

    @property
    def state(self) -> list[torch.Tensor]:
        return [self.second_moment, self.power]

    def update(self, values: torch.Tensor, gradients: torch.Tensor) -> None:
        self.power.mul_(self.alpha)
        torch.linalg.vector_norm(gradients, dim=1, keepdim=True, out=self.norm)
        self.second_moment.mul_(self.alpha).addcmul_(self.norm, self.norm, value=1 - self.alpha)
        root = (self.second_moment / (1 - self.power)).sqrt_()
        values.addcdiv_(gradients, root.add_(self.epsilon), value=-self.learning_rate)


class Adam:
    """Kingma and Ba 2015, algorithm 1."""

    def __init__(self, values: torch.Tensor, options: dict[str, Any]) -> None:
        self.learning_rate, self.epsilon = options["learningRate"], options["epsilon"]
        self.beta1, self.beta2 = options["beta1"], options["beta2"]
        self.first_moment, self.second_moment = torch.zeros_like(values), torch.zeros_like(values)
        self.root = torch.empty_like(values)
        self.power1, self.power2 = (values.new_ones((), dtype=torch.float64) for _ in range(2))

    @property
    def state(self) -> list[torch.Tensor]:
        return [self.first_moment, self.second_moment, self.power1, self.power2]

    def update(self, values: torch.Tensor, gradients: torch.Tensor) -> None:
        self.power1.mul_(self.beta1)
        self.power2.mul_(self.beta2)
        self.first_moment.mul_(self.beta1).add_(gradients, alpha=1 - self.beta1)
        self.second_moment.mul_(self.beta2).addcmul_(gradients, gradients, value=1 - self.beta2)
        # m-hat / (sqrt(v-hat) + eps), both sides of the fraction multiplied by sqrt(1 - beta2^t)
        correction = (1 - self.power2).sqrt_()
        torch.sqrt(self.second_moment, out=self.root).add_(self.epsilon * correction)
        step = -self.learning_rate * correction / (1 - self.power1)
        self.root.div_(step)
        values.addcdiv_(self.first_moment, self.root)
