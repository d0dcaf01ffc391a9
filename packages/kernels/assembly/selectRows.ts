// The rows of blocks that some samples use, with numbers of their own. Nothing is searched for, and no branch depends on what
// is used: rows are marked, and the marks are read from end to end, 8 at a time.
//
// Numbers of a plan's rows are of type T, which has 16 bits where these are enough: tables of them then stay in nearer caches.

import { interleaveHigh, interleaveLow, joinHigh, joinLow } from './lanes';

const MARK: u8 = 0x80;

/** For each of 256 bytes the positions of its bits from the highest on, in 8 bytes. */
const POSITIONS: usize = memory.data(256 * 8);
for (let bits = 0; bits < 256; bits++) {
  let out = POSITIONS + ((<usize>bits) << 3);
  for (let position = 7; position >= 0; position--) {
    if (bits & (1 << position)) store<u8>(out++, <u8>position);
  }
}

/** Transposes some samples at a time, whose rows then stay in the first-level cache. */
const TILE: i32 = 16;

export function gatherRows32(
  count: i32,
  samples: usize,
  blocks: i32,
  rowOf: usize,
  stride: i32,
  out: usize,
): void {
  for (let first = 0; first < count; first += TILE) {
    const end = min(first + TILE, count);
    for (let b = 0; b < blocks; b++) {
      for (let i = first; i < end; i++) {
        Entry.set<i32>(out, b * stride + i, Entry.at<i32>(rowOf, Entry.at<i32>(samples, i) * blocks + b));
      }
    }
  }
}

/** Transposes tiles of 8 samples and 8 blocks in registers. */
export function gatherRows16(
  count: i32,
  samples: usize,
  blocks: i32,
  rowOf: usize,
  stride: i32,
  out: usize,
): void {
  const rowBytes = (<usize>blocks) << 1;
  const outBytes = (<usize>stride) << 1;
  const last = count - 1;
  for (let i = 0; i < count; i += 8) {
    const p0 = rowOf + <usize>Entry.at<i32>(samples, i) * rowBytes;
    const p1 = rowOf + <usize>Entry.at<i32>(samples, min(i + 1, last)) * rowBytes;
    const p2 = rowOf + <usize>Entry.at<i32>(samples, min(i + 2, last)) * rowBytes;
    const p3 = rowOf + <usize>Entry.at<i32>(samples, min(i + 3, last)) * rowBytes;
    const p4 = rowOf + <usize>Entry.at<i32>(samples, min(i + 4, last)) * rowBytes;
    const p5 = rowOf + <usize>Entry.at<i32>(samples, min(i + 5, last)) * rowBytes;
    const p6 = rowOf + <usize>Entry.at<i32>(samples, min(i + 6, last)) * rowBytes;
    const p7 = rowOf + <usize>Entry.at<i32>(samples, min(i + 7, last)) * rowBytes;
    let to = out + ((<usize>i) << 1);
    for (let c: usize = 0; c < rowBytes; c += 16) {
      const r0 = v128.load(p0 + c);
      const r1 = v128.load(p1 + c);
      const r2 = v128.load(p2 + c);
      const r3 = v128.load(p3 + c);
      const r4 = v128.load(p4 + c);
      const r5 = v128.load(p5 + c);
      const r6 = v128.load(p6 + c);
      const r7 = v128.load(p7 + c);
      const a0 = lowWords(r0, r1);
      const a1 = highWords(r0, r1);
      const a2 = lowWords(r2, r3);
      const a3 = highWords(r2, r3);
      const a4 = lowWords(r4, r5);
      const a5 = highWords(r4, r5);
      const a6 = lowWords(r6, r7);
      const a7 = highWords(r6, r7);
      const b0 = interleaveLow(a0, a2);
      const b1 = interleaveHigh(a0, a2);
      const b2 = interleaveLow(a1, a3);
      const b3 = interleaveHigh(a1, a3);
      const b4 = interleaveLow(a4, a6);
      const b5 = interleaveHigh(a4, a6);
      const b6 = interleaveLow(a5, a7);
      const b7 = interleaveHigh(a5, a7);
      v128.store(to, joinLow(b0, b4));
      v128.store(to + outBytes, joinHigh(b0, b4));
      v128.store(to + 2 * outBytes, joinLow(b1, b5));
      v128.store(to + 3 * outBytes, joinHigh(b1, b5));
      v128.store(to + 4 * outBytes, joinLow(b2, b6));
      v128.store(to + 5 * outBytes, joinHigh(b2, b6));
      v128.store(to + 6 * outBytes, joinLow(b3, b7));
      v128.store(to + 7 * outBytes, joinHigh(b3, b7));
      to += 8 * outBytes;
    }
  }
}

function lowWords(a: v128, b: v128): v128 {
  return v128.shuffle<i16>(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
}

function highWords(a: v128, b: v128): v128 {
  return v128.shuffle<i16>(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
}

export function selectRows16(
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
  selectedRowOf: usize,
  selectedLeft: usize,
  selectedRight: usize,
): i32 {
  return selectRows<u16>(
    count,
    rowOf,
    factorRows,
    groups,
    starts,
    left,
    right,
    marks,
    order,
    numberOf,
    selectedRowOf,
    selectedLeft,
    selectedRight,
  );
}

export function selectRows32(
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
  selectedRowOf: usize,
  selectedLeft: usize,
  selectedRight: usize,
): i32 {
  return selectRows<i32>(
    count,
    rowOf,
    factorRows,
    groups,
    starts,
    left,
    right,
    marks,
    order,
    numberOf,
    selectedRowOf,
    selectedLeft,
    selectedRight,
  );
}

function selectRows<T>(
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
  selectedRowOf: usize,
  selectedLeft: usize,
  selectedRight: usize,
): i32 {
  const products = Entry.at<i32>(starts, groups);
  memory.fill(marks, 0, <usize>(factorRows + products));
  for (let i = 0; i < count; i++) {
    store<u8>(marks + <usize>Entry.at<T>(rowOf, i), MARK);
  }

  // All users of a group's rows are in one group that follows it.
  const productMarks = marks + <usize>factorRows;
  let used = 0;
  for (let group = groups - 1, end = products; group >= 0; group--) {
    const start = Entry.at<i32>(starts, group);
    let next = used;
    for (let first = end - 8; first > start - 8; first -= 8) {
      const marked = i8x16.bitmask(v128.load_zero<u64>(productMarks + <usize>first));
      const isUsed = marked & (-1 << max(start - first, 0));
      storePositions<T>(order + <usize>next * sizeof<T>(), isUsed, first);
      next += popcnt(isUsed);
    }
    for (; used < next; used++) {
      const t = Entry.at<T>(order, used);
      Entry.set<T>(numberOf, factorRows + t, used);
      store<u8>(marks + <usize>Entry.at<T>(left, t), MARK);
      store<u8>(marks + <usize>Entry.at<T>(right, t), MARK);
    }
    end = start;
  }

  // So far products are numbered from the last one.
  const last = factorRows + used - 1;
  for (let l = 0; l < factorRows; l++) Entry.set<T>(numberOf, l, last - l);
  for (let q = 0; q < used; q++) {
    const t = Entry.at<T>(order, used - 1 - q);
    Entry.set<i32>(selectedLeft, q, last - Entry.at<T>(numberOf, Entry.at<T>(left, t)));
    Entry.set<i32>(selectedRight, q, last - Entry.at<T>(numberOf, Entry.at<T>(right, t)));
  }
  for (let i = 0; i < count; i++) {
    Entry.set<i32>(selectedRowOf, i, last - Entry.at<T>(numberOf, Entry.at<T>(rowOf, i)));
  }
  return used;
}

/** The positions of the bits in `bits` from the highest on, each plus `first`, and numbers without meaning up to the eighth. */
function storePositions<T>(out: usize, bits: i32, first: i32): void {
  const positions = i16x8.extend_low_i8x16_u(v128.load_zero<u64>(POSITIONS + ((<usize>bits) << 3)));
  if (sizeof<T>() == 2) v128.store(out, i16x8.add(positions, i16x8.splat(<i16>first)));
  else {
    v128.store(out, i32x4.add(i32x4.extend_low_i16x8_u(positions), i32x4.splat(first)));
    v128.store(out, i32x4.add(i32x4.extend_high_i16x8_u(positions), i32x4.splat(first)), 16);
  }
}

class Entry {
  @inline static at<T>(base: usize, i: i32): i32 {
    return <i32>load<T>(base + <usize>i * sizeof<T>());
  }

  @inline static set<T>(base: usize, i: i32, value: i32): void {
    store<T>(base + <usize>i * sizeof<T>(), <T>value);
  }
}
