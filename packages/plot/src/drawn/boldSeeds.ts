/** Which seed of a panel is drawn bold: the one that stands for all of them. */
import { median, valueReader } from '@ranksweep/core';
import type { Extent } from './extent.ts';
import type { Curve, CurvePanel } from '../figure.ts';
import { leastOf } from '../axes/range.ts';
import { heightOn } from './height.ts';
import { lookOf } from '../source/tellApart.ts';

/** By the look of the curves; of curves that all look alike it is `undefined`. */
export type BoldSeeds = ReadonlyMap<string | undefined, number>;

/** Places along the axis at which the seeds are compared. */
const SAMPLES = 128;

/**
 * In every panel, colour and dash the seed whose curves stay closest to the median over the seeds: the mean distance as drawn, summed
 * over the ranks. A run that has ended keeps its last value. Panels of the same runs have the same bold seeds, those that are closest
 * in all of them, and so have all looks of panels that pair their seeds. Of seeds that are equally close it is the smallest.
 */
export function boldSeeds(extents: ReadonlyMap<CurvePanel, Extent>): Map<CurvePanel, BoldSeeds> {
  const sharing = Map.groupBy(extents.keys(), (panel) =>
    panel.runs === undefined ? panel : panel.runs.join(),
  );
  return new Map(
    [...sharing.values()].flatMap((panels) => {
      const placed = panels.flatMap((panel, number) => placedCurves(panel, extents.get(panel)!, number));
      const looks = Map.groupBy(placed, ({ curve }) => lookOf(curve));
      const common = panels.every(({ pairsSeeds }) => pairsSeeds) ? inAll([...looks.values()]) : [];
      const pair = common.length === 0 ? undefined : closestToMedian(common);
      const seeds = new Map(
        [...looks].map(([look, alike]) => [look, pair ?? closestToMedian(alike)] as const),
      );
      return panels.map((panel): [CurvePanel, BoldSeeds] => [panel, seeds]);
    }),
  );
}

interface PlacedCurve {
  readonly curve: Curve;
  /** Equal for the curves that are compared with each other. */
  readonly like: string;
  readonly samples: readonly number[];
  /** From 0 to 1 in the panel. */
  readonly height: (value: number) => number;
}

function placedCurves(panel: CurvePanel, extent: Extent, number: number): PlacedCurve[] {
  const { firstIteration: first, lastIteration: last } = extent;
  const at = (share: number): number =>
    panel.xScale === 'log' ? first * (last / first) ** share : first + share * (last - first);
  const samples = Array.from({ length: SAMPLES }, (_, i) => at(i / (SAMPLES - 1)));
  const height = heightOn(panel.yScale, extent);
  return panel.curves.map((curve) => ({
    curve,
    like: JSON.stringify([number, curve.rank, lookOf(curve)]),
    samples,
    height,
  }));
}

/** The curves of the seeds that every look has. */
function inAll(looks: readonly (readonly PlacedCurve[])[]): PlacedCurve[] {
  const found = looks.map((alike) => new Set(alike.map(({ curve }) => curve.seed)));
  return looks.flat().filter(({ curve }) => found.every((seeds) => seeds.has(curve.seed)));
}

function closestToMedian(placed: readonly PlacedCurve[]): number {
  const seeds = [...new Set(placed.map(({ curve }) => curve.seed))].sort((a, b) => a - b);
  if (seeds.length === 1) return seeds[0]!;
  const distances = new Map(seeds.map((seed) => [seed, 0]));
  for (const alike of Map.groupBy(placed, ({ like }) => like).values()) {
    const found = Map.groupBy(alike, ({ curve }) => curve.seed);
    const heights = seeds.map((seed) => heightsOf(found.get(seed)?.[0]));
    for (let i = 0; i < SAMPLES; i++) {
      const present = heights.map((ofSeed) => ofSeed[i]!).filter(Number.isFinite);
      if (present.length === 0) continue;
      const middle = median(present);
      seeds.forEach((seed, s) => {
        const distance = Math.abs(heights[s]![i]! - middle);
        // A value that is missing is as far away as can be.
        distances.set(seed, distances.get(seed)! + (Number.isFinite(distance) ? distance : 1));
      });
    }
  }
  const closest = leastOf([...distances.values()]);
  return seeds.find((seed) => distances.get(seed) === closest)!;
}

function heightsOf(placed: PlacedCurve | undefined): number[] {
  if (placed === undefined) return new Array<number>(SAMPLES).fill(NaN);
  const valueAt = valueReader(placed.curve);
  return placed.samples.map((iteration) => placed.height(valueAt(iteration)));
}
