/** A database with runs from when their configuration meant something else, as a user meets it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { earlierTrajectoryHashes } from '@ranksweep/kinds';
import { requireSound } from '@ranksweep/store';
import { expect, it } from 'vitest';
import { inDatabase } from './support/database.ts';
import { csvIn } from './support/answers.ts';
import { ranksweep, temporaryFolder } from './support/ranksweep.ts';

const DEFINITION = `
name: unary
description: a tree in which two nodes have the mode 5 alone
seeds: [0]
parts:
  five:
    base:
      model: { kind: hierarchical, widths: [3, 3, 3] }
      task: { kind: completion, dims: [2, 2, 2, 2, 2], observed: 20, target: { kind: gaussian } }
      init: { std: 0.5 }
      stop: { maxIterations: 40 }
      record: { every: 20, metrics: [train_loss, 'local_component_norm{5@2}'], top: 1 }
`;

/** Runs the definition, and adds to its sweep a run that is stored as it would have been before: number 2. */
async function folderWithOldRun(): Promise<string> {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'unary.yaml'), DEFINITION);
  const { status, stderr } = await ranksweep(folder, ['run', 'unary.yaml']);
  expect(status, stderr).toBe(0);
  inDatabase(folder, (store) => {
    const { config, arithmetic } = requireSound(store.run(1)!, store.path);
    const [trajectoryHash] = earlierTrajectoryHashes(config);
    store.registerRuns(1, [{ config, trajectoryHash: trajectoryHash!, arithmetic, part: 'five', cell: {} }]);
  });
  return folder;
}

it('show says what such a run is, and of no other', async () => {
  const folder = await folderWithOldRun();
  const [now, then] = [
    await ranksweep(folder, ['show', 'run:1']),
    await ranksweep(folder, ['show', 'run:2']),
  ];
  expect(now.stdout).toContain('local_component_norm{5@2}_1');
  expect(now.stdout).not.toContain('Earlier meaning');
  expect(then.stdout).toContain('Earlier meaning: its configuration meant another mode tree');
  expect([now.status, then.status]).toEqual([0, 0]);
});

it('its sweep, asked for again, no longer has it', async () => {
  const folder = await folderWithOldRun();
  const { stdout, status } = await ranksweep(folder, ['run', 'unary.yaml']);
  expect(stdout).toContain('all 1 runs are in the database already');
  expect(status).toBe(0);
  expect(csvIn(folder, 'select run_id from sweep_runs')).toBe('run_id\n1\n');
  expect(csvIn(folder, 'select id from runs')).toBe('id\n1\n2\n');
});

it('the metric of the upper node can be asked for on the command line, and queried', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'unary.yaml'), DEFINITION);
  const metrics = 'five.record.metrics=[train_loss,weight_vector_norm{5@1},effective_rank{all_1}]';
  const { status, stderr } = await ranksweep(folder, ['run', 'unary.yaml', metrics]);
  expect(status, stderr).toBe(0);
  const query = 'select "weight_vector_norm{5@1}_1" > 0 as a, "effective_rank{4}" > 0 as b from run_table';
  const { stdout } = await ranksweep(folder, ['sql', query, '--format', 'csv']);
  expect(stdout.trim().split('\n')).toEqual(['a,b', '1,1']);
});
