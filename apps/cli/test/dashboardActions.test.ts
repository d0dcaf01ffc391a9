/** What the dashboard starts on a sweep, and what it tells of it once that has ended. */
import { join } from 'node:path';
import { openStore } from '@ranksweep/store';
import { expect, it, onTestFinished } from 'vitest';
import { start, type SweepCommand } from '../../dashboard/src/actions.ts';
import { ranksweep, ranksweepBin, smallDefinition, temporaryFolder } from './support/ranksweep.ts';

/** Starts the command on the database, and waits for what is told when it has ended. */
function told(
  db: string,
  command: SweepCommand,
  program: readonly string[] = [process.execPath, ranksweepBin],
) {
  const store = openStore(db, { readOnly: true });
  onTestFinished(() => store.close());
  return new Promise<string>((tell) => {
    const said = start({ store, ranksweep: program, tell, now: () => 0 }, command);
    expect(said).toMatch(/^Started \w+-\d+; it goes on without the dashboard\. Log: .+\.log$/);
  });
}

it('tells how the runs are by then, and where the log is of a command that fails', async () => {
  const folder = temporaryFolder();
  const overrides = ['stop.lossBelow=0', 'stop.maxIterations=20'];
  await ranksweep(folder, ['run', smallDefinition(folder), '--lanes', '1', ...overrides]);
  const db = join(folder, 'results', 'ranksweep.db');
  const extended = await told(db, { verb: 'extend', sweepId: 1, options: ['--max-iterations', '40'] });
  expect(extended).toMatch(/^extend-1 has ended: sweep 1 has 2 done\.$/);
  const store = openStore(db, { readOnly: true });
  onTestFinished(() => store.close());
  expect([1, 2].map((runId) => store.run(runId)?.iterations)).toEqual([40, 40]);

  const refused = await told(db, { verb: 'extend', sweepId: 1, options: ['--max-iterations', '0'] });
  expect(refused).toMatch(
    /^extend-1 has ended with status 2 \(log: .*extend-1-.*\.log\): sweep 1 has 2 done\.$/,
  );
  const missing = await told(db, { verb: 'fill', sweepId: 9 });
  expect(missing).toMatch(/^fill-9 has ended with status 2 .*: sweep 9 is there no more\.$/);
  const nowhere = await told(db, { verb: 'fill', sweepId: 1 }, [join(folder, 'nowhere')]);
  expect(nowhere).toMatch(/^fill-1 was killed or could not be started .*: sweep 1 has 2 done\.$/);
});
