import { expect, it } from 'vitest';
import {
  chunk,
  config,
  done,
  newRun,
  newSweep,
  take,
} from '../../../packages/store/test/support/fixtures.ts';
import { inDatabase } from './support/database.ts';
import { folderWithSweep, ranksweep, temporaryFolder } from './support/ranksweep.ts';

it('shows what came of a sweep, and the definition of its name where it is asked for', async () => {
  const folder = folderWithSweep();
  expect((await ranksweep(folder, ['tag', 'sweep:1', 'rank-one'])).status).toBe(0);
  const sweep = await ranksweep(folder, ['show', 'rank-one']);
  expect(sweep.stdout).toMatch(/^sweep:1 /);
  expect(sweep.stdout).toMatch(/\nIts definition: npx ranksweep show rank-one --definition\n$/);
  expect(sweep.stdout).not.toContain('Part ');
  const definition = await ranksweep(folder, ['show', 'rank-one', '--definition']);
  expect(definition.stdout).toMatch(/^rank-one: /);
  expect(definition.stdout).not.toContain('sweep:1');
  const unknown = await ranksweep(folder, ['show', 'rank-ome', '--definition']);
  expect(unknown.stderr).toContain(
    "show --definition: expected a definition, found 'rank-ome'; did you mean rank-one?\n(ranksweep show --help",
  );
  expect(unknown.status).toBe(2);
});

it('says why runs have failed, each error once, and which command tells of each run', async () => {
  const folder = temporaryFolder();
  const errors = ['exit code 3\nmore of it', 'no room', 'exit code 3\nmore of it', undefined, 'a', 'b'];
  inDatabase(folder, (store) => {
    const sweep = store.upsertSweep(newSweep);
    const runs = store.registerRuns(
      sweep,
      errors.map((_, seed) => newRun({ config: config({ seed }) })),
    );
    runs.forEach(({ runId }, i) => {
      const error = errors[i];
      const attempt = take(store, runId);
      store.appendChunk(runId, attempt, chunk([0, 50], { train_loss: [4, 1] }));
      store.finishRun(runId, attempt, error === undefined ? done : { ...done, status: 'failed', error });
    });
    store.finishSweep(sweep);
  });
  const { stdout } = await ranksweep(folder, ['show', 'sweep:1']);
  expect(stdout.trimEnd().split('\n').slice(-5)).toEqual([
    '2 runs failed, such as run:1: exit code 3 ...',
    '1 run failed, such as run:2: no room',
    '1 run failed, such as run:5: a',
    '... and 1 more error',
    'npx ranksweep holes sweep:1 tells why each has.',
  ]);
  const some = await ranksweep(folder, ['show', 'run:2,4']);
  expect(some.stdout).toContain('1 run failed, such as run:2: no room');
  expect(some.stdout).not.toContain('exit code');
  expect((await ranksweep(folderWithSweep(), ['show', 'sweep:1'])).stdout).not.toContain('failed');
});
