/** The lines of a panel of curves before they are thinned: which are bold, thin or dashed, and which are bands over the seeds. */
import { bandKind, bandsOf, type Band } from './band.ts';
import type { BoldSeeds } from './boldSeeds.ts';
import type { Extent } from './extent.ts';
import type { Curve, CurvePanel } from '../figure.ts';
import { whileRising, within } from './risingTheory.ts';
import { lookOf, type Told } from '../source/tellApart.ts';
import { lastFinite, type TrajectoryPoints } from '../source/trajectoryPoints.ts';

/** What a panel draws in one style. */
export interface Line extends TrajectoryPoints, Told {
  /** Of one run; a line over all seeds has none. */
  readonly seed?: number;
  readonly isDiverged?: boolean;
}

export interface PanelLines {
  /** Empty but in panels that draw bands. */
  readonly bands: readonly Band[];
  readonly thin: readonly Line[];
  readonly bold: readonly Line[];
  readonly dashed: readonly Line[];
  /** Some dashed line ends where its curve has risen. */
  readonly endsRisen: boolean;
  /** Some dashed line is cut off where it leaves what was measured. */
  readonly leavesRange: boolean;
}

export function panelLines(panel: CurvePanel, extent: Extent, seeds: BoldSeeds): PanelLines {
  const kind = bandKind(panel);
  const isBold = (curve: Curve): boolean => seeds.get(lookOf(curve)) === curve.seed;
  const told = panel.theory?.curves ?? [];
  const rising = whileRising(told, panel.curves);
  const dashed = kind ? bandsOf(rising, kind).map(middleOf) : rising.filter(isBold);
  const range = { least: extent.low, most: extent.high };
  const scaled = panel.yScale === 'log' ? Math.log : (value: number): number => value;
  const visible = dashed.map((line) => within(line, range, scaled));
  const bands = kind ? bandsOf(panel.curves, kind) : [];
  return {
    bands,
    thin: kind ? [] : panel.curves.filter((curve) => !isBold(curve)),
    bold: kind ? bands.map(middleOf) : panel.curves.filter(isBold),
    dashed: visible.filter((line) => lastFinite(line) >= 0),
    endsRisen: rising.some((curve, i) => (kind !== undefined || isBold(curve)) && curve !== told[i]),
    leavesRange: dashed.some(({ values }) =>
      Array.prototype.some.call(values, (value: number) => value < range.least || value > range.most),
    ),
  };
}

/** Whether some curves of one look differ in their seed. */
export const hasSeveralSeeds = ({ curves }: CurvePanel): boolean =>
  [...Map.groupBy(curves, lookOf).values()].some((alike) =>
    alike.some(({ seed }) => seed !== alike[0]!.seed),
  );

const middleOf = (band: Band): Line & Band & { values: number[] } => ({ ...band, values: band.middle });
