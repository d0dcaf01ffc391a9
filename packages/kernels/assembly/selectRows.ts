// The rows of blocks that some samples use, with numbers of their own. Nothing is searched for, and no branch depends on what
// is used: rows are marked, and the marks are read from end to end.

export function gatherRows16(
  count: i32,
  samples: usize,
  blocks: i32,
  rowOf: usize,
  stride: i32,
  out: usize,
): void {
  gatherRows<u16>(count, samples, blocks, rowOf, stride, out);
}

export function gatherRows32(
  count: i32,
  samples: usize,
  blocks: i32,
  rowOf: usize,
  stride: i32,
  out: usize,
): void {
  gatherRows<i32>(count, samples, blocks, rowOf, stride, out);
}

/** Transposes some samples at a time, whose rows then stay in the first-level cache. */
const TILE: i32 = 16;

function gatherRows<T>(count: i32, samples: usize, blocks: i32, rowOf: usize, stride: i32, out: usize): void {
  for (let first = 0; first < count; first += TILE) {
    const end = min(first + TILE, count);
    for (let b = 0; b < blocks; b++) {
      for (let i = first; i < end; i++) {
        const at = <usize>Entry.at(samples, i) * <usize>blocks + <usize>b;
        Entry.set(out, b * stride + i, <i32>load<T>(rowOf + at * sizeof<T>()));
      }
    }
  }
}

export function selectRows(
  count: i32,
  rowOf: usize,
  factorRows: i32,
  groups: i32,
  starts: usize,
  left: usize,
  right: usize,
  marks: usize,
  order: usize,
  numberOf: usize,
  selectedLeft: usize,
  selectedRight: usize,
): i32 {
  const products = Entry.at(starts, groups);
  memory.fill(marks, 0, <usize>(factorRows + products));
  for (let i = 0; i < count; i++) {
    store<u8>(marks + <usize>Entry.at(rowOf, i), 1);
  }

  // All users of a group's rows are in one group that follows it.
  const productMarks = marks + <usize>factorRows;
  let used = 0;
  for (let group = groups - 1, end = products; group >= 0; group--) {
    const start = Entry.at(starts, group);
    let next = used;
    for (let t = end - 1; t >= start; t--) {
      Entry.set(order, next, t);
      next += load<u8>(productMarks + <usize>t);
    }
    for (; used < next; used++) {
      const t = Entry.at(order, used);
      store<u8>(marks + <usize>Entry.at(left, t), 1);
      store<u8>(marks + <usize>Entry.at(right, t), 1);
    }
    end = start;
  }

  for (let l = 0; l < factorRows; l++) Entry.set(numberOf, l, l);
  for (let q = 0; q < used; q++) {
    const t = Entry.at(order, used - 1 - q);
    Entry.set(numberOf, factorRows + t, factorRows + q);
    Entry.set(selectedLeft, q, Entry.at(numberOf, Entry.at(left, t)));
    Entry.set(selectedRight, q, Entry.at(numberOf, Entry.at(right, t)));
  }
  for (let i = 0; i < count; i++) {
    Entry.set(rowOf, i, Entry.at(numberOf, Entry.at(rowOf, i)));
  }
  return used;
}

class Entry {
  @inline static at(base: usize, i: i32): i32 {
    return load<i32>(base + ((<usize>i) << 2));
  }

  @inline static set(base: usize, i: i32, value: i32): void {
    store<i32>(base + ((<usize>i) << 2), value);
  }
}
