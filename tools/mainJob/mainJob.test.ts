/** What the main job, `npx nx run sweep`, must have left in results/, asked through the plain sqlite3 client. */
import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const results = fileURLToPath(new URL('../../results/', import.meta.url));
const rows = <Row>(sql: string): Row[] =>
  JSON.parse(
    execFileSync('sqlite3', ['-json', '-readonly', `${results}ranksweep.db`, sql], { encoding: 'utf8' }) ||
      '[]',
  );

interface Run {
  readonly run_id: number;
  readonly part: string;
  readonly seed: number;
  readonly status: string;
  readonly stop_reason: string;
}

const runs = rows<Run>(
  `select r.id as run_id, part, seed, r.status, stop_reason from runs r join sweep_runs on run_id = r.id order by 1`,
);
const rankedMetric: Record<string, string> = {
  'b-mf': 'singular_value_',
  'b-tf': 'component_norm_',
  'b-htf': 'local_component_norm{1,2,3,4}_',
};
const TARGET_RANK = 5;
const SURVIVING_SHARE = 0.05;

const finals = (run: number, stem: string): number[] =>
  rows<{ value: number }>(
    `select value from final where run_id = ${run} and metric glob '${stem}[0-9]*' order by value desc`,
  ).map(({ value }) => value);
const risesOf = (run: number, stem: string): number[] =>
  rows<{ iteration: number }>(
    `select iteration from events where run_id = ${run} and kind = 'rise' and subject glob '${stem}[0-9]*'
     order by cast(replace(subject, '${stem}', '') as integer)`,
  ).map(({ iteration }) => iteration);
const errorOf = (run: number): number =>
  rows<{ value: number }>(
    `select value from final where run_id = ${run} and metric = 'reconstruction_error'`,
  )[0]!.value;

describe('the database of the main job', () => {
  it('holds nine runs, three seeds of each factorization', () => {
    expect(runs.map(({ part }) => part).sort()).toEqual(
      ['b-htf', 'b-mf', 'b-tf'].flatMap((part) => [part, part, part]),
    );
  });

  it('answers the plain client with points of every metric', () => {
    const counts = rows<{ metric: string; n: number }>(
      'select metric, count(*) as n from trajectory group by 1',
    );
    expect(counts.length).toBeGreaterThan(30);
    const isMeasured = ({ metric }: { metric: string }): boolean =>
      !/^(predicted|growth|theoretical)_|_drift$/.test(metric);
    counts.filter(isMeasured).forEach(({ n }) => expect(n).toBeGreaterThan(100));
  });

  it('has the theory beside every factorization', () => {
    const told = rows<{ part: string; predicted: number; exponents: number }>(
      `select part, sum(metric like 'predicted_%') as predicted, sum(metric like 'growth_exponent_%') as exponents
       from trajectory join sweep_runs using (run_id) group by part order by part`,
    );
    expect(told.map(({ part }) => part)).toEqual(['b-htf', 'b-mf', 'b-tf']);
    for (const { predicted, exponents } of told) {
      expect(predicted).toBeGreaterThan(100);
      expect(exponents).toBeGreaterThan(3);
    }
  });

  it.each(runs)('$part seed $seed ended by its loss or its iteration limit', ({ status, stop_reason }) => {
    expect(status).toBe('done');
    expect(['loss', 'iteration-limit']).toContain(stop_reason);
  });

  it.each(runs.filter(({ part }) => part !== 'b-htf'))(
    "$part seed $seed keeps as many components as the target's rank, risen one after another",
    ({ run_id, part }) => {
      const values = finals(run_id, rankedMetric[part]!);
      expect(values.filter((value) => value >= SURVIVING_SHARE * values[0]!)).toHaveLength(TARGET_RANK);
      const rises = risesOf(run_id, rankedMetric[part]!);
      expect(rises).toHaveLength(TARGET_RANK);
      expect(rises).toEqual(rises.toSorted((a, b) => a - b));
      expect(new Set(rises).size).toBeGreaterThan(1);
      expect(errorOf(run_id)).toBeLessThan(0.05);
    },
  );

  it.each(runs.filter(({ part }) => part === 'b-htf'))(
    '$part seed $seed shows its first three components in order',
    ({ run_id, part }) => {
      const [first, second, third] = risesOf(run_id, rankedMetric[part]!);
      expect(first).toBeLessThan(second!);
      expect(second).toBeLessThan(third!);
      expect(errorOf(run_id)).toBeLessThan(0.2);
    },
  );

  it('ran every run once, though it was asked for twice', () => {
    expect(rows(`select run_id from attempts group by run_id having count(*) > 1`)).toEqual([]);
  });

  it.each(['dynamics.png', 'dynamics.svg', 'dynamics.pdf'])('has a figure, %s', (file) => {
    expect(statSync(`${results}figures/${file}`).size).toBeGreaterThan(10_000);
  });
});
