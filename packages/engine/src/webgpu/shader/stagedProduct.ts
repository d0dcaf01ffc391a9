/**
 * WGSL: a matrix product by one workgroup whose member's numbers are in the cohort's memory. Threads fetch tiles of the operands
 * together, neighbours what is next to each other, into the workgroup's memory: one by one, neighbours would read rows of a
 * transposed operand far apart.
 *
 * Letters: p runs along the sum. A tile has vectors of four rows of A, or of four columns of B, one for each p.
 */

/** What the body needs beside it. Each thread finds 4 x 4 elements. @param threads of the workgroup, a power of four */
export const stagedProductDeclarations = (threads: number): string => `
const TILE_DEPTH = 16u;
const TILES_ACROSS = ${Math.sqrt(threads)}u;
const TILE_SIDE = 4 * TILES_ACROSS;
const TILE_STRIDE = TILES_ACROSS + 1; // so that neighbouring p begin in different banks of the memory
var<workgroup> aTile: array<vec4f, TILE_DEPTH * TILE_STRIDE>;
var<workgroup> bTile: array<vec4f, TILE_DEPTH * TILE_STRIDE>;

// Four numbers from the one at \`outer\` and \`p\` on; beyond the matrix, the last is repeated.
fn fourAt(first: u32, outer: u32, outers: u32, outerStride: u32, p: u32, pStride: u32) -> vec4f {
  let at = first + p * pStride + min(outer + vec4u(0, 1, 2, 3), vec4u(outers - 1)) * outerStride;
  return vec4f(value(at.x), value(at.y), value(at.z), value(at.w));
}

// Which p, and which four rows or columns, the f-th vector of a tile is.
fn placeInTile(f: u32, isAlongSum: bool) -> vec2u {
  return select(vec2u(f / TILES_ACROSS, f % TILES_ACROSS), vec2u(f % TILE_DEPTH, f / TILE_DEPTH), isAlongSum);
}
`;

export const STAGED_PRODUCT = `
    let thread = first;
    let down = thread / TILES_ACROSS;
    let across = thread % TILES_ACROSS;
    for (var top = 0u; top < it.m; top += TILE_SIDE) {
      for (var left = 0u; left < it.n; left += TILE_SIDE) {
        var row0 = vec4f(); var row1 = vec4f(); var row2 = vec4f(); var row3 = vec4f();
        for (var start = 0u; start < it.k; start += TILE_DEPTH) {
          for (var f = thread; f < TILE_DEPTH * TILES_ACROSS; f += THREADS) {
            let a = placeInTile(f, it.aColumn == 1);
            let b = placeInTile(f, it.bRow == 1);
            let pOfA = min(start + a.x, it.k - 1);
            let pOfB = min(start + b.x, it.k - 1);
            aTile[a.x * TILE_STRIDE + a.y] = fourAt(it.a, top + 4 * a.y, it.m, it.aRow, pOfA, it.aColumn);
            bTile[b.x * TILE_STRIDE + b.y] = fourAt(it.b, left + 4 * b.y, it.n, it.bColumn, pOfB, it.bRow);
          }
          workgroupBarrier();
          for (var p = 0u; p < min(TILE_DEPTH, it.k - start); p++) {
            let rows = aTile[p * TILE_STRIDE + down];
            let columns = bTile[p * TILE_STRIDE + across];
            row0 = fma(vec4f(rows.x), columns, row0);
            row1 = fma(vec4f(rows.y), columns, row1);
            row2 = fma(vec4f(rows.z), columns, row2);
            row3 = fma(vec4f(rows.w), columns, row3);
          }
          workgroupBarrier();
        }
        let sum = array(row0, row1, row2, row3);
        let i = top + 4 * down;
        let j = left + 4 * across;
        for (var r = i; r < min(i + 4, it.m); r++) {
          for (var c = j; c < min(j + 4, it.n); c++) { put(it.out + r * it.n + c, sum[r - i][c - j]); }
        }
      }
    }`;
