import type { ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { rowsIn } from '../../support/answers.ts';
import { ranksweep, temporaryFolder } from '../../support/ranksweep.ts';
import { disturbed, ENDLESS } from '../../support/until.ts';
import type { Happening } from './togetherProgram.ts';

const SHAPES = `
name: shapes
description: matrices of two shapes, each of runs that end when they fit
seeds: [0]
parts:
  square:
    base: &base
      model: { kind: matrix, depth: 2 }
      task: { kind: completion, dims: [5, 5], observed: 15, target: { kind: matrix, rank: 1, frobeniusNorm: 5 } }
      init: { std: 0.1 }
      stop: { lossBelow: 0.001, patience: 2, checkEvery: 7, maxIterations: 400 }
      record: { every: 20 }
  wide: { base: { <<: *base, task: { kind: completion, dims: [4, 6], observed: 12, target: { kind: matrix, rank: 1, frobeniusNorm: 5 } } } }
`;

const TOGETHER = [
  '--engine',
  'together',
  '--with',
  fileURLToPath(new URL('together.ts', import.meta.url)),
  '--lanes',
  '1',
];
const REFERENCE = ['--engine', 'reference', '--lanes', '1'];

function sweepIn(folder: string): string[] {
  writeFileSync(join(folder, 'shapes.yaml'), SHAPES);
  return ['run', 'shapes.yaml'];
}

/** All that a run has left, by what it is. */
const EVERYTHING = `select distinct part, seed, metric, iteration, value, stop_reason
  from trajectory join runs on runs.id = run_id join sweep_runs using (run_id) order by 1, 2, 3, 4`;

const happeningsIn = (folder: string): Happening[] =>
  readFileSync(join(folder, 'happenings.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Happening);

/** Runs that came in where others had left. */
const refills = (happenings: readonly Happening[]): Happening[] =>
  happenings.filter((one) => one.kind === 'load' && one.applied > 0);

describe('an engine of an extension that advances runs together', () => {
  it('computes what the reference does, in full cohorts of each shape, whose members are replaced one by one', async () => {
    const [folder, reference] = [temporaryFolder(), temporaryFolder()];
    const [one, other] = await Promise.all([
      ranksweep(folder, [...sweepIn(folder), '--seeds=0..19', ...TOGETHER]),
      ranksweep(reference, [...sweepIn(reference), '--seeds=0..19', ...REFERENCE]),
    ]);
    expect([one.status, other.status], one.stderr + other.stderr).toEqual([0, 0]);
    const rows = rowsIn<{ stop_reason: string }>(folder, EVERYTHING);
    expect(rows).toEqual(rowsIn(reference, EVERYTHING));
    const ends = rowsIn<{ n: number; lengths: number }>(
      folder,
      'select count(*) as n, count(distinct iterations) as lengths from runs',
    );
    expect(ends[0]!.n).toBe(40);
    expect(ends[0]!.lengths).toBeGreaterThan(5);

    const happenings = happeningsIn(folder);
    expect(happenings.filter(({ kind }) => kind === 'compile')).toEqual(
      Array(2).fill({ kind: 'compile', slots: 8 }),
    );
    expect(refills(happenings)).toHaveLength(24);
    expect(refills(happenings).filter((one) => 'others' in one && one.others === 7).length).toBeGreaterThan(
      4,
    );
  });

  it('lets a run that is cancelled go, stops at Ctrl-C, and has every member go on with the bits that it has undisturbed', async () => {
    const [folder, reference] = [temporaryFolder(), temporaryFolder()];
    const words = [
      '--seeds=0..9',
      'square.stop.lossBelow=0',
      'record.every=500',
      'wide.stop.maxIterations=1',
    ];
    const cancelOneThenStop = async (child: ChildProcess): Promise<void> => {
      const atWork = 'select min(run_id) as id from leases join points using (run_id)';
      const [run] = rowsIn<{ id: number }>(folder, atWork);
      await ranksweep(folder, ['cancel', `run:${run!.id}`]);
      while (refills(happeningsIn(folder)).length === 0) await sleep(20);
      child.kill('SIGINT');
    };
    const stopped = await disturbed(
      folder,
      [...sweepIn(folder), ...words, ...TOGETHER, `square.${ENDLESS}`],
      (child) => void cancelOneThenStop(child),
    );
    expect(stopped.status, stopped.stderr).toBe(130);
    expect(refills(happeningsIn(folder))).toEqual([
      { kind: 'load', others: 7, applied: expect.any(Number) as number },
    ]);
    const states = `select status, count(*) as runs, max(coalesce(checkpoints.iteration, runs.iterations)) as most
      from runs join sweep_runs on sweep_runs.run_id = id left join checkpoints on checkpoints.run_id = id
      where part = 'square' group by 1 order by 1`;
    const [cancelled, pending] = rowsIn<{ most: number }>(folder, states);
    expect(cancelled).toMatchObject({ status: 'cancelled', runs: 1 });
    expect(pending).toMatchObject({ status: 'pending', runs: 9 });

    const last = `square.stop.maxIterations=${Math.max(cancelled!.most, pending!.most) + 100}`;
    const [resumed, through] = await Promise.all([
      ranksweep(folder, [...sweepIn(folder), ...words, ...TOGETHER, last]),
      ranksweep(reference, [...sweepIn(reference), ...words, ...REFERENCE, last]),
    ]);
    expect([resumed.status, through.status], resumed.stderr + through.stderr).toEqual([0, 0]);
    expect(rowsIn(folder, EVERYTHING)).toEqual(rowsIn(reference, EVERYTHING));
  });

  it('is asked what it refuses before anything is written', async () => {
    const folder = temporaryFolder();
    const { status, stderr } = await ranksweep(folder, [
      ...sweepIn(folder),
      'wide.model.depth=3',
      ...TOGETHER,
    ]);
    expect(status).toBe(2);
    expect(stderr).toContain(
      'wide: engine together: expected completion by a matrix model of depth 2, found completion by matrix, depth 3',
    );
    expect(existsSync(join(folder, 'results'))).toBe(false);
  });
});
