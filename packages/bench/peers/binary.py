"""CP over binary modes in the log domain: the logarithm of a sample's product is a sum over its modes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from workload import PeerError, Workload

SMALLEST_FACTOR = 1e-30
"""Stands for a factor of zero. A product with it is zero to float32's eyes, and the derivative with respect
to it, product / factor, is still the product of the other factors."""

SAFE_RATIO = 0.01
"""The gradient of a base factor, as a difference of sums over samples, loses digits where the factor is
much smaller than the other of its mode. While the smallest factor is at least this much of the largest,
that is harmless."""


def check_binary(workload: Workload) -> None:
    """Raises PeerError unless the workload is a CP without linear output, all of whose dimensions are 2."""
    if workload.model != "cp" or set(workload.dims) != {2} or workload.nodes[-1].parameter is not None:
        raise PeerError(
            f"expected a small end tensor without batches, or a cp model without linear output and with dims "
            f"of 2 only; found {workload.model} with dims {sorted(set(workload.dims))}, in {workload.name}"
        )


@dataclass(frozen=True)
class BinaryModes:
    """base: (N,) the index of each mode that most samples have. varying: (V,) modes that not all samples
    have at it. differs: (n_obs, V) bool, whether a sample differs from the base there."""

    base: np.ndarray
    varying: np.ndarray
    differs: np.ndarray


def binary_modes(workload: Workload) -> BinaryModes:
    """Raises PeerError as check_binary does."""
    check_binary(workload)
    base = (2 * workload.indices.sum(axis=0) > len(workload.indices)).astype(np.int64)
    differs = workload.indices != base
    varying = np.flatnonzero(differs.any(axis=0))
    return BinaryModes(base, varying, differs[:, varying])
