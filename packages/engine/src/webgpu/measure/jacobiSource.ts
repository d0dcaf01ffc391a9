/**
 * WGSL: all singular values of a matrix by one-sided Jacobi rotations (Hestenes, "Inversion of matrices by biorthogonalization",
 * 1958). One workgroup has one matrix. Columns are rotated two by two until all are orthogonal; the singular values are then their
 * norms. In a round every column is in one pair, and a few invocations share a pair.
 *
 * An error of the method is relative to the column where it is made, so small singular values are as good as the float32 numbers
 * of the matrix allow.
 */
import { FINDING_BINDINGS } from './finding.ts';

export interface JacobiShape {
  /** At least as many rows as columns. */
  readonly rows: number;
  readonly cols: number;
  readonly floatsPerMember: number;
  /** The most of a workgroup: 1 or more for every pair of columns is best on a GPU. */
  readonly invocations: number;
  /** Where the columns are kept: in the workgroup's memory if they fit. */
  readonly columnsIn: 'workgroup' | 'storage';
}

/** The most columns: four invocations of the largest workgroup then share a pair. */
export const MOST_COLUMNS = 128;
export const MOST_INVOCATIONS = 256;
const MOST_SHARING = 8;

/** Float32 converges quadratically after a few sweeps; the last ones only find nothing to do. */
const MOST_SWEEPS = 20;

/** Columns as they are rotated: an even number. */
const evenColumns = ({ cols }: Pick<JacobiShape, 'cols'>): number => 2 * Math.ceil(cols / 2);

/** Floats from one column to the next. Pairs that are worked on at the same time begin in different banks of the memory. */
const columnStride = ({ rows }: Pick<JacobiShape, 'rows'>): number =>
  32 * Math.ceil(rows / 32) + MOST_SHARING;

/** Floats of all columns. */
export const columnFloats = (shape: Pick<JacobiShape, 'rows' | 'cols'>): number =>
  evenColumns(shape) * columnStride(shape);

interface Sharing {
  /** How many invocations share a pair. */
  readonly group: number;
  /** How many pairs are worked on at a time. */
  readonly atOnce: number;
}

/** @param invocations the most of a workgroup */
function sharingOf({ cols }: Pick<JacobiShape, 'cols'>, invocations: number): Sharing {
  const pairs = Math.ceil(cols / 2);
  let group = MOST_SHARING;
  while (group > 1 && pairs * group > invocations) group /= 2;
  return { group, atOnce: Math.min(pairs, invocations / group) };
}

/** Bytes of the workgroup's memory besides the columns. */
export const JACOBI_BYTES = 16 * MOST_INVOCATIONS + 64;

export function jacobiSource(shape: JacobiShape): string {
  const { rows, cols, floatsPerMember, columnsIn } = shape;
  const columns = evenColumns(shape);
  const stride = columnStride(shape);
  const { group, atOnce } = sharingOf(shape, shape.invocations);
  const share = cols + (columnsIn === 'storage' ? columnFloats(shape) : 0);
  const inWorkgroup = columnsIn === 'workgroup';
  return /* wgsl */ `
${FINDING_BINDINGS}
${inWorkgroup ? `var<workgroup> columns: array<f32, ${columnFloats(shape)}>;` : ''}
var<private> scratch: u32; // where the columns begin in found
fn valueAt(i: u32) -> f32 { return ${inWorkgroup ? 'columns[i]' : 'found[scratch + i]'}; }
fn write(i: u32, x: f32) { ${inWorkgroup ? 'columns[i]' : 'found[scratch + i]'} = x; }
fn sync() { workgroupBarrier();${inWorkgroup ? '' : ' storageBarrier();'} }

const ROWS = ${rows}u;
const COLUMNS = ${columns}u;
const STRIDE = ${stride}u;
const GROUP = ${group}u;
const PAIRS = ${columns / 2}u;
const AT_ONCE = ${atOnce}u;
const INVOCATIONS = ${atOnce * group}u;
const EPSILON = ${2 ** -24 * Math.sqrt(rows)}; // what rounding leaves of a dot product of two orthogonal columns

var<workgroup> partial: array<vec3f, INVOCATIONS>;
var<workgroup> largest: atomic<u32>;
var<workgroup> rotations: atomic<u32>;
var<workgroup> isDone: u32;

@compute @workgroup_size(INVOCATIONS)
fn main(@builtin(workgroup_id) id: vec3u, @builtin(local_invocation_index) thread: u32) {
  let share = slotAt[id.z] * ${floatsPerMember}u;
  scratch = id.z * ${share}u + ${cols}u;

  if (thread == 0u) {
    atomicStore(&largest, 0u);
    atomicStore(&rotations, 0u);
  }
  workgroupBarrier();
  // Numbers are scaled by a power of two so that their squares are in range. As integers, absolute values keep their order.
  for (var i = thread; i < ROWS * ${cols}u; i += INVOCATIONS) {
    atomicMax(&largest, bitcast<u32>(memory[share + table[i]]) & 0x7fffffffu);
  }
  workgroupBarrier();
  let most = atomicLoad(&largest);
  let exponent = clamp(i32(most >> 23u), 1, 253);
  let scale = bitcast<f32>(u32(254 - exponent) << 23u);
  for (var i = thread; i < COLUMNS * ROWS; i += INVOCATIONS) {
    var x = 0.0;
    if (i < ROWS * ${cols}u) { x = memory[share + table[i]] * scale; }
    write(i / ROWS * STRIDE + i % ROWS, x);
  }
  sync();

  let lane = thread % GROUP;
  for (var sweep = 0u; sweep < ${MOST_SWEEPS}u; sweep++) {
    for (var round = 0u; round < COLUMNS - 1u; round++) {
    for (var some = 0u; some < PAIRS; some += AT_ONCE) {
      // Each column meets every other once in a sweep: all but the last move around a circle.
      let pair = min(some + thread / GROUP, PAIRS - 1u);
      let left = (round + pair) % (COLUMNS - 1u);
      let right = select((round + COLUMNS - 1u - pair) % (COLUMNS - 1u), COLUMNS - 1u, pair == 0u);
      let x = min(left, right) * STRIDE;
      let y = max(left, right) * STRIDE;
      var own = vec3f();
      for (var i = lane; i < ROWS; i += GROUP) {
        let v = vec2f(valueAt(x + i), valueAt(y + i));
        own = fma(vec3f(v.x, v.y, v.x), vec3f(v.x, v.y, v.y), own);
      }
      partial[thread] = own;
      workgroupBarrier();
      var sums = vec3f(); // |x|^2, |y|^2, <x, y>
      for (var l = 0u; l < GROUP; l++) { sums += partial[thread / GROUP * GROUP + l]; }
      let isMine = some + thread / GROUP < PAIRS;
      let isOrthogonal = abs(sums.z) <= EPSILON * sqrt(sums.x) * sqrt(sums.y);
      // The longer column goes first, which also sorts equal ones apart and speeds up the next sweeps.
      if (isMine && (!isOrthogonal || sums.x < sums.y)) {
        var rotation = vec2f(1.0, 0.0); // cosine and sine
        if (!isOrthogonal) {
          rotation = rotationOf(sums);
          if (lane == 0u) { atomicAdd(&rotations, 1u); }
        }
        let isSwapped = sums.x < sums.y;
        for (var i = lane; i < ROWS; i += GROUP) {
          let v = vec2f(valueAt(x + i), valueAt(y + i));
          let turned = vec2f(fma(rotation.x, v.x, -(rotation.y * v.y)), fma(rotation.y, v.x, rotation.x * v.y));
          write(x + i, select(turned.x, turned.y, isSwapped));
          write(y + i, select(turned.y, turned.x, isSwapped));
        }
      }
      sync();
    }
    }
    if (thread == 0u) {
      isDone = select(0u, 1u, atomicExchange(&rotations, 0u) == 0u);
    }
    if (workgroupUniformLoad(&isDone) == 1u) { break; }
  }

  for (var c = thread; c < ${cols}u; c += INVOCATIONS) {
    var square = 0.0;
    for (var i = 0u; i < ROWS; i++) { square = fma(valueAt(c * STRIDE + i), valueAt(c * STRIDE + i), square); }
    // A number that is not finite makes all of them NaN.
    let norm = sqrt(square) / scale;
    found[id.z * ${share}u + c] = select(norm, bitcast<f32>(most | 0x7fffffffu), most >= 0x7f800000u);
  }
}

// The angle at which the columns become orthogonal. Cosine and sine are exactly as long as rounding allows, since thousands of
// rotations follow one another.
fn rotationOf(sums: vec3f) -> vec2f {
  let zeta = (sums.y - sums.x) / (2.0 * sums.z);
  let size = abs(zeta);
  let tangent = select(1.0 / (size + sqrt(fma(size, size, 1.0))), 0.5 / size, size > 1e9);
  let cosine = 1.0 / sqrt(fma(tangent, tangent, 1.0));
  let rotation = vec2f(cosine, cosine * select(tangent, -tangent, zeta < 0.0));
  return rotation * fma(-0.5, dot(rotation, rotation), 1.5);
}
`;
}
