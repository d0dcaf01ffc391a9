/** Tables to be written, and what readers find in the result. */
import { spawnSync } from 'node:child_process';
import { blockOf, type ColumnType, type Row, type Table } from '../../src/index.ts';

/** A table of rows, each of which shares nothing with the others. */
export const tableOf = (columns: Readonly<Record<string, ColumnType>>, rows: readonly Row[]): Table => ({
  columns: Object.entries(columns).map(([name, type]) => ({ name, type })),
  blocks: rows.map(blockOf),
});

/** As a query's result: every value tells its type. */
export const untyped = (names: readonly string[], rows: readonly Row[]): Table => ({
  columns: names.map((name) => ({ name, type: 'any' })),
  blocks: rows.map(blockOf),
});

export const whole = (pieces: Iterable<string>): string => [...pieces].join('');

export const noPython = spawnSync('python3', ['--version']).status !== 0;

/** What a Python program prints that reads a text from its standard input. */
export function python(program: string, input: string): string {
  const { status, stdout, stderr } = spawnSync('python3', ['-c', program], {
    input,
    encoding: 'utf8',
    env: { ...process.env, PYTHONIOENCODING: 'utf-8', PYTHONUTF8: '1' },
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}
