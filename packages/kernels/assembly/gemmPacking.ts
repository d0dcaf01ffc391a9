// Copies of operands in the order in which the micro-kernel reads them.
import { interleaveHigh, interleaveLow, joinHigh, joinLow, loadUpTo4 } from './lanes';

/**
 * A strip of B, k rows of `columns` elements, to rows of 8 or 16 floats, `outStep` bytes. Lanes past `columns` keep what
 * they held or get some value: what is computed from them is never stored.
 */
export function packStrip(
  k: i32,
  columns: i32,
  b: usize,
  bRowStep: usize,
  bColStep: usize,
  out: usize,
  outStep: usize,
): void {
  if (bColStep == 4) packRows(k, columns, b, bRowStep, out, outStep);
  else if (bRowStep == 4) packTransposed(k, columns, b, bColStep, out, outStep);
  else packElements(k, columns, b, bRowStep, bColStep, out, outStep);
}

/** Panels of A, 6 rows each: k columns of 6 floats. Rows lie side by side in memory (their step is one float). */
export function packPanels(m: i32, k: i32, a: usize, aColStep: usize, out: usize): void {
  for (let i = 0; i < m; i += 6) {
    if (m - i >= 6) {
      let from = a;
      for (let p = 0; p < k; p++) {
        v128.store(out, v128.load(from));
        store<u64>(out, load<u64>(from, 16), 16);
        from += aColStep;
        out += 24;
      }
      a += 24;
    } else packElements(k, m - i, a, aColStep, 4, out, 24);
  }
}

function packRows(k: i32, columns: i32, b: usize, bRowStep: usize, out: usize, outStep: usize): void {
  if (columns == 16) {
    for (; k > 0; k--) {
      const b0 = v128.load(b);
      const b1 = v128.load(b, 16);
      const b2 = v128.load(b, 32);
      const b3 = v128.load(b, 48);
      v128.store(out, b0);
      v128.store(out, b1, 16);
      v128.store(out, b2, 32);
      v128.store(out, b3, 48);
      b += bRowStep;
      out += outStep;
    }
    return;
  }
  for (; k > 0; k--) {
    for (let left = columns, at: usize = 0; left > 0; left -= 4, at += 16) {
      v128.store(out + at, loadUpTo4(b + at, left));
    }
    b += bRowStep;
    out += outStep;
  }
}

function packTransposed(k: i32, columns: i32, b: usize, bColStep: usize, out: usize, outStep: usize): void {
  for (let j = 0; j < columns; j += 4) {
    const last = columns - 1;
    let b0 = b + <usize>j * bColStep;
    let b1 = b + <usize>min(j + 1, last) * bColStep;
    let b2 = b + <usize>min(j + 2, last) * bColStep;
    let b3 = b + <usize>min(j + 3, last) * bColStep;
    let to = out + ((<usize>j) << 2);
    for (let left = k; left > 0; left -= 4) {
      const r0 = loadUpTo4(b0, left);
      const r1 = loadUpTo4(b1, left);
      const r2 = loadUpTo4(b2, left);
      const r3 = loadUpTo4(b3, left);
      const low01 = interleaveLow(r0, r1);
      const low23 = interleaveLow(r2, r3);
      const high01 = interleaveHigh(r0, r1);
      const high23 = interleaveHigh(r2, r3);
      v128.store(to, joinLow(low01, low23));
      if (left > 1) v128.store(to + outStep, joinHigh(low01, low23));
      if (left > 2) v128.store(to + outStep * 2, joinLow(high01, high23));
      if (left > 3) v128.store(to + outStep * 3, joinHigh(high01, high23));
      b0 += 16;
      b1 += 16;
      b2 += 16;
      b3 += 16;
      to += outStep << 2;
    }
  }
}

function packElements(
  k: i32,
  columns: i32,
  b: usize,
  bRowStep: usize,
  bColStep: usize,
  out: usize,
  outRowStep: usize,
): void {
  for (; k > 0; k--) {
    let from = b;
    for (let j = 0; j < columns; j++) {
      store<f32>(out + ((<usize>j) << 2), load<f32>(from));
      from += bColStep;
    }
    b += bRowStep;
    out += outRowStep;
  }
}
