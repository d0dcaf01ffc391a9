/** The slope of a line through points that are each off by an unknown amount of a known size. */

export interface FitPoint {
  readonly x: number;
  readonly y: number;
  /** How far y may be off, not at random but in one direction for long stretches. */
  readonly uncertainty: number;
}

export interface Slope {
  readonly slope: number;
  /** Standard error, plus how far the uncertainties, all with the worst signs, may tilt the line. */
  readonly error: number;
}

/** Fewer tell no error. */
const FEWEST_POINTS = 4;
/** That are left out in turn. */
const STRETCHES = 5;

/**
 * By least squares. The standard error is the larger of the usual one and of the jackknife over stretches of neighbouring points:
 * what goes on for long is no scatter that more points would average out.
 * @returns undefined for fewer than four points, or points of one x, which tell no slope
 */
export function fitSlope(points: readonly FitPoint[]): Slope | undefined {
  const line = lineThrough(points);
  if (points.length < FEWEST_POINTS || line === undefined) return undefined;
  const { slope, standardError, tilt } = line;
  return { slope, error: Math.max(standardError, jackknifeError(points, slope)) + tilt };
}

function jackknifeError(points: readonly FitPoint[], slope: number): number {
  const stretches = Math.min(STRETCHES, points.length);
  const slopes = Array.from({ length: stretches }, (_, left) => {
    const others = points.filter((__, i) => Math.floor((i * stretches) / points.length) !== left);
    return lineThrough(others)?.slope ?? slope;
  });
  const centre = mean(slopes);
  const squares = slopes.reduce((sum, other) => sum + (other - centre) * (other - centre), 0);
  return Math.sqrt(((stretches - 1) / stretches) * squares);
}

interface Line {
  readonly slope: number;
  /** Of independent scatter. */
  readonly standardError: number;
  /** How far the uncertainties may tilt it. */
  readonly tilt: number;
}

function lineThrough(points: readonly FitPoint[]): Line | undefined {
  const [meanX, meanY] = [mean(points.map(({ x }) => x)), mean(points.map(({ y }) => y))];
  let [xx, xy, yy, tilt] = [0, 0, 0, 0];
  for (const { x, y, uncertainty } of points) {
    const [dx, dy] = [x - meanX, y - meanY];
    xx += dx * dx;
    xy += dx * dy;
    yy += dy * dy;
    tilt += Math.abs(dx) * uncertainty;
  }
  if (!(xx > 0)) return undefined;
  const slope = xy / xx;
  const scatter = Math.max(yy - slope * xy, 0) / (points.length - 2);
  return { slope, standardError: Math.sqrt(scatter / xx), tilt: tilt / xx };
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
