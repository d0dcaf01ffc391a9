import { describe, expect, it } from 'vitest';
import type { SlurmJob } from '../../src/slurm/commands/slurmJob.ts';
import { notBegun } from '../../src/slurm/follow/folderReader.ts';
import { exitText, stateText, tasksText } from '../../src/slurm/follow/jobWords.ts';
import type { TaskOnSlurm } from '../../src/slurm/follow/sweepOnSlurm.ts';

const job = (index: number, state: string, more: Partial<SlurmJob> = {}): SlurmJob => ({
  job: 7,
  index,
  state,
  node: undefined,
  restarts: 0,
  exitCode: { status: 0, signal: 0 },
  reason: undefined,
  ...more,
});
const task = (slurm: SlurmJob | undefined, index = slurm?.index ?? 0): TaskOnSlurm => ({
  ...notBegun({ job: 7, index }),
  slurm,
});

describe('tasks of a sweep on Slurm, in words', () => {
  it('are counted by state, with reasons, exit codes, nodes, and how many were requeued', () => {
    const tasks = [
      job(0, 'COMPLETED'),
      job(1, 'FAILED', { exitCode: { status: 3, signal: 0 } }),
      job(2, 'PENDING', { reason: 'Resources' }),
      job(3, 'PENDING', { reason: 'Resources', restarts: 1 }),
      job(4, 'PENDING', { reason: 'Priority' }),
      job(5, 'RUNNING', { node: 'n1', restarts: 2 }),
      job(6, 'RUNNING', { node: 'n2' }),
      job(7, 'RUNNING', { node: 'n2' }),
      job(8, 'OUT_OF_MEMORY', { exitCode: { status: 0, signal: 9 } }),
    ].map((one) => task(one));
    expect(tasksText({ tasks, noAnswer: undefined })).toBe(
      '3 running on 2 nodes, 2 pending (Resources), 1 pending (Priority), 1 failed (exit 3), 1 out_of_memory (signal 9), ' +
        '1 completed; 2 requeued',
    );
    expect(tasksText({ tasks: [], noAnswer: undefined })).toBe('no tasks');
  });

  it('say what is not known where Slurm does not answer, and where it has forgotten them', () => {
    const tasks = [task(undefined, 0), task(undefined, 1)];
    expect(tasksText({ tasks, noAnswer: 'no answer' })).toBe('2 not known');
    expect(tasksText({ tasks, noAnswer: undefined })).toBe('2 ended long ago');
    const ended = { how: 'nothing left', message: 'every unit is done' } as const;
    expect(stateText({ slurm: undefined, state: { ended } as TaskOnSlurm['state'] }, 'no answer')).toBe(
      'ended',
    );
  });

  it('have no exit code before they have ended', () => {
    expect(exitText(job(0, 'COMPLETING'))).toBeUndefined();
    expect(exitText(job(0, 'REQUEUED', { exitCode: { status: 0, signal: 15 } }))).toBeUndefined();
    expect(exitText(job(0, 'CANCELLED', { exitCode: { status: 0, signal: 15 } }))).toBe('signal 15');
    expect(exitText(job(0, 'FAILED', { exitCode: { status: 2, signal: 0 } }))).toBe('2');
  });
});
