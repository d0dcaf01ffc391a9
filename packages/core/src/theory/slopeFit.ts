/** Fits the slope of a line through points whose errors are unknown but bounded. */

export interface FitPoint {
  readonly x: number;
  readonly y: number;
  /** How far y may be off, not randomly but in one direction over long stretches. */
  readonly uncertainty: number;
}

export interface Slope {
  readonly slope: number;
  /** Standard error, plus how far the uncertainties, all with the worst signs, could tilt the line. */
  readonly error: number;
}

/** The least number of points; fewer give no error estimate. */
const FEWEST_POINTS = 4;
/** The number of stretches that are left out in turn. */
const STRETCHES = 5;

/**
 * Fits by least squares. The standard error is the larger of the usual one and that of the jackknife over stretches of
 * neighbouring points, because deviations that last for long are not scatter that more points would average out.
 * @returns undefined for fewer than four points, or points of equal x, which determine no slope
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
  /** The standard error of independent scatter. */
  readonly standardError: number;
  /** How far the uncertainties could tilt the line. */
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
