// The rows of a block that some samples use, with numbers of their own. Nothing is searched for, and no branch depends on what
// is used: rows are marked, and the marks are read from end to end.

export function selectRows(
  count: i32,
  samples: usize,
  rowOf: usize,
  factorRows: i32,
  groups: i32,
  starts: usize,
  left: usize,
  right: usize,
  marks: usize,
  order: usize,
  numberOf: usize,
  selectedRowOf: usize,
  selectedLeft: usize,
  selectedRight: usize,
): i32 {
  const products = Entry.at(starts, groups);
  memory.fill(marks, 0, <usize>(factorRows + products));
  for (let i = 0; i < count; i++) {
    const row = Entry.at(rowOf, Entry.at(samples, i));
    store<u8>(marks + <usize>row, 1);
    Entry.set(selectedRowOf, i, row);
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
    Entry.set(selectedRowOf, i, Entry.at(numberOf, Entry.at(selectedRowOf, i)));
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
