/** What is compared: every run that is marked, and every cell of the sweeps that are marked. */
import { readSpecAxes } from '@ranksweep/kinds';
import type { ReadOnlyStore } from '@ranksweep/store';
import type { Marks } from '../../marks.ts';

export interface Source {
  /** `run:4 b-tf`, or `sweep:3 dynamics b-tf`. */
  readonly name: string;
  /** Paths that its part's axes are of. */
  readonly axes: readonly string[];
  /** One run, or the first ones of a cell. */
  readonly runIds: readonly number[];
  /** How many runs it has. */
  readonly count: number;
  /** The mark that it comes from. */
  readonly mark: { readonly kind: 'runs' | 'sweeps'; readonly id: number };
}

/** Of a cell. To read more would take longer than a key may, and hardly move their median. */
const MOST_SEEDS = 25;

/** Runs in the order in which they were marked, then cells. Two cells of the same runs are one source. */
export function sourcesOf(store: ReadOnlyStore, marks: Marks): Source[] {
  const sweeps = new Map<number, MarkedSweep>();
  const sweepOf = (sweepId: number): MarkedSweep => {
    const known = sweeps.get(sweepId) ?? markedSweep(store, sweepId);
    sweeps.set(sweepId, known);
    return known;
  };
  const runs = [...marks.runs].map((id): Source => {
    const [place] = store.runPlaces(id);
    const axes = (place && sweepOf(place.sweepId).axes.get(place.part)) ?? [];
    const name = place === undefined ? `run:${id}` : `run:${id} ${place.part}`;
    return { name, runIds: [id], count: 1, axes, mark: { kind: 'runs', id } };
  });
  const cells = [...marks.sweeps].flatMap((sweepId) => cellsOf(store, sweepId, sweepOf(sweepId)));
  const alike = Map.groupBy(cells, ({ runIds }) => runIds.join(' '));
  return [...runs, ...[...alike.values()].map(joined)];
}

interface MarkedSweep {
  readonly name: string;
  /** By part. */
  readonly axes: ReadonlyMap<string, readonly string[]>;
}

function markedSweep(store: ReadOnlyStore, sweepId: number): MarkedSweep {
  const sweep = store.sweep(sweepId);
  return { name: sweep?.name ?? '', axes: readSpecAxes(sweep?.spec).axes };
}

function cellsOf(store: ReadOnlyStore, sweepId: number, { name, axes }: MarkedSweep): Source[] {
  return [...axes].flatMap(([part, paths]) => {
    const byCell = Map.groupBy(store.cellRuns(sweepId, part, ''), ({ cell }) => cell);
    return [...byCell.values()].map((runs): Source => {
      const runIds = [...new Set(runs.map(({ runId }) => runId))];
      const title = `sweep:${sweepId} ${name} ${part}`;
      return {
        name: title,
        runIds: runIds.slice(0, MOST_SEEDS),
        count: runIds.length,
        axes: paths,
        mark: { kind: 'sweeps', id: sweepId },
      };
    });
  });
}

const joined = (sources: readonly Source[]): Source => ({
  ...sources[0]!,
  name: [...new Set(sources.map(({ name }) => name))].join(' and '),
});
