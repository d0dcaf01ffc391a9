"""Holds every formulation against the float64 reference: `python3 packages/bench/peers/check.py`."""

from __future__ import annotations

import json
import math
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from cohort_peer import FORMULATIONS, jax_on, torch_on
from peer import TRAINERS, trainer_of
from probe import probe

if TYPE_CHECKING:
    from cohort import CohortTrainer
    from workload import Trainer

UPDATES = 5
TOLERANCE = 1e-4
# Runs of a cohort, more than there are distinct ones.
COHORT, MEMBERS = 4, 3
# Cohorts are of tensors that are computed as a whole.
SMALL_TENSOR = 1 << 24

# Both are blind to the scale of gradients but for their epsilon, which is therefore large here.
GROUP_RMSPROP = {"kind": "group-rmsprop", "learningRate": 0.2, "decay": 0.99, "epsilon": 1.0}
ADAM = {"kind": "adam", "learningRate": 0.05, "beta1": 0.9, "beta2": 0.999, "epsilon": 0.1}


class Case(NamedTuple):
    """A workload to draw at random: `nodes` are (children, has a parameter); `shapes` those of the
    parameters; without a `batch_size` every update takes all entries."""

    name: str
    model: str
    dims: list[int]
    shapes: list[tuple[int, int]]
    nodes: list[tuple[list[int], bool]]
    observed: int
    optimizer: dict[str, Any]
    mean: float = 0.0
    std: float = 0.7
    batch_size: int | None = None


def tree(order: int, *joins: tuple[list[int], bool]) -> list[tuple[list[int], bool]]:
    return [([], True)] * order + list(joins)


def cp(
    name: str,
    dims: list[int],
    width: int,
    observed: int,
    optimizer: dict[str, Any],
    linear_output: bool = False,
    **others: Any,
) -> Case:
    shapes = [(d, width) for d in dims] + ([(width, 1)] if linear_output else [])
    nodes = tree(len(dims), (list(range(len(dims))), linear_output))
    return Case(name, "cp", dims, shapes, nodes, observed, optimizer, **others)


def hierarchical(name: str, dims: list[int], shapes, joins, optimizer: dict[str, Any]) -> Case:
    return Case(name, "hierarchical", dims, shapes, tree(len(dims), *joins), 35, optimizer)


PAIRS = [([0, 1], True), ([2, 3], True), ([4, 5], True)]
PAIR_AND_SINGLE = [([0, 1], True), ([2], True), ([3, 4], True)]
CASES = [
    Case("matrix, depth 3", "matrix", [6, 5], [(6, 4), (4, 7), (7, 5)], [], 14, GROUP_RMSPROP),
    Case("matrix, repeated entries, adam", "matrix", [3, 4], [(3, 3), (3, 4)], [], 20, ADAM),
    cp("cp, order 3", [4, 4, 4], 5, 30, GROUP_RMSPROP),
    cp("cp, order 4, repeated entries", [3, 3, 3, 3], 4, 100, GROUP_RMSPROP),
    cp("cp, linear output", [3, 3, 3], 4, 20, GROUP_RMSPROP, linear_output=True),
    hierarchical(
        "hierarchical, order 4", [3] * 4, [(3, 4)] * 4 + [(4, 5)] * 2 + [(5, 1)], PAIRS, GROUP_RMSPROP
    ),
    hierarchical(
        "hierarchical, unary node, adam",
        [4] * 3,
        [(4, 3)] * 3 + [(3, 5)] * 2 + [(5, 1)],
        PAIR_AND_SINGLE,
        ADAM,
    ),
    cp("cp, 40 binary modes, adam", [2] * 40, 3, 30, ADAM, mean=1.0, std=0.05),
    cp("cp, 26 binary modes, either sign", [2] * 26, 3, 400, GROUP_RMSPROP, std=1.2),
    cp("cp, 26 binary modes, batches", [2] * 26, 3, 1200, ADAM, mean=1.0, std=0.05, batch_size=600),
    cp("cp, 26 binary modes, either sign, batches", [2] * 26, 3, 402, ADAM, std=1.2, batch_size=134),
]


def write(case: Case, folder: Path, seed: int = 7) -> None:
    """The case as a workload folder, of the same seed always the same."""
    import numpy as np

    random = np.random.default_rng(seed)
    parameters = []
    for number, (rows, cols) in enumerate(case.shapes):
        file = f"parameter_{number}.npy"
        values = case.mean + case.std * random.standard_normal((rows, cols))
        if number == 1 and case.mean == 0:
            values[0, 0] = 0  # logarithms do not like it
        np.save(folder / file, values.astype(np.float32))
        parameters.append({"name": file, "rows": rows, "cols": cols, "file": file})
    indices = np.stack([random.integers(0, d, case.observed) for d in case.dims], axis=1)
    if set(case.dims) == {2}:
        indices[:, -1] = 1  # a mode in which no samples differ
    np.save(folder / "indices.npy", indices.astype(np.int32))
    np.save(folder / "targets.npy", random.standard_normal(case.observed).astype(np.float32))
    numbers = iter(range(len(case.shapes)))
    nodes = [
        {"children": children, "parameter": next(numbers) if has else None} for children, has in case.nodes
    ]
    fields = {
        "name": case.name,
        "model": case.model,
        "dims": case.dims,
        "loss": "mse",
        "optimizer": case.optimizer,
        "parameters": parameters,
        "nodes": nodes,
        "indices": "indices.npy",
        "targets": "targets.npy",
    }
    if case.batch_size is not None:
        orders = [random.permutation(case.observed) for _ in range(UPDATES)]
        np.save(folder / "order.npy", np.stack(orders).astype(np.int32))
        fields["batches"] = {"size": case.batch_size, "order": "order.npy"}
    (folder / "workload.json").write_text(json.dumps(fields))


def distance(expected: list[float], found: list[float]) -> float:
    """The largest relative difference; infinite where a loss is not finite."""
    differences = [abs(b - a) / abs(a) for a, b in zip(expected, found, strict=True)]
    return max(differences) if all(map(math.isfinite, differences)) else math.inf


def losses_of(trainer: Trainer) -> list[float]:
    """At the initial parameters and after each update."""
    result = [trainer.loss()]
    for _ in range(UPDATES):
        trainer.advance(1)
        result.append(trainer.loss())
    return result


def cohort_losses(trainer: CohortTrainer) -> list[float]:
    """Of all runs after each update."""
    result = [*trainer.losses()]
    for _ in range(UPDATES):
        trainer.advance(1)
        result += trainer.losses()
    return result


class Contest(NamedTuple):
    """A formulation, and what it is held against: losses of the same runs after the same updates."""

    label: str
    framework: str
    losses: Callable[[], list[float]]
    expected: Callable[[], list[float]]


def contests(case: Case, folder: Path) -> Iterator[Contest]:
    expected = cache(lambda: reference_losses(folder))
    for framework, formulation in TRAINERS:
        losses = partial(lambda *names: losses_of(trainer_of(folder, *names)), framework, formulation)
        yield Contest(f"{framework} {formulation}", framework, losses, expected)
    if case.batch_size is not None or math.prod(case.dims) > SMALL_TENSOR:
        return
    cohort_folder = folder / "cohort"
    for seed in range(MEMBERS):
        (cohort_folder / f"member-{seed}").mkdir(parents=True)
        write(case, cohort_folder / f"member-{seed}", seed)
    all_expected = cache(lambda: reference_losses_of_cohort(cohort_folder))
    for framework, formulation in [(f, g) for f, all_of_it in FORMULATIONS.items() for g in all_of_it]:
        losses = partial(losses_of_cohort, cohort_folder, framework, formulation)
        yield Contest(f"cohort, {framework} {formulation}", framework, losses, all_expected)


def check(case: Case, frameworks: dict[str, Any]) -> Counter[str]:
    """Prints a line for each formulation; counts passed, failed and skipped ones."""
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if any(frameworks.values()):
            write(case, folder)
        for contest in contests(case, folder):
            label = f"{case.name}: {contest.label}"
            if frameworks[contest.framework] is None:
                counts["skipped"] += 1
                print(f"skip {label}: {contest.framework} or numpy is not installed")
                continue
            expected = contest.expected()
            try:
                found = contest.losses()
            except Exception as error:
                if not str(error).startswith("expected a CUDA device"):
                    raise
                counts["skipped"] += 1
                print(f"skip {label}: {error}")
                continue
            far = distance(expected, found)
            if far <= TOLERANCE:
                counts["passed"] += 1
                print(f"ok   {label}: relative difference {far:.1e}")
            else:
                counts["failed"] += 1
                print(
                    f"FAIL {label}: relative difference {far:.1e}\n  expected {expected}\n  found    {found}"
                )
    return counts


def losses_of_cohort(folder: Path, framework: str, formulation: str) -> list[float]:
    """On a GPU where the framework can use one."""
    from cohort import read_members

    on = {"torch": torch_on, "jax": jax_on}[framework]
    try:
        trainer = on("cuda", formulation).trainer_of
    except ImportError:
        trainer = on("cpu", formulation).trainer_of
    return cohort_losses(trainer(read_members(folder), COHORT))


def reference_losses_of_cohort(folder: Path) -> list[float]:
    """In the order of `cohort_losses`."""
    from cohort import read_members
    from reference import losses

    members = [losses(member, UPDATES) for member in read_members(folder)]
    return [members[run % MEMBERS][t] for t in range(UPDATES + 1) for run in range(COHORT)]


def reference_losses(folder: Path) -> list[float]:
    from reference import losses
    from workload import read_workload

    return losses(read_workload(folder), UPDATES)


def main() -> None:
    frameworks = probe()
    counts = sum((check(case, frameworks) for case in CASES), Counter())
    print(f"{counts['passed']} passed, {counts['failed']} failed, {counts['skipped']} skipped")
    sys.exit(1 if counts["failed"] else 0)


if __name__ == "__main__":
    main()
