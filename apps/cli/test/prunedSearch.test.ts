/** Searches with pruners, as real processes: what is computed does not depend on lanes, kills, or what is there already. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { csvIn } from './support/answers.ts';
import { ranksweep, temporaryFolder } from './support/ranksweep.ts';

const DEFINITION = `
name: steps
presets:
  grid:
    parts:
      mf:
        base: &base
          model: { kind: matrix, depth: 2 }
          task: { kind: completion, dims: [16, 16], observed: 120, target: { kind: matrix, rank: 2, frobeniusNorm: 16 } }
          init: { std: 0.1 }
          optimizer: { kind: sgd, learningRate: 0.1 }
          stop: { lossBelow: 0, maxIterations: 1500 }
          record: { every: 10, top: 2 }
        axes:
          init.std: [0.01, 0.1, 0.3]
          optimizer.learningRate: [0.01, 0.03, 0.1, 0.3, 1]
  asha:
    parts:
      mf:
        base: *base
        search:
          minimize: reconstruction_error
          trials: 15
          sampler: tpe
          startup: 5
          pruner: { kind: asha, rungs: { from: 145, factor: 3 } }
          space:
            init.std: { choices: [0.01, 0.1, 0.3] }
            optimizer.learningRate: { choices: [0.01, 0.03, 0.1, 0.3, 1] }
`;

function folderWithDefinition(folder = temporaryFolder()): string {
  writeFileSync(join(folder, 'steps.yaml'), DEFINITION);
  return folder;
}

const ASHA = ['run', 'steps.yaml', '--preset', 'asha'];

async function done(folder: string, ...words: string[]): Promise<string> {
  const { status, stdout, stderr } = await ranksweep(folder, words);
  expect(status, stderr).toBe(0);
  return stdout;
}

const rows = (folder: string, query: string): string[] => csvIn(folder, query).trimEnd().split('\n').slice(1);

const TRIALS = `select number, state, rung, objective, trajectory_hash, status, iterations from trials
  join sweep_runs using (sweep_id, part, cell) join runs on runs.id = run_id order by number, trajectory_hash`;
const POINTS = `select trajectory_hash, metric, iteration, value from trajectory join runs on runs.id = run_id order by 1, 2, 3`;

let undisturbed: string;

beforeAll(async () => {
  undisturbed = folderWithDefinition(mkdtempSync(join(tmpdir(), 'ranksweep-test-')));
  const stdout = await done(undisturbed, ...ASHA, '--lanes', '1');
  expect(stdout).toMatch(/\d+ paused \(runs of \d+ pruned trials\)/);
});

afterAll(() => rmSync(undisturbed, { recursive: true }));

describe('a search with a pruner', () => {
  it('pauses trials at rungs, with their checkpoints, and says so of them', () => {
    const states = rows(undisturbed, 'select distinct state from trials order by 1');
    expect(states).toEqual(['done', 'pruned']);
    expect(rows(undisturbed, 'select distinct rung from trials order by 1')).toEqual(['150', '440', '1310']);
    // Trials of one cell share a run, which may be farther than one of them.
    const paused = `select count(*) from trials join sweep_runs using (sweep_id, part, cell) join runs on runs.id = run_id
      join checkpoints using (run_id) where trials.state = 'pruned' and iterations >= rung and checkpoints.iteration = iterations`;
    const pruned = `select count(*) from trials where state = 'pruned'`;
    expect(rows(undisturbed, paused)).toEqual(rows(undisturbed, pruned));
    const atRung = `${paused} and status = 'pending' and iterations = rung and objective is null`;
    expect(rows(undisturbed, atRung)).not.toEqual(['0']);
  });

  it('computes the same runs after it was killed in the middle, on two lanes', async () => {
    const folder = folderWithDefinition();
    let pauses = 0;
    const killed = await ranksweep(folder, [...ASHA, '--lanes', '2'], (child) => {
      child.stderr!.on('data', (chunk: Buffer) => {
        pauses += chunk.toString().split('paused ').length - 1;
        if (pauses >= 5) child.kill('SIGKILL');
      });
    });
    expect(killed.status).toBeNull();
    const open = rows(folder, `select count(*) from trials where state in ('pruned', 'done')`);
    expect(Number(open[0])).toBeLessThan(15);
    await done(folder, ...ASHA, '--lanes', '2');
    expect(rows(folder, TRIALS)).toEqual(rows(undisturbed, TRIALS));
    expect(rows(folder, POINTS)).toEqual(rows(undisturbed, POINTS));
  });

  it('finds on a grid that is there what it found without, and a simulation finds the same', async () => {
    const folder = folderWithDefinition();
    await done(folder, 'run', 'steps.yaml', '--preset', 'grid');
    const simulated = JSON.parse(
      await done(
        folder,
        'simulate',
        'sweep:1',
        '--minimize=reconstruction_error',
        '--samplers=tpe',
        '--pruners=asha',
        '--rungs=145x3',
        '--seeds=0',
        '--startup=5',
        '--json',
      ),
    ) as { iterations: number; standings: { best: number[]; spent: number[] }[] };
    const [{ best, spent }] = simulated.standings as [{ best: number[]; spent: number[] }];
    const [found] = rows(undisturbed, `select min(objective) from trials where state = 'done'`);
    expect(best).toEqual([Number(found)]);
    const [iterations] = rows(undisturbed, 'select sum(iterations) from runs');
    expect(spent.map((share) => Math.round(share * simulated.iterations))).toEqual([Number(iterations)]);

    const late = ['simulate', 'sweep:1', '--minimize=reconstruction_error', '--rungs=1500x3'];
    const refused = await ranksweep(folder, late);
    expect([refused.status, refused.stderr]).toEqual([
      2,
      "ranksweep: --rungs: expected a rung below 1500, the most iterations of its runs, found '1500x3'\n",
    ]);

    const told = await done(folder, ...ASHA);
    expect(told).not.toContain('started ');
    const asked = 'select number, state, rung from trials order by number';
    expect(rows(folder, asked)).toEqual(rows(undisturbed, asked));

    // All of them have ended in the grid, which the search did not know of those that it has pruned.
    const { concat } = JSON.parse(await done(folder, 'plot', 'sweep:2', '--as=best', '--spec')) as {
      concat: { layer: { data?: { values: { x?: number }[] } }[] }[];
    };
    const drawn = new Set(
      concat[0]!.layer.flatMap(({ data }) => data?.values.flatMap(({ x }) => x ?? []) ?? []),
    );
    expect([...drawn].toSorted((a, b) => a - b).map(String)).toEqual(
      rows(folder, "select distinct cell from trials where sweep_id = 2 and state != 'pruned' order by 1"),
    );
  });
});

describe('ranksweep promote', () => {
  it('has trials that were pruned go on to their end, and notes what they end with', async () => {
    const folder = folderWithDefinition();
    await done(folder, ...ASHA);
    const pruned = `select run_id from trials join sweep_runs using (sweep_id, part, cell) join runs on runs.id = run_id
      where state = 'pruned' and status = 'pending' group by run_id order by max(rung) desc, number`;
    const [first, second] = rows(folder, pruned);
    const open = rows(folder, pruned).length;
    expect(await done(folder, 'holes', 'steps')).toMatch(
      new RegExp(`all \\d+ runs are there, but for ${open} that it has pruned`),
    );
    expect(await done(folder, 'promote', 'steps', '--farthest', '1')).toContain(
      '1 trial of sweep:1 (steps) goes on.',
    );
    await done(folder, 'promote', `run:${second}`);
    const promoted = `select state, objective = value, iterations from trials join sweep_runs using (sweep_id, part, cell)
      join runs on runs.id = run_id join final using (run_id)
      where run_id in (${first}, ${second}) and metric = 'reconstruction_error'`;
    expect(rows(folder, promoted)).toEqual(['pruned,1,1500', 'pruned,1,1500']);
    expect(rows(folder, 'select count(*) from sweeps')).toEqual(['1']);
    const [least] = rows(folder, `select min(objective) from trials where state = 'pruned'`);
    const shown = await done(folder, 'show', 'steps');
    expect(shown).toContain(`${open - 2} pruned trials wait at a rung; `);
    const told =
      /2 pruned trials have ended all the same, at best with reconstruction_error (\S+) \(trial/.exec(shown);
    expect(Number(told![1])).toBeCloseTo(Number(least), 3);

    const [ended] = rows(
      folder,
      `select run_id from trials join sweep_runs using (sweep_id, part, cell) where state = 'done'`,
    );
    const refused = await ranksweep(folder, ['promote', `run:${ended}`]);
    expect(refused).toMatchObject({ status: 2 });
    expect(refused.stderr).toContain(`expected runs of trials that were pruned, found run:${ended}`);
    // The search goes on as it was, and keeps what was noted.
    const trials = rows(folder, TRIALS);
    // Killed after the last run had ended, it has noted nothing.
    const database = new Database(join(folder, 'results', 'ranksweep.db'));
    database.exec(`update trials set objective = null where state = 'pruned'`);
    database.close();
    expect(rows(folder, TRIALS)).not.toEqual(trials);
    const noted = await done(folder, 'promote', `run:${first}`);
    expect(noted).toMatch(
      /^\d+ trials of sweep:1 \(steps\) had come to their ends, which is noted now\.\nNothing to promote/,
    );
    expect(rows(folder, TRIALS)).toEqual(trials);
    await done(folder, ...ASHA);
    expect(rows(folder, TRIALS)).toEqual(trials);
    expect(await done(folder, 'promote', 'steps', '--farthest', '1')).not.toContain('noted');
  });
});
