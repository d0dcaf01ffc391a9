/** How far a panel's axes reach: as far as its measured curves need, whatever a theory or an outlier among the seeds does. */
import { bandKind, bandsOf } from './band.ts';
import type { Curve, CurvePanel } from '../figure.ts';
import { placeOn } from '../axes/axisPlace.ts';
import { clamp, leastOf, mostOf } from '../axes/range.ts';
import { niceDomain } from '../axes/ticks.ts';
import { shownOn } from '../source/trajectoryPoints.ts';

export interface Extent {
  /** Of iterations or epochs: 0, or on a logarithmic axis the first one after it. */
  readonly firstIteration: number;
  readonly lastIteration: number;
  readonly low: number;
  readonly high: number;
  /** Some values lie beyond the panel's edges, by more than can be overlooked. */
  readonly cut: boolean;
}

/** Decades below the largest value that a logarithmic axis shows at most: what lies deeper is rounding. */
const MOST_DECADES = 12;
/** Share of the points that may lie below a logarithmic axis: initial values many decades deep, which curves leave at once. */
const SHARE_BELOW = 0.02;

/** Share of the axis that a curve must go on beyond its end to be told of: less is within the width of its line. */
const SEEN_BEYOND = 0.01;

/**
 * The extents of panels of one figure, each of which has curves, with a finite value each. The x axis ends with the longest run;
 * panels of the same runs end together. The y axis holds zero and every value up to twice what is usual among the seeds, so that one
 * that diverges does not squeeze the others into a few pixels; runs that are known to have diverged count where there is no other. A logarithmic one holds positive values, up to a hundred times what
 * is usual, down to twelve decades below, but for the deepest 2 % of the points.
 */
export function extentsOf(panels: readonly CurvePanel[]): Map<CurvePanel, Extent> {
  const sharing = Map.groupBy(panels, (panel) =>
    panel.runs === undefined ? panel : `${panel.runs.join()} ${panel.xUnit ?? ''}`,
  );
  return new Map(
    [...sharing.values()].flatMap((alike) => {
      const end = mostOf(alike.map(({ curves }) => lastIterationOf(curves)));
      return alike.map((panel): [CurvePanel, Extent] => [panel, extentUpTo(panel, end)]);
    }),
  );
}

const lastIterationOf = (curves: readonly Curve[]): number =>
  mostOf(curves.map(({ iterations }) => iterations[iterations.length - 1]!));

function extentUpTo(panel: CurvePanel, end: number): Extent {
  const shown = shownCurves(panel).map((curve) => shownOn(curve, panel.xScale));
  const reaches = reachesOf(shown);
  const sound = shown.filter(({ isDiverged }) => !isDiverged);
  const usual = sound.length === 0 ? reaches : reachesOf(sound);
  const ofCurves = panel.yScale === 'log' ? logRange(usual) : linearRange(usual);
  const [low, high] = withReferences(ofCurves, panel);
  // What axes are rounded to shows some of what lies beyond.
  const kind = panel.yScale ?? 'linear';
  const [bottom, top] = niceDomain(kind, { low, high });
  const shareAt = placeOn({ kind, low: bottom, high: top, pixels: 1 });
  const isCut = (value: number): boolean => {
    const share = kind === 'log' && value <= 0 ? -Infinity : shareAt(value);
    return share < -SEEN_BEYOND || share > 1 + SEEN_BEYOND;
  };
  return {
    ...iterationRange(panel, end),
    low,
    high,
    cut: reaches.some((reach) => isCut(reach.low) || isCut(reach.high)),
  };
}

/** Deviations may lie beyond the curves, whose place they take, and the middle half within few of them. */
function shownCurves(panel: CurvePanel): readonly Curve[] {
  const kind = bandKind(panel);
  if (kind === undefined || kind === 'band') return panel.curves;
  return bandsOf(panel.curves, kind).flatMap(({ iterations, low, high }) =>
    [low, high].map((values) => ({ seed: 0, iterations, values })),
  );
}

/** An axis includes the lines at known values, as far as it has a place for them. */
function withReferences(
  [low, high]: readonly [low: number, high: number],
  { references = [], yScale }: Pick<CurvePanel, 'references' | 'yScale'>,
): [low: number, high: number] {
  const values = references.map(({ value }) => value).filter((value) => yScale !== 'log' || value > 0);
  return [leastOf([low, ...values]), mostOf([high, ...values])];
}

/** A single snapshot has a width, too. */
function iterationRange(
  { curves, xScale }: CurvePanel,
  last: number,
): Pick<Extent, 'firstIteration' | 'lastIteration'> {
  if (xScale !== 'log') return { firstIteration: 0, lastIteration: last || 1 };
  const starts = curves.map(({ iterations }) => {
    const begin = iterations[0]!;
    return begin > 0 ? begin : (iterations[1] ?? last);
  });
  const first = leastOf(starts);
  if (first < last) return { firstIteration: first, lastIteration: last };
  return { firstIteration: 1, lastIteration: Math.max(last, 10) };
}

/** What the curves of one seed take up. */
interface Reach {
  /** Smallest and largest finite value; 0 if there is none. */
  readonly low: number;
  readonly high: number;
  /** Ascending. */
  readonly positive: Float64Array;
}

function reachesOf(curves: readonly Curve[]): Reach[] {
  return [...Map.groupBy(curves, (curve) => curve.seed).values()].map((ofSeed) => {
    const all = ofSeed.flatMap((curve) => Array.from(curve.values));
    const values = Float64Array.from(all).filter(Number.isFinite).sort();
    return { low: values[0] ?? 0, high: values.at(-1) ?? 0, positive: values.filter((value) => value > 0) };
  });
}

function linearRange(reaches: readonly Reach[]): [low: number, high: number] {
  const highs = reaches.map((reach) => Math.max(0, reach.high));
  const depths = reaches.map((reach) => Math.max(0, -reach.low));
  const high = Math.min(mostOf(highs), 2 * lowerMedian(highs));
  const low = 0 - Math.min(mostOf(depths), 2 * lowerMedian(depths));
  // A panel of zeros has a height, too.
  return [low, low === high ? low + 1 : high];
}

function logRange(reaches: readonly Reach[]): [low: number, high: number] {
  const drawn = reaches.filter(({ positive }) => positive.length > 0);
  if (drawn.length === 0) return [0.1, 1];
  const highs = drawn.map((reach) => reach.high);
  const high = Math.min(mostOf(highs), 100 * lowerMedian(highs));
  const low = leastOf(drawn.map(({ positive }) => positive[Math.floor(SHARE_BELOW * positive.length)]!));
  return [clamp(low, { least: high * Number(`1e-${MOST_DECADES}`), most: high }), high];
}

/** The lower one of the two in the middle, so that of two seeds the smaller is the usual one. */
function lowerMedian(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)]!;
}
