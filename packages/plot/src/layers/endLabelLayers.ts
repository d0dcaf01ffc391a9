/** The ranks in one column right of the plot, and dotted leaders to them from curves that end before it. */
import type { Extent } from '../drawn/extent.ts';
import { endLabels } from '../drawn/labels.ts';
import { fontSize, ink } from '../style.ts';
import { lastFinite, type TrajectoryPoints } from '../source/trajectoryPoints.ts';

interface RankedLine extends TrajectoryPoints {
  readonly rank?: number;
}

export interface LabelPlace {
  readonly x: object;
  readonly y: object;
  readonly extent: Extent;
  /** Whether the y axis is logarithmic: distances are then ratios. */
  readonly isLog: boolean;
  /** Pixels. */
  readonly plotHeight: number;
}

interface RankEnd {
  readonly rank: number;
  readonly iteration: number;
  readonly value: number;
}

/** Where ranked lines end within the panel. */
const endsOf = (lines: readonly RankedLine[], { low, high }: Extent): RankEnd[] =>
  lines
    .flatMap((line) => {
      const last = lastFinite(line);
      if (line.rank === undefined || last < 0) return [];
      return [{ rank: line.rank, iteration: line.iterations[last]!, value: line.values[last]! }];
    })
    .filter(({ value }) => value >= low && value <= high);

/** The ends that are so far from their labels that dots lead there. */
export const leadersOf = (lines: readonly RankedLine[], extent: Extent): RankEnd[] =>
  endsOf(lines, extent).filter(({ iteration }) => iteration < 0.98 * extent.lastIteration);

export function endLabelLayers(lines: readonly RankedLine[], place: LabelPlace): object[] {
  const { x, y, extent, isLog } = place;
  const { low, high, lastIteration: xEnd } = extent;
  const ends = endsOf(lines, extent);
  if (ends.length === 0) return [];
  const height = (value: number): number => (isLog ? Math.log10(value) : value);
  const separation = ((fontSize.endLabel + 2) / place.plotHeight) * (height(high) - height(low));
  const labels = endLabels(
    ends.map((end) => ({ ...end, value: height(end.value) })),
    separation,
  ).map(({ value, text }) => ({ x: xEnd, y: isLog ? 10 ** value : value, text }));
  const leaders = leadersOf(lines, extent);
  return [
    {
      data: { values: leaders.map(({ iteration, value }) => ({ x: iteration, end: xEnd, y: value })) },
      mark: { type: 'rule', color: ink.leader, strokeWidth: 0.8, strokeDash: [0.8, 2] },
      encoding: { x, x2: { field: 'end' }, y },
    },
    {
      data: { values: labels },
      mark: {
        type: 'text',
        align: 'left',
        baseline: 'middle',
        dx: 4,
        fontSize: fontSize.endLabel,
        color: ink.text,
      },
      encoding: { x, y, text: { field: 'text', type: 'nominal' } },
    },
  ];
}
