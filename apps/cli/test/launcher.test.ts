import { execFileSync, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { csvIn } from './support/answers.ts';
import { smallDefinition, temporaryFolder } from './support/ranksweep.ts';
import { disturbed, ENDLESS, whenTold } from './support/until.ts';

/** Processes of lanes that a command has started. */
const lanesOf = ({ pid }: ChildProcess): number[] =>
  execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+.*laneProcess\.ts/.exec(line))
    .filter((found) => Number(found?.[2]) === pid)
    .map((found) => Number(found![1]));

const lives = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** Lanes hear of it within that time, or the test would pass without what it tests. */
const TO_BE_HELD_MS = 1500;

/** Locks the database, so that lanes are held and say nothing that could fail. */
function killWhileHeld(child: ChildProcess, folder: string): void {
  const client = new Database(join(folder, 'results', 'ranksweep.db'));
  whenTold(child, 'Waiting: another program', () => {
    setTimeout(() => {
      child.kill('SIGKILL');
      client.close();
    }, TO_BE_HELD_MS);
  });
  client.exec('BEGIN IMMEDIATE');
}

/** As a terminal does at Ctrl-C: everything in the foreground gets it. */
const interruptAll = (child: ChildProcess): void =>
  [...lanesOf(child), child.pid!].forEach((pid) => process.kill(pid, 'SIGINT'));

it.each([
  ['is killed while its lanes wait', killWhileHeld, null, 'running,0'],
  ['Ctrl-C stops', interruptAll, 130, 'pending,1'],
] as const)('a command that %s leaves no process of a lane behind', async (_, end, status, states) => {
  const folder = temporaryFolder();
  let lanes: number[] = [];
  const words = ['run', smallDefinition(folder), 'stop.lossBelow=0', ENDLESS, 'record.every=20000'];
  const ended = await disturbed(
    folder,
    [...words, '--seeds', '0', '--launcher', 'process', '--lanes', '1'],
    (child) => {
      lanes = lanesOf(child);
      end(child, folder);
    },
  );
  expect(lanes).toHaveLength(1);
  expect(ended.status).toBe(status);
  await expect.poll(() => lanes.filter(lives)).toEqual([]);
  const query = `select status, exists (select 1 from checkpoints) as saved,
    (select count(*) from attempts where outcome = 'failed') as deaths from runs`;
  expect(csvIn(folder, query)).toBe(`status,saved,deaths\n${states},0\n`);
});
