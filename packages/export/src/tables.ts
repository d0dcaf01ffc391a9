/** The tables that can be exported of a sweep or of runs. Their columns' names are those of the store's tables. */
import { canonicalJson } from '@ranksweep/core';
import type { ReadOnlyStore, RunRow, Sound } from '@ranksweep/store';
import { blockOf, type Block, type Column, type ColumnType, type Table, type Value } from '@ranksweep/tables';
import { placesOf } from './places.ts';
import type { ExportedRun, Subject } from './subject.ts';

export const tableNames = ['points', 'finals', 'events', 'runs'] as const;
export type TableName = (typeof tableNames)[number];

interface RunTable {
  readonly columns: readonly Column[];
  /** Rows of one run, without their places. */
  readonly blocksOf: (store: ReadOnlyStore, run: Sound<ExportedRun>) => Iterable<Block>;
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
  points: { columns: columnsOf({ metric: 'text', iteration: 'integer', value: 'real' }), blocksOf: points },
  finals: { columns: columnsOf({ metric: 'text', value: 'real' }), blocksOf: finals },
  events: {
    columns: columnsOf({ iteration: 'integer', kind: 'text', subject: 'text', value: 'real' }),
    blocksOf: events,
  },
  runs: {
    columns: [...runColumns.map(([name, type]) => ({ name, type })), { name: 'config', type: 'text' }],
    blocksOf: (_, run) => [blockOf([...Object.values(runFields(run)), canonicalJson(run.config)])],
  },
};

/** A run's row of the table `runs`, without place and configuration. */
export const runFields = (run: RunRow): Record<string, Value> =>
  Object.fromEntries(runColumns.map(([name, , value]) => [name, value(run)]));

/** Rows run after run, in the order of the sweep's parts, cells and seeds or in that of the address, as they are read. */
export function tableOf(store: ReadOnlyStore, subject: Subject, name: TableName): Table {
  const { columns, places } = placesOf(subject);
  const table = tables[name];
  function* blocks(): Generator<Block> {
    for (const { run, values } of places) {
      for (const block of table.blocksOf(store, run)) yield { ...block, same: [...values, ...block.same] };
    }
  }
  return { columns: [...columns, ...table.columns], blocks: blocks() };
}

function columnsOf(types: Readonly<Record<string, ColumnType>>): Column[] {
  return Object.entries(types).map(([name, type]) => ({ name, type }));
}

/** Metric after metric, all of one moment: the run may still be going on. */
function* points(store: ReadOnlyStore, { runId, upTo }: ExportedRun): Generator<Block> {
  for (const { metric, iterations, values } of store.trajectoryParts(runId, upTo)) {
    yield { count: values.length, same: [metric], each: [iterations, values] };
  }
}

function finals(store: ReadOnlyStore, { runId, upTo }: ExportedRun): Block[] {
  const rows = [...store.finals(runId, upTo)];
  return [
    {
      count: rows.length,
      same: [],
      each: [rows.map(([metric]) => metric), Float64Array.from(rows, ([, value]) => value)],
    },
  ];
}

function events(store: ReadOnlyStore, { runId, upTo }: ExportedRun): Block[] {
  const rows = store.events(runId, upTo);
  return [
    {
      count: rows.length,
      same: [],
      each: [
        Float64Array.from(rows, ({ iteration }) => iteration),
        rows.map(({ kind }) => kind),
        rows.map(({ subject }) => subject),
        Float64Array.from(rows, ({ value }) => value),
      ],
    },
  ];
}
