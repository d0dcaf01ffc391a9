/** Sweeps whose whole grid is computed once, so that a search over it can be repeated many times. */
import { parseDefinition } from '@ranksweep/kinds';
import { expandSweep, runSweep } from '@ranksweep/sweep';
import { withStore } from '../benchSweep.ts';

/** A table of values: the last dimension varies fastest. */
export interface StoredSweep {
  readonly name: string;
  /** Values of each axis, in order. */
  readonly sizes: readonly number[];
  /** What was minimized at the end of each cell's run; the worst finite value where it has diverged. */
  readonly table: readonly number[];
}

const ratios = (from: number, to: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => Number((from * (to / from) ** (i / (count - 1))).toPrecision(4)));

/** A part of a definition, as it is written. */
interface GridPart {
  readonly base: object;
  readonly axes: Readonly<Record<string, readonly number[]>>;
}

const ofBench: Readonly<Record<string, GridPart>> = {
  'matrix sweep': {
    base: {
      model: { kind: 'matrix', depth: 2 },
      task: {
        kind: 'completion',
        dims: [8, 8],
        observed: 40,
        target: { kind: 'matrix', rank: 2, frobeniusNorm: 8 },
      },
      init: { std: 0.01 },
      optimizer: { kind: 'sgd', learningRate: 0.1 },
      stop: { maxIterations: 300 },
    },
    axes: {
      'optimizer.learningRate': ratios(0.003, 10, 12),
      'init.std': ratios(0.001, 0.5, 8),
      'model.depth': [2, 3, 4],
    },
  },
  'CP sweep': {
    base: {
      model: { kind: 'cp', components: 8 },
      task: {
        kind: 'completion',
        dims: [5, 5, 5],
        observed: 70,
        target: { kind: 'cp', rank: 2, frobeniusNorm: 10 },
      },
      init: { std: 0.05 },
      optimizer: { kind: 'adam', learningRate: 0.01 },
      stop: { maxIterations: 200 },
    },
    axes: {
      'optimizer.learningRate': ratios(0.001, 0.5, 10),
      'init.std': ratios(0.003, 1, 8),
      'model.components': [2, 3, 4, 6, 8, 12],
    },
  },
};

/** Computes grids: by default two of some seconds. */
export const storedSweeps = (lanes: number, parts = ofBench): Promise<StoredSweep[]> =>
  withStore(async (store) => {
    const sweeps: StoredSweep[] = [];
    for (const [name, part] of Object.entries(parts)) {
      const definition = { name: 'stored', description: '', presets: { all: { parts: { grid: part } } } };
      const sweep = expandSweep(parseDefinition(definition, name));
      const { sweepId } = await runSweep(store, sweep, {
        lanes: { engine: 'wasm', count: lanes },
        keepState: false,
      });
      const found = new Map(
        store
          .cellRuns(sweepId, 'grid', 'reconstruction_error')
          .map(({ cell, value }) => [cell, value ?? NaN]),
      );
      const values = sweep.runs.map((_, cell) => found.get(cell)!);
      const worst = values.reduce(
        (most, value) => (Number.isFinite(value) ? Math.max(most, value) : most),
        0,
      );
      sweeps.push({
        name,
        sizes: Object.values(part.axes).map(({ length }) => length),
        table: values.map((value) => (Number.isFinite(value) ? Math.min(value, worst) : worst)),
      });
    }
    return sweeps;
  });
