"""Sums over the modes of a sample, each mode and index having a row of R numbers, as sums over blocks of
modes.

A block is a run of neighbouring modes in which the samples have few distinct patterns. Each pattern's sum
is computed once for all samples: first the sums of short pieces of modes, then those of whole blocks.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

MOST_PATTERNS = 256
"""Of a block. A table of so many rows stays in a cache, and NumPy sorts single bytes by counting them."""

PIECE = 4
"""Modes of a piece: binary modes have at most 16 patterns in it."""


class Bags(NamedTuple):
    """Sums of rows: sum k is of rows members[starts[k]], ..., members[starts[k + 1] - 1] (the last: to the
    end)."""

    members: np.ndarray
    starts: np.ndarray


class Patterns(NamedTuple):
    """blocks: (n_obs, K) uint8, which pattern a sample has in each block. first_rows: (K,) the row of a
    block's first pattern among all patterns' rows. row_count: their number. levels: how rows of pieces are
    sums of rows of modes, of which row d n + i belongs to index i of mode n, and those of patterns of
    rows of pieces."""

    blocks: np.ndarray
    first_rows: np.ndarray
    row_count: int
    levels: list[Bags]


def find_patterns(indices: np.ndarray, d: int) -> Patterns:
    """indices: (n_obs, N), all below d."""
    order = indices.shape[1]
    blocks, first_rows, row_count = [], [], 0
    pieces: dict[tuple[int, ...], int] = {}  # a sum of rows of modes, and its number
    pattern_pieces: list[list[int]] = []
    first = 0
    while first < order:
        pattern_of, count, end = _longest_block(indices, d, first)
        rows = d * np.arange(first, end) + indices[_representatives(pattern_of, count), first:end]
        for row in rows.tolist():
            parts = [tuple(row[k : k + PIECE]) for k in range(0, len(row), PIECE)]
            pattern_pieces.append([pieces.setdefault(part, len(pieces)) for part in parts])
        blocks.append(pattern_of.astype(np.uint8))
        first_rows.append(row_count)
        row_count += count
        first = end
    levels = [_bags(list(pieces)), _bags(pattern_pieces)]
    return Patterns(np.stack(blocks, axis=1), np.array(first_rows), row_count, levels)


def _longest_block(indices: np.ndarray, d: int, first: int) -> tuple[np.ndarray, int, int]:
    """Which pattern each sample has from mode `first` to before `end`, how many there are, and `end`."""
    pattern_of, count, end = np.zeros(len(indices), np.int64), 1, first
    while end < indices.shape[1]:
        longer = d * pattern_of + indices[:, end]
        is_met = np.bincount(longer, minlength=d * count) > 0
        # A single mode may have more patterns than a block should.
        if is_met.sum() > MOST_PATTERNS and end > first:
            break
        pattern_of, count, end = (np.cumsum(is_met) - 1)[longer], int(is_met.sum()), end + 1
    return pattern_of, count, end


def _representatives(pattern_of: np.ndarray, count: int) -> np.ndarray:
    """A sample of each pattern."""
    result = np.empty(count, np.int64)
    result[pattern_of] = np.arange(len(pattern_of))
    return result


def _bags(bags) -> Bags:
    sizes = [len(bag) for bag in bags]
    return Bags(np.array([member for bag in bags for member in bag]), np.cumsum([0, *sizes[:-1]]))


def transposed(bags: Bags, row_count: int) -> Bags:
    """For the gradient: of which sums each of the rows is a part."""
    sizes = np.diff(bags.starts, append=len(bags.members))
    owners = np.repeat(np.arange(len(sizes)), sizes)
    counts = np.bincount(bags.members, minlength=row_count)
    return Bags(owners[np.argsort(bags.members, kind="stable")], np.cumsum(counts) - counts)
