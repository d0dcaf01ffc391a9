/** Convolutional networks as runs of a sweep: computed, killed and gone on with, verified, shown, and refused where they have nothing. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ranksweep, temporaryFolder } from './support/ranksweep.ts';
import { disturbed, ENDLESS, SAVED } from './support/until.ts';

/** An epoch has 500 iterations: whatever ends before is in the middle of one. */
const LAST = 100;

const PAIRS = `
name: pairs
description: pairs of small digits
seeds: [0]
parts:
  pairs:
    base:
      model: { kind: resnet, stem: { stride: 2 }, widths: [4, 8], dropout: 0.2 }
      task: { kind: is-same-class, data: { set: digits }, canvas: [8, 24], distance: 4, train: 2000, test: 50 }
      regularizer: { lambda: 1 }
      batch: { size: 4 }
      stop: { maxIterations: ${LAST} }
      record: { every: 25 }
`;
const EVERY_POINT = 'select metric, iteration, value from trajectory order by 1, 2';

function folderWithPairs(): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'pairs.yaml'), PAIRS);
  return folder;
}

const answer = async (folder: string, query: string): Promise<unknown> =>
  JSON.parse((await ranksweep(folder, ['sql', query, '--format', 'json'])).stdout);

const words = ['run', 'pairs.yaml', '--engine', 'tfjs-wasm', '--lanes', '1', '--checkpoint-every', '0.05'];

it('a run that was killed in the middle of an epoch ends with the points that it has undisturbed, and verifies', async () => {
  const [folder, undisturbed] = [folderWithPairs(), folderWithPairs()];
  const killed = await disturbed(folder, [...words, ENDLESS], (child) => child.kill('SIGKILL'), SAVED);
  expect(killed.status).toBeNull();
  const checkpoint = 'select iteration > 0 as begun from checkpoints';
  expect(await answer(folder, checkpoint)).toEqual([{ begun: 1 }]);
  for (const place of [folder, undisturbed]) {
    const { status, stderr } = await ranksweep(place, words);
    expect(status, stderr).toBe(0);
  }
  const points = await answer(folder, EVERY_POINT);
  expect(points).toHaveLength(6 * (LAST / 25 + 1));
  expect(points).toEqual(await answer(undisturbed, EVERY_POINT));
  expect(await answer(folder, 'select outcome, engine from attempts order by number')).toEqual([
    { outcome: 'lost', engine: 'tfjs-wasm' },
    { outcome: 'done', engine: 'tfjs-wasm' },
  ]);
  const verified = await ranksweep(folder, ['verify', 'pairs']);
  expect(verified.stdout).toContain('1 run is the same to the last bit, none differs');

  expect((await ranksweep(folder, ['show', 'pairs'])).stdout).toMatch(/iterations +test accuracy\n/);
  const shown = await ranksweep(folder, ['show', 'run:1']);
  expect(shown.stdout).toMatch(/test_accuracy +0\./);
  const plan = await ranksweep(folder, ['show', 'run:1', '--plan']);
  expect([plan.status, plan.stderr]).toEqual([2, expect.stringContaining('found run 1, of kind convnet')]);
  const npz = await ranksweep(folder, ['export', 'run:1', '--format', 'npz']);
  expect([npz.status, npz.stderr]).toEqual([2, expect.stringContaining('found one of kind convnet')]);
});

it('a sweep is refused before it begins where images are missing or do not fit', async () => {
  const folder = folderWithPairs();
  const refusal = async (...overrides: string[]): Promise<string> => {
    const { status, stderr } = await ranksweep(folder, [...words, ...overrides]);
    expect(status).toBe(2);
    return stderr;
  };
  expect(await refusal('task.data.set=cifar-10', 'task.canvas=[32,80]')).toContain(
    'To get them: ranksweep data get cifar-10',
  );
  expect(await refusal('task.distance=20')).toContain('two images of 8 x 8 pixels that are 20 apart');
  expect(await refusal('task.data.folder=./none')).toContain('none');
});
