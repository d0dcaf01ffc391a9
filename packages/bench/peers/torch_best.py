"""The fastest way that was found to train a workload with PyTorch on one thread."""

from __future__ import annotations

import torch

from epochs import samples_of_updates
from grid import wants_end_tensor
from torch_binary import BinaryObjective
from torch_dense import DenseObjective
from torch_flat import FlatParameters, optimizer_of
from workload import Workload


class BestTrainer:
    """Flat parameters, an objective with a gradient written by hand, and an optimizer on the flat buffers."""

    def __init__(self, workload: Workload) -> None:
        with torch.inference_mode():
            self.parameters = FlatParameters(workload)
            objective = DenseObjective if wants_end_tensor(workload) else BinaryObjective
            self.objective = objective(workload, self.parameters)
            self.optimizer = optimizer_of(self.parameters, workload.optimizer)
            self.samples = samples_of_updates(workload)

    @torch.inference_mode()
    def advance(self, iterations: int) -> None:
        for _ in range(iterations):
            self.objective.differentiate(next(self.samples))
            self.optimizer.update()

    @torch.inference_mode()
    def loss(self) -> float:
        return self.objective.loss()
