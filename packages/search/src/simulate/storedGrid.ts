/** A grid that is in the database, as a space that searches can be simulated in: all that its runs have recorded is known. */
import { canonicalJson, hint, InputError, listed } from '@ranksweep/core';
import { Measure, measureProblem, type Cell, type SearchSpec } from '@ranksweep/kinds';
import type { Store } from '@ranksweep/store';
import type { ExpandedRun, ExpandedSweep, OutcomeReport, PlannedRun } from '@ranksweep/sweep';

export interface StoredRun {
  readonly run: PlannedRun;
  readonly end: OutcomeReport;
  /** How far it has come, as its sweep asks for it. */
  readonly iterations: number;
  /** By metric. */
  readonly series: ReadonlyMap<string, { readonly iterations: Float64Array; readonly values: Float64Array }>;
}

export interface StoredGrid {
  readonly sweep: ExpandedSweep;
  readonly part: string;
  readonly seeds: readonly number[];
  readonly space: SearchSpec['space'];
  readonly zip: SearchSpec['zip'];
  readonly constraints: SearchSpec['constraints'];
  /** One of its runs. */
  readonly example: ExpandedRun;
  readonly cells: readonly Cell[];
  runOf(cell: Cell, seed: number): StoredRun;
}

export interface GridChoice {
  readonly sweepId: number;
  /** What messages call the sweep: `sweep:1 (tune)`. */
  readonly text: string;
  /** Undefined: the only one. */
  readonly part: string | undefined;
  /** What searches compare runs by: metrics, or expressions on such. */
  readonly measures: readonly string[];
}

/**
 * Reads a part's runs.
 * @param sweep as `expandStored` has it
 * @throws InputError if there is no such part, if it is no grid, or if a run has not ended or lacks what a measure names
 */
export function readGrid(
  store: Pick<Store, 'runsAsAsked' | 'cellValues' | 'trajectory' | 'finals'>,
  sweep: ExpandedSweep,
  { sweepId, text, part: asked, measures }: GridChoice,
): StoredGrid {
  const part = partOf(sweep, text, asked);
  const { axes, seeds, zip, when = {}, exclude } = sweep.spec.parts[part]!;
  if (Object.keys(axes).length === 0)
    throw new InputError(`${text}: expected a grid, found that part ${part} has no axes`);
  const own = sweep.runs.filter((run) => run.part === part);
  const runs = readRuns(store, own, { sweepId, text, part, measures });
  return {
    sweep,
    part,
    seeds,
    space: Object.fromEntries(
      Object.entries(axes).map(([path, choices]) => [
        path,
        { choices: [...choices], ...(when[path] === undefined ? {} : { when: when[path] }) },
      ]),
    ),
    zip: zip?.map((group) => [...group]),
    constraints: exclude?.map((condition) => `!(${condition})`),
    example: own[0]!,
    cells: [...new Map(own.map(({ cell }) => [keyOf(cell), cell])).values()],
    runOf(cell, seed) {
      const found = runs.get(`${keyOf(cell)} ${seed}`);
      if (found !== undefined) return found;
      throw new InputError(`${text}: expected the cell ${keyOf(cell)} with seed ${seed}, found none`);
    },
  };
}

function partOf({ spec: { parts } }: ExpandedSweep, text: string, asked: string | undefined): string {
  const names = Object.keys(parts);
  if (asked === undefined) {
    if (names.length === 1) return names[0]!;
    throw new InputError(`--part: expected a part of ${text}, found none; parts: ${listed(names)}`);
  }
  if (names.includes(asked)) return asked;
  throw new InputError(`--part: expected a part of ${text}, found '${asked}'${hint(asked, names, 'parts')}`);
}

/** Sorted, since the order of axes means nothing. Lists and truth values as the database has them. */
const keyOf = (cell: Cell): string =>
  canonicalJson(
    Object.fromEntries(
      Object.entries(cell).map(([path, value]) => [
        path,
        typeof value === 'number' || typeof value === 'string' ? value : JSON.stringify(value),
      ]),
    ),
  );

function readRuns(
  store: Pick<Store, 'runsAsAsked' | 'cellValues' | 'trajectory' | 'finals'>,
  own: readonly ExpandedRun[],
  { sweepId, text, part, measures }: GridChoice & { readonly part: string },
): Map<string, StoredRun> {
  const metrics = [...new Set(measures.flatMap((measure) => new Measure(measure).names))];
  const cells = new Map<number, Record<string, string | number>>();
  for (const { cell, name, value } of store.cellValues(sweepId, part)) {
    const values = cells.get(cell) ?? {};
    values[name] = value;
    cells.set(cell, values);
  }
  const rows = new Map(
    store
      .runsAsAsked(sweepId)
      .filter((row) => row.part === part)
      .map((row) => [`${keyOf(cells.get(row.cell) ?? {})} ${row.seed}`, row]),
  );
  return new Map(
    own.map(({ cell, config }): [string, StoredRun] => {
      const key = `${keyOf(cell)} ${config.seed}`;
      const row = rows.get(key);
      if (row === undefined || !['done', 'diverged', 'failed'].includes(row.status)) {
        throw new InputError(
          `${text}: expected runs that have ended, found ${row === undefined ? 'none' : row.status} at ${key}; \`ranksweep fill\` computes what ` +
            `is missing`,
        );
      }
      const { runId, iterations, upTo, status } = row;
      const run = {
        runId,
        name: row.name ?? `run ${runId}`,
        part,
        cell,
        seed: config.seed,
        maxIterations: config.stop.maxIterations,
      };
      const finals = store.finals(runId, upTo);
      if (status === 'done') {
        for (const measure of measures) {
          const problem = measureProblem(measure, config, [...finals.keys()], 'they have');
          if (problem === undefined) continue;
          throw new InputError(`${text}: expected a metric that its runs record, ${problem}`);
        }
      }
      const series = new Map(store.trajectory(runId, metrics, upTo).map((one) => [one.metric, one] as const));
      const outcome =
        status === 'failed'
          ? { status, message: row.error ?? '' }
          : {
              status: status as 'done' | 'diverged',
              reason: row.stopReason as 'loss',
              iterations,
              wallMs: row.wallMs,
            };
      return [key, { run, iterations, series, end: { kind: 'outcome', run, outcome, values: () => finals } }];
    }),
  );
}

/** The value of a metric at the last snapshot up to an iteration. */
export function valueAt({ series }: StoredRun, metric: string, iteration: number): number | undefined {
  const found = series.get(metric);
  if (found === undefined) return undefined;
  let [from, to] = [0, found.iterations.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (found.iterations[middle]! <= iteration) from = middle + 1;
    else to = middle;
  }
  return from === 0 ? undefined : found.values[from - 1];
}
