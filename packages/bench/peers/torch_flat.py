"""Parameters and gradients of a workload in one buffer each, so that an optimizer is a few calls for all of
them."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import torch

from workload import Workload


class Variable(NamedTuple):
    """A matrix and the gradient of the loss with respect to it, both of one shape."""

    value: torch.Tensor
    gradient: torch.Tensor


class FlatParameters:
    """`values` and `gradients`: (number of parameters,); `variables`: views of them, a matrix for each
    parameter."""

    def __init__(self, workload: Workload) -> None:
        sizes = [parameter.size for parameter in workload.parameters]
        self.values = torch.from_numpy(
            np.concatenate([parameter.ravel() for parameter in workload.parameters])
        )
        self.gradients = torch.zeros_like(self.values)
        self.variables = [
            Variable(value.view(parameter.shape), gradient.view(parameter.shape))
            for value, gradient, parameter in zip(
                self.values.split(sizes), self.gradients.split(sizes), workload.parameters
            )
        ]


class GroupRMSprop:
    """One scalar second moment: v <- alpha v + (1 - alpha) sum ||g||^2 (Razin et al. 2021)."""

    def __init__(self, parameters: FlatParameters, options: dict[str, Any]) -> None:
        self.parameters = parameters
        self.learning_rate, self.epsilon = options["learningRate"], options["epsilon"]
        self.alpha = options["decay"]
        self.alpha_power = 1.0
        self.second_moment = 0.0

    def update(self) -> None:
        gradients = self.parameters.gradients
        squares = torch.dot(gradients, gradients).item()
        self.alpha_power *= self.alpha
        self.second_moment = self.alpha * self.second_moment + (1 - self.alpha) * squares
        root = (self.second_moment / (1 - self.alpha_power)) ** 0.5
        self.parameters.values.add_(gradients, alpha=-self.learning_rate / (root + self.epsilon))


class Adam:
    """Kingma and Ba 2015, algorithm 1."""

    def __init__(self, parameters: FlatParameters, options: dict[str, Any]) -> None:
        self.parameters = parameters
        self.learning_rate, self.epsilon = options["learningRate"], options["epsilon"]
        self.beta1, self.beta2 = options["beta1"], options["beta2"]
        self.power1 = self.power2 = 1.0
        self.first_moment = torch.zeros_like(parameters.values)
        self.second_moment = torch.zeros_like(parameters.values)
        self.root = torch.empty_like(parameters.values)

    def update(self) -> None:
        gradients = self.parameters.gradients
        self.power1 *= self.beta1
        self.power2 *= self.beta2
        self.first_moment.mul_(self.beta1).add_(gradients, alpha=1 - self.beta1)
        self.second_moment.mul_(self.beta2).addcmul_(gradients, gradients, value=1 - self.beta2)
        # m-hat / (sqrt(v-hat) + eps), both sides of the fraction multiplied by sqrt(1 - beta2^t)
        correction = (1 - self.power2) ** 0.5
        torch.sqrt(self.second_moment, out=self.root).add_(self.epsilon * correction)
        step = self.learning_rate * correction / (1 - self.power1)
        self.parameters.values.addcdiv_(self.first_moment, self.root, value=-step)


def optimizer_of(parameters: FlatParameters, options: dict[str, Any]) -> GroupRMSprop | Adam:
    """The optimizer that a workload names."""
    return (Adam if options["kind"] == "adam" else GroupRMSprop)(parameters, options)
