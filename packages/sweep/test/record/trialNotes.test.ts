import type { NewTrial, Store } from '@ranksweep/store';
import { expect, it } from 'vitest';
import { GroupCommit } from '../../src/record/groupCommit.ts';
import { TrialNotes } from '../../src/record/trialNotes.ts';
import { temporaryStore } from '../support/sweeps.ts';

const addSweep = (store: Store): number =>
  store.upsertSweep({ name: 'a', definition: 'a', preset: 'a', spec: {}, specHash: 'a' });

const trial = (number: number, objective: number | null = null): NewTrial => ({
  number,
  cell: { 'init.std': number },
  state: objective === null ? 'running' : 'done',
  objective,
  rung: null,
});

it('writes what is noted in one turn together, and the later note of a trial counts', async () => {
  const store = temporaryStore();
  const sweepId = addSweep(store);
  const told: [part: string, numbers: number[]][] = [];
  const writes = new GroupCommit({ store, onFailure: () => undefined });
  const observer = {
    tried: (part: string, trials: readonly NewTrial[]) =>
      void told.push([part, trials.map(({ number }) => number)]),
  };
  const notes = new TrialNotes({ store, writes, sweepId, observer });
  notes.add('one', [trial(0), trial(1)]);
  notes.add('other', [trial(0)]);
  notes.add('one', [trial(0, 0.5), trial(2)]);
  expect(told).toEqual([]);
  await writes.run(() => {});
  expect(told).toEqual([
    ['one', [0, 1, 0, 2]],
    ['other', [0]],
  ]);
  notes.add('one', [trial(1, 0.25)]);
  await writes.close();
  expect(told.at(-1)).toEqual(['one', [1]]);
  expect(store.trials(sweepId).map(({ part, number, objective }) => [part, number, objective])).toEqual([
    ['one', 0, 0.5],
    ['one', 1, 0.25],
    ['one', 2, null],
    ['other', 0, null],
  ]);
});
