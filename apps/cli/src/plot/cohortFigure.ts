/** The figure of `ranksweep bench --device gpu`: run-iterations a second against the number of runs, a panel for each workload. */
import { OWN_SIDE, peakGigaflops, type CohortReport } from '@ranksweep/bench';
import type { Figure, FinalPanel } from '@ranksweep/plot';

type Cohorts = CohortReport['cohorts'][number];

export function cohortFigure({ device, engine, peak, cohorts }: CohortReport): Figure {
  return {
    caption: `Iterations times runs a second of runs that ${device.name} advances together. ${OWN_SIDE}: engine ${engine}.`,
    panels: cohorts.map((result) => panelOf(result, peak)),
  };
}

function panelOf({ title, rows, flopsPerIteration }: Cohorts, peak: CohortReport['peak']): FinalPanel {
  const bySide = Map.groupBy(
    rows.filter(({ measured }) => measured !== undefined),
    ({ side }) => side,
  );
  return {
    kind: 'final',
    title,
    xTitle: 'runs in the cohort',
    yTitle: 'run-iterations/s',
    groupTitle: 'computed by',
    seeds: 'range',
    hasErrors: false,
    xScale: 'log',
    yScale: 'log',
    ...(peak === undefined
      ? {}
      : { references: [{ value: (1e9 * peakGigaflops(peak)) / flopsPerIteration, label: peakLabel(peak) }] }),
    lines: [...bySide].map(([group, ofSide]) => ({
      group,
      points: ofSide.map(({ cohort, measured }) => {
        const value = measured!.runIterationsPerSecond;
        return { x: cohort, value, low: value, high: value, runs: 1 };
      }),
      theory: [],
    })),
  };
}

const peakLabel = ({ listedGigaflops }: NonNullable<CohortReport['peak']>): string =>
  listedGigaflops === undefined ? 'as fast as large products' : 'float32 peak';
