/** The tables that can be exported of a sweep or a run. Their columns' names are those of the store's tables. */
import { canonicalJson } from '@ranksweep/core';
import type { ReadOnlyStore, RunRow, Sound } from '@ranksweep/store';
import { placesOf } from './places.ts';
import type { Subject } from './subject.ts';
import type { Column, ColumnType, Row, Table, Value } from './table.ts';

export const tableNames = ['points', 'finals', 'events', 'runs'] as const;
export type TableName = (typeof tableNames)[number];

interface RunTable {
  readonly columns: readonly Column[];
  /** Rows of one run. */
  readonly rowsOf: (store: ReadOnlyStore, run: Sound<RunRow>) => Iterable<Row>;
}

/** What the store says of a run itself, by column. */
const runColumns: readonly [name: string, type: ColumnType, value: (run: RunRow) => Value][] = [
  ['status', 'text', ({ status }) => status],
  ['stop_reason', 'text', ({ stopReason }) => stopReason],
  ['iterations', 'integer', ({ iterations }) => iterations],
  ['arithmetic', 'text', ({ arithmetic }) => arithmetic],
  ['trajectory_hash', 'text', ({ trajectoryHash }) => trajectoryHash],
  ['engine', 'text', ({ engine }) => engine],
  ['device', 'text', ({ device }) => device],
  ['attempts', 'integer', ({ attempts }) => attempts],
  ['wall_ms', 'real', ({ wallMs }) => wallMs],
  ['started_at', 'text', ({ startedAt }) => startedAt],
  ['finished_at', 'text', ({ finishedAt }) => finishedAt],
  ['error', 'text', ({ error }) => error],
];

const tables: Readonly<Record<TableName, RunTable>> = {
  points: { columns: columnsOf({ metric: 'text', iteration: 'integer', value: 'real' }), rowsOf: pointRows },
  finals: {
    columns: columnsOf({ metric: 'text', value: 'real' }),
    rowsOf: (store, { runId }) => store.finals(runId),
  },
  events: {
    columns: columnsOf({ iteration: 'integer', kind: 'text', subject: 'text', value: 'real' }),
    rowsOf: (store, { runId }) =>
      store.events(runId).map(({ iteration, kind, subject, value }) => [iteration, kind, subject, value]),
  },
  runs: {
    columns: [...runColumns.map(([name, type]) => ({ name, type })), { name: 'config', type: 'text' }],
    rowsOf: (_, run) => [[...Object.values(runFields(run)), canonicalJson(run.config)]],
  },
};

/** A run's row of the table `runs`, without place and configuration. */
export const runFields = (run: RunRow): Record<string, Value> =>
  Object.fromEntries(runColumns.map(([name, , value]) => [name, value(run)]));

/** Rows run after run, in the order of the sweep's parts, cells and seeds; one run at a time is in memory. */
export function tableOf(store: ReadOnlyStore, subject: Subject, name: TableName): Table {
  const { columns, places } = placesOf(subject);
  const table = tables[name];
  function* rows(): Generator<Row> {
    for (const { run, values } of places) {
      for (const row of table.rowsOf(store, run)) yield [...values, ...row];
    }
  }
  return { columns: [...columns, ...table.columns], rows: rows() };
}

function columnsOf(types: Readonly<Record<string, ColumnType>>): Column[] {
  return Object.entries(types).map(([name, type]) => ({ name, type }));
}

/** Metric after metric. All of a run is read at once, at one moment: it may still be going on. */
function* pointRows(store: ReadOnlyStore, { runId }: RunRow): Generator<Row> {
  for (const { metric, iterations, values } of store.trajectory(runId, '*')) {
    for (let i = 0; i < values.length; i++) yield [metric, iterations[i]!, values[i]!];
  }
}
