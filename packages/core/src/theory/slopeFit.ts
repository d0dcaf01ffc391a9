/** The slope of a line through points that are each off by an unknown amount of a known size. */

export interface FitPoint {
  readonly x: number;
  readonly y: number;
  /** How far y may be off, not at random but in one direction for long stretches. */
  readonly uncertainty: number;
}

export interface Slope {
  readonly slope: number;
  /** Standard error of the scatter, plus how far the uncertainties, all with the worst signs, may tilt the line. */
  readonly error: number;
}

/** Fewer tell no error. */
const FEWEST_POINTS = 4;

/** By least squares; undefined for fewer than four points, or if all have one x. */
export function fitSlope(points: readonly FitPoint[]): Slope | undefined {
  if (points.length < FEWEST_POINTS) return undefined;
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
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
  return { slope, error: Math.sqrt(scatter / xx) + tilt / xx };
}
