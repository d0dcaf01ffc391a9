/**
 * Synthetic binary images that resemble handwriting as far as plans and optimizers are concerned, for use without real data. A
 * class is a few curves. Each of its images has the same curves, bent and drawn with a pen of some width. The layout is that of
 * MNIST's digits: 28 x 28 pixels, scaled into a box of 20 x 20, with the centre of the pen's points in the middle.
 */
import { RandomStream } from '../random/stream.ts';
import type { SamplesProblem } from '../problem.ts';

const SIDE = 28;
const BOX = 20;
const CLASSES = 10;
/** Standard deviation of a control point from its place in the class, as a share of the unit square of the control points. */
const BEND = 0.15;
/** Half the width of the pen in pixels: uniform in this range. */
const [THINNEST, THICKEST] = [0.95, 1.75];
const POINTS_PER_CURVE = 48;

/** Cubic Bezier curves: x and y of four control points each. */
type Curves = readonly Float64Array[];

/**
 * @param count n
 * @returns labels 2 for the images of one class in ten, 0 for the others (Razin et al. 2021, section 5)
 */
export function strokeImages(count: number, seed: number): SamplesProblem {
  const classes = strokeClasses(seed);
  const stream = new RandomStream(seed, 'images');
  const tuples = new Uint8Array(count * SIDE * SIDE);
  const y = new Float32Array(count);
  for (let s = 0; s < count; s++) {
    const label = stream.integer(CLASSES);
    const bent = classes[label]!.map((curve) => {
      const shifts = stream.gaussians(curve.length);
      return curve.map((at, i) => at + BEND * shifts[i]!);
    });
    const radius = THINNEST + (THICKEST - THINNEST) * stream.uniform();
    draw(bent, radius, tuples.subarray(s * SIDE * SIDE, (s + 1) * SIDE * SIDE));
    y[s] = label === 0 ? 2 : 0;
  }
  return { kind: 'samples', dims: new Array<number>(SIDE * SIDE).fill(2), tuples, y };
}

/** One to three curves each, all control points uniform in the unit square. */
function strokeClasses(seed: number): Curves[] {
  const stream = new RandomStream(seed, 'classes');
  return Array.from({ length: CLASSES }, () =>
    Array.from({ length: 1 + stream.integer(3) }, () => new Float64Array(8).map(() => stream.uniform())),
  );
}

/** Sets the pixels within `radius` of the curves, which are scaled and centred first. */
function draw(curves: Curves, radius: number, pixels: Uint8Array): void {
  const points = curves.flatMap(pointsOf);
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const extent = Math.max(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys));
  const scale = (BOX - 2 * radius) / extent;
  const [centreX, centreY] = [centre(xs), centre(ys)];
  const reach = Math.ceil(radius);
  for (const [x, y] of points) {
    const [column, row] = [SIDE / 2 + scale * (x - centreX), SIDE / 2 + scale * (y - centreY)];
    for (let i = Math.floor(row) - reach; i <= row + reach; i++) {
      for (let j = Math.floor(column) - reach; j <= column + reach; j++) {
        if (i < 0 || j < 0 || i >= SIDE || j >= SIDE) continue;
        const [dy, dx] = [i + 0.5 - row, j + 0.5 - column];
        if (dx * dx + dy * dy < radius * radius) pixels[i * SIDE + j] = 1;
      }
    }
  }
}

/** Points of a cubic Bezier curve at equal steps of its parameter. */
function pointsOf(curve: Float64Array): [x: number, y: number][] {
  return Array.from({ length: POINTS_PER_CURVE }, (_, k) => {
    const t = k / (POINTS_PER_CURVE - 1);
    const u = 1 - t;
    const weights = [u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t];
    const at = (offset: number) => weights.reduce((sum, w, i) => sum + w * curve[2 * i + offset]!, 0);
    return [at(0), at(1)];
  });
}

/** Halfway between the mean and the middle of the range, which is closer to a centre of mass than either. */
const centre = (values: readonly number[]): number =>
  (values.reduce((sum, value) => sum + value, 0) / values.length +
    (Math.max(...values) + Math.min(...values)) / 2) /
  2;
