/** `stop.when`: a run that stops by an event, from the definition to its row. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { csvIn } from './support/answers.ts';
import { ranksweep, temporaryFolder } from './support/ranksweep.ts';

const DEFINITION = `
name: rising
parts:
  mf:
    base:
      model: { kind: matrix, depth: 3 }
      task: { kind: completion, dims: [6, 6], observed: 28, target: { kind: matrix, rank: 2, frobeniusNorm: 8 } }
      init: { std: 0.1 }
      optimizer: { kind: sgd, learningRate: 0.05 }
      stop: { lossBelow: 0, maxIterations: 1500 }
      record: { every: 20, top: 3 }
`;

function folderWithDefinition(): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'rising.yaml'), DEFINITION);
  return folder;
}

const rows = (folder: string, query: string): string[] => csvIn(folder, query).trimEnd().split('\n').slice(1);

it('is checked before anything is written', async () => {
  const folder = folderWithDefinition();
  const run = (when: string) => ranksweep(folder, ['run', 'rising.yaml', `stop.when=${when}`]);
  expect(await run('risen.singular_valu_2')).toMatchObject({
    status: 2,
    stdout: '',
    stderr: expect.stringContaining('mf: stop.when: ') as string,
  });
  expect((await run('risen.singular_valu_2')).stderr).toContain('did you mean risen.singular_value_2?');
  expect((await run('plateau + 1')).stderr).toContain('expected true or false for a condition');
  expect((await ranksweep(folder, ['list', 'sweeps'])).stdout).not.toContain('rising');
});

it('stops a run at an event, which its row tells; without it the same run goes on, with the same points', async () => {
  const folder = folderWithDefinition();
  const [stop, whole] = [
    ['run', 'rising.yaml', 'stop.when=risen.singular_value_1'],
    ['run', 'rising.yaml'],
  ];
  const stopped = await ranksweep(folder, stop);
  expect(stopped.stdout, stopped.stderr).toMatch(/event +\d/);
  const [row] = rows(folder, 'select stop_reason, status, iterations from runs');
  const [reason, status, iterations] = row!.split(',');
  expect([reason, status]).toEqual(['event', 'done']);
  expect(Number(iterations)).toBeLessThan(1500);
  // The event that it waited for stands in its row, and the value has been level since.
  const risen = `select count(*) from events where kind = 'rise' and subject = 'singular_value_1'`;
  expect(rows(folder, risen)).toEqual(['1']);
  expect(rows(folder, `select value from params where name = 'stop.when'`)).toEqual([
    'risen.singular_value_1',
  ]);
  const upTo = `select iteration, metric, value from trajectory where iteration <= ${iterations} order by 1, 2`;
  const before = rows(folder, upTo);

  expect((await ranksweep(folder, stop)).stdout).toContain('Nothing to run');
  const extended = await ranksweep(folder, ['extend', 'rising', '--max-iterations', '9000']);
  expect(extended.stdout).toContain('it has 1 whose stop.when holds');

  const { stdout, stderr } = await ranksweep(folder, whole);
  expect(stdout, stderr).toContain('iteration-limit');
  expect(rows(folder, 'select stop_reason, iterations from runs')).toEqual(['iteration-limit,1500']);
  expect(rows(folder, upTo)).toEqual(before);
});
