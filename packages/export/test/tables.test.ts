import { getPath } from '@ranksweep/core';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { isSound, type ReadOnlyStore, type Store } from '@ranksweep/store';
import { describe, expect, it } from 'vitest';
import { chunk, done, newRun, take } from '../../store/test/support/fixtures.ts';
import { exportTable, findSubject, tableNames, toNewFile, type TableName } from '../src/index.ts';
import { placesOf } from '../src/places.ts';
import type { Subject } from '../src/subject.ts';
import { tableOf } from '../src/tables.ts';
import { parseCsv } from './support/csv.ts';
import { runParts, temporaryFolder, temporaryStore } from './support/runs.ts';

async function exportCsv(store: Store, what: string, table: TableName): Promise<(string | null)[][]> {
  const path = join(temporaryFolder(), 'x.csv');
  const file = toNewFile({ path });
  const { rows, written: bytes } = await exportTable(
    store,
    findSubject(store, what),
    { table, format: 'csv' },
    file,
  );
  const text = readFileSync(path, 'utf8');
  expect(Buffer.byteLength(text)).toBe(bytes);
  const parsed = parseCsv(text);
  expect(parsed).toHaveLength(rows + 1);
  return parsed;
}

async function exportParquet(store: Store, what: string, table: TableName) {
  const path = join(temporaryFolder(), 'x.parquet');
  const target = toNewFile({ path });
  const { rows } = await exportTable(store, findSubject(store, what), { table, format: 'parquet' }, target);
  const file = await asyncBufferFromFile(path);
  const { schema, num_rows } = await parquetMetadataAsync(file);
  expect(Number(num_rows)).toBe(rows);
  const types = Object.fromEntries(schema.slice(1).map(({ name, type }) => [name, type]));
  return { types, rows: await parquetReadObjects({ file }) };
}

/** The same values, whichever way they are written. */
const asValue = (text: unknown): unknown =>
  typeof text === 'string' && text.endsWith('.0') ? text.slice(0, -2) : text;

/** A value as CSV writes it, but for the point of a real number without a fraction. */
const asText = (value: unknown): string | null => {
  if (value === null || value === undefined) return null;
  return String(value as number | string | bigint).replace('Infinity', 'inf');
};

/** A sweep of one run with the points given. */
function storeOf(columns: Record<string, number[]>, error: string | null = null): Store {
  const store = temporaryStore();
  const spec = { parts: { main: { axes: { 'init.std': [0.01] } } } };
  const sweep = { name: 'a', definition: 'a', preset: 'quick', spec, specHash: 'h' };
  const { runId } = store.registerRuns(store.upsertSweep(sweep), [newRun()])[0]!;
  const attempt = take(store, runId);
  const count = Object.values(columns)[0]!.length;
  const iterations = Array.from({ length: count }, (_, i) => i * 5);
  store.appendChunk(runId, attempt, chunk(iterations, columns));
  store.finishRun(runId, attempt, { ...done, error });
  return store;
}

describe('points of a sweep', () => {
  it('are all there, with parts, cells and the axes of all parts', async () => {
    const store = temporaryStore();
    await runParts(store, ['mf', 'tf']);
    const [header, ...rows] = await exportCsv(store, 'small', 'points');
    expect(header!.join()).toBe('sweep,part,cell,run_id,seed,model.depth,init.std,metric,iteration,value');
    const expected = store
      .runsOfSweep(1)
      .filter(isSound)
      .flatMap(({ part, cell, runId, seed, config }) => {
        const { depth } = config.model as { depth?: number };
        const place = ['small', part, cell, runId, seed, depth, getPath(config, 'init.std')];
        return store
          .trajectory(runId, '*')
          .flatMap(({ metric, iterations, values }) =>
            [...iterations].map((iteration, i) => [...place, metric, iteration, values[i]].map(asText)),
          );
      });
    expect(expected.length).toBeGreaterThan(100);
    expect(rows.map((row) => row.map(asValue))).toEqual(expected);
    expect(new Set(rows.map(([, part, cell, , , depth, std]) => [part, cell, depth, std].join()))).toEqual(
      new Set(['mf,0,2,0.2', 'mf,1,2,0.4', 'mf,2,3,0.2', 'mf,3,3,0.4', 'tf,0,,0.5']),
    );
  });

  it('are read run by run, as rows are asked for', async () => {
    const store = temporaryStore();
    await runParts(store, ['mf']);
    const read: number[] = [];
    const watched: ReadOnlyStore = {
      ...store,
      trajectoryParts: (runId) => {
        read.push(runId);
        return store.trajectoryParts(runId);
      },
    };
    const blocks = tableOf(watched, findSubject(store, 'small'), 'points').blocks[Symbol.iterator]();
    expect(read).toHaveLength(0);
    blocks.next();
    blocks.next();
    expect(read).toHaveLength(1);
    blocks.return?.();
  });
});

describe('every table', () => {
  it.each(tableNames)('%s is the same in Parquet as in CSV', async (table) => {
    const store = temporaryStore();
    await runParts(store, ['mf', 'tf']);
    for (const what of ['small', 'run:1']) {
      const [header, ...rows] = await exportCsv(store, what, table);
      const parquet = await exportParquet(store, what, table);
      expect(Object.keys(parquet.types)).toEqual(header);
      expect(rows.length).toBeGreaterThan(0);
      expect(parquet.rows.map((row) => header!.map((name) => asText(row[name!])))).toEqual(
        rows.map((row) => row.map(asValue)),
      );
    }
  });

  it('of a run is without the columns of a sweep', async () => {
    const store = temporaryStore();
    await runParts(store, ['tf']);
    const headers = await Promise.all(
      tableNames.map(async (name) => [name, (await exportCsv(store, 'run:2', name))[0]!.join()]),
    );
    expect(Object.fromEntries(headers)).toEqual({
      points: 'run_id,seed,metric,iteration,value',
      finals: 'run_id,seed,metric,value',
      events: 'run_id,seed,iteration,kind,subject,value',
      runs:
        'run_id,seed,status,stop_reason,iterations,arithmetic,trajectory_hash,engine,device,attempts,wall_ms,' +
        'started_at,finished_at,error,config',
    });
  });

  it('has the types that its values need', async () => {
    const store = temporaryStore();
    await runParts(store, ['mf']);
    expect((await exportParquet(store, 'small', 'points')).types).toEqual({
      sweep: 'BYTE_ARRAY',
      part: 'BYTE_ARRAY',
      cell: 'INT64',
      run_id: 'INT64',
      seed: 'INT64',
      'model.depth': 'INT64',
      'init.std': 'DOUBLE',
      metric: 'BYTE_ARRAY',
      iteration: 'INT64',
      value: 'DOUBLE',
    });
  });

  it('may be empty', async () => {
    const store = storeOf({ a: [1] });
    expect(await exportCsv(store, 'a', 'events')).toHaveLength(1);
    expect((await exportParquet(store, 'a', 'events')).rows).toEqual([]);
  });
});

describe('values', () => {
  const values = [NaN, Infinity, -Infinity, 0.1, 1e-300, 5e-324, 1.7976931348623157e308];

  it('that are not finite, and the smallest and largest, survive', async () => {
    const store = storeOf({ a: values });
    const rows = (await exportCsv(store, 'a', 'points')).slice(1);
    expect(rows.map((row) => row.at(-1))).toEqual([
      'NaN',
      'inf',
      '-inf',
      '0.1',
      '1e-300',
      '5e-324',
      '1.7976931348623157e+308',
    ]);
    expect((await exportParquet(store, 'a', 'points')).rows.map(({ value }) => value)).toEqual(values);
  });

  it('of text survive quotes, commas, line ends and letters of any kind; null is not the empty text', async () => {
    for (const error of ['a "b", c\r\nd\ne', 'é𝛼', '', null, 'NaN', '"']) {
      const store = storeOf({ a: [1] }, error);
      const [header, row] = await exportCsv(store, 'a', 'runs');
      expect(row![header!.indexOf('error')]).toBe(error);
      const [{ error: found }] = (await exportParquet(store, 'a', 'runs')).rows as [{ error: unknown }];
      expect(found ?? null).toBe(error);
    }
  });

  it('stay in order over many row groups', async () => {
    const many = Array.from({ length: 140_001 }, (_, i) => i / 7);
    const store = storeOf({ a: many, b: many.map((value) => -value) });
    const expected = [...many, ...many.map((value) => -value)];
    const parquet = (await exportParquet(store, 'a', 'points')).rows.map(({ value }) => value as number);
    expect(Float64Array.from(parquet, (value) => value + 0)).toEqual(
      Float64Array.from(expected, (v) => v + 0),
    );
    const csv = (await exportCsv(store, 'a', 'points')).slice(1).map((row) => Number(row.at(-1)));
    expect(Float64Array.from(csv, (value) => value + 0)).toEqual(Float64Array.from(expected, (v) => v + 0));
  });
});

describe('axes', () => {
  /** Types and values of an axis whose runs have these values. */
  function axisOf(...values: unknown[]): unknown {
    const runs = values.map((value, runId) => ({
      runId,
      part: 'p',
      cell: runId,
      seed: 0,
      config: { x: value },
    }));
    const sweep = { name: 's', spec: { parts: { p: { axes: { x: values } }, q: { axes: {} } } } };
    const { columns, places } = placesOf({ kind: 'sweep', sweep, runs } as unknown as Subject);
    return [columns.at(-1)!.type, ...places.map((place) => place.values.at(-1))];
  }

  it.each([
    [
      [1, 2],
      ['integer', 1, 2],
    ],
    [
      [1, 0.5],
      ['real', 1, 0.5],
    ],
    [
      [true, false],
      ['boolean', true, false],
    ],
    [
      ['a', 'b'],
      ['text', 'a', 'b'],
    ],
    [
      [[2, 3], [4]],
      ['text', '[2,3]', '[4]'],
    ],
    [
      [4, [2, 2]],
      ['text', '4', '[2,2]'],
    ],
    [
      [undefined, 3],
      ['integer', null, 3],
    ],
    [
      [2 ** 60, 1],
      ['real', 2 ** 60, 1],
    ],
  ])('of values %j are columns %j', (values, expected) => {
    expect(axisOf(...values)).toEqual(expected);
  });
});
