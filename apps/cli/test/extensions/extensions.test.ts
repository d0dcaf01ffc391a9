import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cpuName } from '@ranksweep/engine';
import { describe, expect, it } from 'vitest';
import { rowsIn } from '../support/answers.ts';
import { ranksweep, ranksweepAfter, smallDefinition, temporaryFolder } from '../support/ranksweep.ts';

const extension = (path: string): string[] => ['--with', fileURLToPath(new URL(path, import.meta.url))];

const everyPoint = 'select run_id, metric, iteration, value from trajectory order by 1, 2, 3';

/** The base is of all parts; one of them never ends, and another has a scale that a source chooses. */
const SCALES = `
name: scales
description: from which scale of the initialization a run does not fit its observations
seeds: [0]
parts:
  whole:
    base: &base
      model: { kind: matrix }
      task: { kind: completion, dims: [5, 5], observed: 15, target: { kind: matrix, rank: 1, frobeniusNorm: 5 } }
      init: { std: 0.3 }
      stop: { maxIterations: 200 }
  endless: { base: { <<: *base, init: { std: 0.0001 }, stop: { lossBelow: 0, maxIterations: 1000000000 }, record: { every: 20000 } } }
  scale: { base: { <<: *base, init: { std: 0.01 }, stop: { maxIterations: 100 } } }
`;

describe('a launcher of an extension', () => {
  it('loses a lane at random, and every run ends with the bits that it has undisturbed', async () => {
    const [disturbed, undisturbed] = [temporaryFolder(), temporaryFolder()];
    const words = (folder: string): string[] => [
      'run',
      smallDefinition(folder),
      '--seeds=0..1',
      '--lanes=2',
      'stop.maxIterations=100000',
      'stop.lossBelow=0',
      'record.every=20', // so many points that each run tells of them in several messages, however fast it is
    ];
    const lossy = ['--launcher', 'losing', ...extension('launcher/losing.ts')];
    const { status, stderr } = await ranksweep(disturbed, [...words(disturbed), ...lossy]);
    expect(status, stderr).toBe(0);
    expect(stderr).toContain('its lane died');
    await ranksweep(undisturbed, words(undisturbed));
    expect(rowsIn(disturbed, everyPoint)).toEqual(rowsIn(undisturbed, everyPoint));
  });
});

interface ScaleRow {
  readonly std: number;
  readonly loss: number;
}

describe('a source of an extension', () => {
  it('chooses cells by what it was told, pauses runs, and has one go on with the bits that it has undisturbed', async () => {
    const [folder, undisturbed] = [temporaryFolder(), temporaryFolder()];
    const words = ['run', smallDefinition(folder, () => SCALES), '--source', 'doubling', '--lanes', '2'];
    const { status, stdout, stderr } = await ranksweep(folder, [
      ...words,
      ...extension('source/doubling.ts'),
    ]);
    expect(status, stderr).toBe(0);
    expect(stdout).toContain('1 paused');

    const scales = rowsIn<ScaleRow>(
      folder,
      `select cells.value as std, final.value as loss from cells join sweep_runs using (sweep_id, part, cell)
       join final using (run_id) where part = 'scale' and cells.name = 'init.std' and metric = 'train_loss' order by 1`,
    );
    expect(scales.map(({ std }) => std)).toEqual([0.02, 0.04, 0.08, 0.16]);
    expect(scales.map(({ loss }) => loss < 0.65)).toEqual([true, true, true, false]);

    const outcomes = `select part, group_concat(outcome, ' ') as outcomes from attempts join sweep_runs using (run_id)
      where part <> 'scale' group by 1 order by 1`;
    expect(rowsIn(folder, outcomes)).toEqual([
      { part: 'endless', outcomes: 'paused' },
      { part: 'whole', outcomes: 'paused done' },
    ]);
    await ranksweep(undisturbed, [
      'run',
      smallDefinition(undisturbed, () => SCALES),
      'endless.stop.maxIterations=1',
    ]);
    const whole = `select metric, iteration, value from trajectory join sweep_runs using (run_id) where part = 'whole' order by 1, 2`;
    expect(rowsIn(folder, whole)).toEqual(rowsIn(undisturbed, whole));

    const again = await ranksweep(folder, [...words, ...extension('source/doubling.ts')]);
    expect(again.status, again.stderr).toBe(0);
    expect(rowsIn(folder, 'select count(*) as n from runs')).toEqual([{ n: scales.length + 3 }]);
  });
});

describe('an engine of an extension', () => {
  const words = ['run', 'small.yaml', '--engine', 'cards', ...extension('engine/cards.ts')];

  it('computes on the devices that lanes are asked for', async () => {
    const folder = temporaryFolder();
    smallDefinition(folder);
    const { status, stderr } = await ranksweep(folder, [
      ...words,
      '--lanes',
      'gpu:0=1,cpu=1',
      '--seeds',
      '0..9',
    ]);
    expect(status, stderr).toBe(0);
    const devices = rowsIn(folder, 'select distinct lane, device from attempts order by 1');
    expect(devices).toEqual([
      { lane: 'lane-1', device: 'gpu:0 Card' },
      { lane: 'lane-2', device: cpuName() },
    ]);
  });

  it('is handed the device of its lane', async () => {
    const folder = temporaryFolder();
    smallDefinition(folder);
    const { status, stderr } = await ranksweep(folder, [...words, '--lanes=cpu=1,gpu:1=1', '--seeds=0..9']);
    expect(status).toBe(1);
    expect(stderr).toContain('gpu:1 is broken');
    // The lane that works takes runs that the other has not begun.
    const ends = `select distinct lane, outcome from attempts where outcome <> 'interrupted' order by 1`;
    expect(rowsIn(folder, ends)).toEqual([
      { lane: 'lane-1', outcome: 'done' },
      { lane: 'lane-2', outcome: 'failed' },
    ]);
  });
});

describe('an extension', () => {
  it.each([
    [
      'of a wrong key',
      'export default { source: {} };',
      "expected kinds, engines, launchers or sources, found 'source'; did you mean sources?",
    ],
    ['that throws', 'throw new Error("out of order");', 'Error: out of order'],
    [
      'without a default export',
      'export const x = 1;',
      'expected an object with kinds, engines, launchers, sources',
    ],
    [
      'of a name that is taken',
      'export default { launchers: { threads() {} } };',
      'launcher threads: expected a new name',
    ],
  ])('%s is refused', async (_, text, message) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'own.js'), text);
    const { status, stderr } = await ranksweep(folder, ['list', '--with', 'own.js']);
    expect(status).toBe(2);
    expect(stderr).toContain('own.js');
    expect(stderr).toContain(message);
  });

  it('may lie outside of the workspace, and be named by the environment', async () => {
    const folder = temporaryFolder();
    const text = `import { wasmEngine } from '@ranksweep/engine';
export default { engines: { own: () => wasmEngine('plain') } };`;
    writeFileSync(join(folder, 'own.ts'), text);
    const { stdout } = await ranksweepAfter('RANKSWEEP_EXTENSIONS=own.ts exec', folder, ['devices']);
    expect(stdout).toContain('own (f32-plain)');
  });

  it.each([['missing.ts', 'extension missing.ts: expected a file, found none']])(
    '%s is refused',
    async (path, message) => {
      const { status, stderr } = await ranksweep(temporaryFolder(), ['list', '--with', path]);
      expect(status).toBe(2);
      expect(stderr).toContain(message);
    },
  );
});

/** A run that counts, and one of a factorization, in one sweep. */
const COUNTS = `
name: counts
description: two kinds of run
seeds: [0, 1]
parts:
  tensors:
    base:
      model: { kind: cp, components: 2 }
      task: { kind: completion, dims: [3, 3, 3], observed: 9, target: { kind: gaussian } }
      init: { std: 0.1 }
      stop: { maxIterations: 20 }
  counts:
    base: { model: { kind: counting, to: 10 }, stop: { maxIterations: 6 }, record: { every: 2 } }
    axes: { model.by: [1, 2] }
`;

describe('a kind of run of an extension', () => {
  const byPart = `select part, cell, seed, iterations, stop_reason from runs join sweep_runs on run_id = runs.id
    where part = 'counts' order by 2, 3`;
  const counts = `select distinct iteration, value from trajectory join sweep_runs using (run_id)
    join runs on runs.id = run_id where metric = 'count' and cell = 1 and seed = 0 order by 1`;

  it('is checked, computed, stored and gone on with like any other', async () => {
    const folder = temporaryFolder();
    const file = smallDefinition(folder, () => COUNTS);
    const withCounting = extension('kind/counting.ts');
    const run = (...words: string[]) =>
      ranksweep(folder, ['run', file, '--lanes', '2', ...words, ...withCounting]);
    const first = await run();
    expect(first.status, first.stderr).toBe(0);
    expect(rowsIn(folder, byPart)).toEqual(
      [0, 0, 1, 1].map((cell, i) => ({
        part: 'counts',
        cell,
        seed: i % 2,
        iterations: 6,
        stop_reason: 'iteration-limit',
      })),
    );
    expect(rowsIn(folder, counts)).toEqual([0, 4, 8, 10].map((value, i) => ({ iteration: 2 * i, value })));
    const params = `select name, value from params where name like 'model.%' and run_id = (select max(run_id) from params)
      order by 1`;
    expect(rowsIn(folder, params)).toEqual([
      { name: 'model.by', value: 2 },
      { name: 'model.kind', value: 'counting' },
      { name: 'model.to', value: 10 },
    ]);

    expect((await run()).stdout).toContain('all 6 runs are in the database already');
    const longer = await run('counts.stop.maxIterations=12');
    expect(longer.status, longer.stderr).toBe(0);
    expect(rowsIn<{ value: number }>(folder, counts).map(({ value }) => value)).toEqual([
      0, 4, 8, 10, 10, 10, 10,
    ]);
    const shown = await ranksweep(folder, ['show', 'run:5', '--plan', ...withCounting]);
    expect(shown.stderr).toContain('which alone has a plan, found run 5, of kind counting');
    expect(shown.status).toBe(2);
    const exported = await ranksweep(folder, ['export', 'run:5', '--format', 'npz', ...withCounting]);
    expect(exported.stderr).toContain('of a factorization, found one of kind counting');
  });

  it('is computed by the engine that it chooses, in lanes that can have it, and verified by that engine', async () => {
    const folder = temporaryFolder();
    const file = smallDefinition(folder, () => COUNTS);
    const extensions = [...extension('kind/counting.ts'), ...extension('engine/cards.ts')];
    const run = (...words: string[]) => ranksweep(folder, ['run', file, ...words, ...extensions]);
    const refused = await run('--engine', 'cards', '--device', 'gpu:0');
    expect(refused.stderr).toContain('counts: counting on a lane of cards: expected a CPU, found Card');
    expect(refused.status).toBe(2);
    const first = await run('--engine', 'wasm,cards', '--lanes', 'gpu:0=1,cpu=1');
    expect(first.status, first.stderr).toBe(0);
    const engines = `select distinct part, runs.arithmetic, attempts.engine, attempts.device from attempts
      join runs on runs.id = run_id join sweep_runs using (run_id) where part = 'counts'`;
    const own = { part: 'counts', arithmetic: 'integers', engine: 'counting', device: cpuName() };
    expect(rowsIn(folder, engines)).toEqual([own]);

    const elsewhere = await run('--engine', 'reference');
    expect(elsewhere.status, elsewhere.stderr).toBe(0);
    const arithmetics = 'select arithmetic, count(*) as n from runs group by 1 order by 1';
    expect(rowsIn(folder, arithmetics)).toMatchObject([{ n: 2 }, { n: 2 }, { arithmetic: 'integers', n: 4 }]);
    const verified = await ranksweep(folder, ['verify', 'counts', ...extensions]);
    expect(verified.stdout).toContain('8 runs are the same to the last bit, none differs');
    expect(verified.status, verified.stderr).toBe(0);
  });

  it('is refused where it is not known, and its runs say so', async () => {
    const folder = temporaryFolder();
    const file = smallDefinition(folder, () => COUNTS);
    const unknown = 'expected matrix, cp, hierarchical, resnet or conv-ac, found "counting"';
    const refused = await ranksweep(folder, ['run', file]);
    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain(unknown);
    await ranksweep(folder, ['run', file, ...extension('kind/counting.ts')]);
    const shown = await ranksweep(folder, ['show', 'run:5', '--plan']);
    expect(shown.stderr).toContain(
      `of a kind of run that an extension has, to be named with --with: model.kind: ${unknown}`,
    );
  });
});
