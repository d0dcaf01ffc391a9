/** Sweeps on lanes of two engines: one that advances runs together in a process of its own, and one on the CPU. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createEngine } from '@ranksweep/engine';
import { describe, expect, it } from 'vitest';
import { rowsIn } from '../../support/answers.ts';
import { ranksweep, temporaryFolder } from '../../support/ranksweep.ts';
import { disturbed } from '../../support/until.ts';

/** Those of two layers are alike, and those of three are refused by the engine that advances runs together. */
const MIXED = `
name: mixed
description: matrices that both engines compute, and some that only one does
seeds: [0]
parts:
  square:
    base: &base
      model: { kind: matrix, depth: 2 }
      task: { kind: completion, dims: [5, 5], observed: 15, target: { kind: matrix, rank: 1, frobeniusNorm: 5 } }
      init: { std: 0.1 }
      stop: { lossBelow: 0.001, patience: 2, checkEvery: 7, maxIterations: 400 }
      record: { every: 20 }
  deep: { base: { <<: *base, model: { kind: matrix, depth: 3 } } }
`;

const WITH = ['--with', fileURLToPath(new URL('together.ts', import.meta.url))];
const BOTH = ['--engine', 'together,reference', ...WITH];
const LANES = ['--lanes', 'cpu=1,gpu:0=1'];

/** Two parts of so many runs. */
function sweepIn(folder: string, seeds: number): string[] {
  writeFileSync(join(folder, 'mixed.yaml'), MIXED);
  return ['run', 'mixed.yaml', `--seeds=0..${seeds - 1}`];
}

const EVERYTHING = `select distinct part, seed, metric, iteration, value, stop_reason
  from trajectory join runs on runs.id = run_id join sweep_runs using (run_id) order by 1, 2, 3, 4`;

/** By what each part's runs were computed, and whether any run is stored twice. */
const COMPUTED = `select part, engine, arithmetic, count(*) as runs, count(distinct trajectory_hash) as different
  from runs join sweep_runs on run_id = id group by 1, 2, 3 order by 1, 2, 3`;

interface Computed {
  readonly part: string;
  readonly engine: string;
  readonly arithmetic: string;
  readonly runs: number;
}

const laneProcesses = (parent: number): number[] =>
  execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+.*laneProcess\.ts/.exec(line))
    .filter((found) => Number(found?.[2]) === parent)
    .map((found) => Number(found![1]));

describe('a sweep on lanes of two engines', () => {
  it('has each run once, in the arithmetic of the lane that computed it, and is repeated by nothing', async () => {
    const [folder, reference] = [temporaryFolder(), temporaryFolder()];
    const words = sweepIn(folder, 20);
    const first = await ranksweep(folder, [...words, ...BOTH, ...LANES]);
    expect(first.status, first.stderr).toBe(0);
    await ranksweep(reference, [...sweepIn(reference, 20), '--engine', 'reference', '--lanes', '1']);
    expect(rowsIn(folder, EVERYTHING)).toEqual(rowsIn(reference, EVERYTHING));

    const computed = rowsIn<Computed>(folder, COMPUTED);
    expect(computed.filter(({ part }) => part === 'deep')).toEqual([
      { part: 'deep', engine: 'reference', arithmetic: 'f64', runs: 20, different: 20 },
    ]);
    const square = computed.filter(({ part }) => part === 'square');
    expect(square.map(({ engine, arithmetic }) => `${engine} ${arithmetic}`)).toContain(
      'together f64-together',
    );
    expect(square.reduce((sum, { runs }) => sum + runs, 0)).toBe(20);
    for (const { engine, arithmetic } of square)
      expect(arithmetic).toBe(engine === 'together' ? 'f64-together' : 'f64');

    // Whatever computed it; where no engine is named, also what no lane computes.
    for (const again of [
      [...BOTH, ...LANES],
      ['--device', 'cpu'],
    ]) {
      const { stdout, stderr } = await ranksweep(folder, [...words, ...again]);
      expect(stdout, stderr).toContain('Nothing to run: all 40 runs are in the database already');
    }

    const extended = await ranksweep(folder, ['extend', 'mixed', '--max-iterations', '450', ...WITH]);
    expect(extended.status, extended.stderr).toBe(0);
    await ranksweep(reference, ['extend', 'mixed', '--max-iterations', '450', '--lanes', '1']);
    expect(rowsIn(folder, EVERYTHING)).toEqual(rowsIn(reference, EVERYTHING));
    const later = rowsIn<Computed>(folder, COMPUTED);
    expect(
      later.filter(({ engine, arithmetic }) => (engine === 'together') !== (arithmetic === 'f64-together')),
    ).toEqual([]);
  });

  it('loses nothing when the process of the GPU is killed', async () => {
    const [folder, reference] = [temporaryFolder(), temporaryFolder()];
    const long = ['square.stop.lossBelow=0', 'square.stop.maxIterations=1000', 'deep.stop.maxIterations=10'];
    let kills = 0;
    const ended = await disturbed(folder, [...sweepIn(folder, 60), ...long, ...BOTH, ...LANES], (child) => {
      const timer = setInterval(() => {
        const [victim] = laneProcesses(child.pid!);
        if (victim === undefined) return;
        process.kill(victim, 'SIGKILL');
        if (++kills === 2) clearInterval(timer);
      }, 500);
      child.on('exit', () => clearInterval(timer));
    });
    expect(ended.status, ended.stderr).toBe(0);
    expect(ended.stderr).toContain('its lane died: its process ended (SIGKILL)');
    await ranksweep(reference, [...sweepIn(reference, 60), ...long, '--engine', 'reference', '--lanes', '2']);
    expect(rowsIn(folder, EVERYTHING)).toEqual(rowsIn(reference, EVERYTHING));
  });

  it('gives up a GPU whose process dies again and again, tells its last lines, and computes all on the CPU', async () => {
    const folder = temporaryFolder();
    const dying = ['--with', fileURLToPath(new URL('dying.ts', import.meta.url)), '--engine', 'dying,wasm'];
    const { status, stderr } = await ranksweep(folder, [...sweepIn(folder, 60), ...dying, ...LANES]);
    expect(status, stderr).toBe(0);
    expect(stderr).toMatch(
      /given up lane-2, .*: its process ended \(SIGABRT\): NVRM: Xid 79, GPU has fallen off the bus\./,
    );
    const ends = rowsIn(folder, 'select arithmetic, status, count(*) as n from runs group by 1, 2');
    expect(ends).toEqual([{ arithmetic: createEngine('wasm').arithmetic, status: 'done', n: 120 }]);
  });
});
