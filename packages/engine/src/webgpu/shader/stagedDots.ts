/**
 * WGSL: the instruction gatherDot over many workgroups. An observation's dot product is one sum, so neighbouring threads would read
 * different rows; instead they fetch pieces of rows together, neighbours what is next to each other, into the workgroup's memory.
 */
import { lines, range } from '../wgslText.ts';

/** Numbers of a row that are fetched at a time: what GPUs read at once. */
const PIECE = 8;

/** A function `stagedDots(it, group, groups, thread)`. Each thread has an observation, and fetches of PIECE rows. */
export const STAGED_DOTS = `
// By place in the piece and observation. Those that are written, and those that are read, at the same time lie in different banks.
var<workgroup> pieces: array<vec2f, ${PIECE} * THREADS>;
fn placeInPieces(r: u32, observed: u32) -> u32 { return r * THREADS + (observed ^ (2 * r)); }

fn stagedDots(it: Instruction, group: u32, groups: u32, thread: u32) {
  let count = observations(it);
  let r = thread % ${PIECE};
  let o = thread / ${PIECE};
  for (var begin = group * THREADS; begin < it.m; begin += groups * THREADS) {
${lines(
  range(PIECE),
  (f) => `
    let o${f} = o + ${f} * (THREADS / ${PIECE});
    let s${f} = observation(it, min(begin + o${f}, count - 1));
    let a${f} = it.a + index(it.x + s${f}) * it.n;
    let b${f} = it.b + index(it.y + s${f}) * it.n;`,
)}
    var sum = 0.0;
    for (var start = 0u; start < it.n; start += ${PIECE}) {
      let at = min(start + r, it.n - 1);
${lines(range(PIECE), (f) => `      pieces[placeInPieces(r, o${f})] = vec2f(value(a${f} + at), value(b${f} + at));`)}
      workgroupBarrier();
      for (var p = 0u; p < min(${PIECE}, it.n - start); p++) {
        let pair = pieces[placeInPieces(p, thread)];
        sum = fma(pair.x, pair.y, sum);
      }
      workgroupBarrier();
    }
    if (begin + thread < count) { put(it.out + observation(it, begin + thread), sum); }
  }
}
`;
