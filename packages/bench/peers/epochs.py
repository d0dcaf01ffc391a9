"""Which samples each update takes, for all frameworks."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, repeat

import numpy as np

from workload import Batches, Workload


def epochs(batches: Batches) -> Iterator[np.ndarray]:
    """Without end: the samples of the next epoch, (updates, size) int64. Orders that were handed over come
    first."""
    for order in batches.order:
        yield order.astype(np.int64).reshape(-1, batches.size)
    random = np.random.default_rng(0)
    while True:
        yield random.permutation(batches.order.shape[1]).reshape(-1, batches.size)


def samples_of_updates(workload: Workload) -> Iterator[np.ndarray]:
    """Without end: the samples of the next update, (size,); all of them where there are no batches."""
    if workload.batches is None:
        return repeat(np.arange(len(workload.targets)))
    return chain.from_iterable(epochs(workload.batches))
