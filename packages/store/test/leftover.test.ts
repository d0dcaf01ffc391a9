import { expect, it } from 'vitest';
import { LeaseLostError, openStore, query, type Store } from '../src/index.ts';
import { POINTS_PER_STEP } from '../src/claims/leftover.ts';
import { killHard, startChild } from './support/children.ts';
import { claim } from './support/claim.ts';
import { addRun, chunk, config, saved, take, temporaryStore } from './support/fixtures.ts';

const pointsOf = (store: Store, runId: number): number =>
  query(store.path, `SELECT count(*) FROM points WHERE run_id = ${runId}`).rows[0]![0] as number;

const SNAPSHOTS = POINTS_PER_STEP;
const iterations = Array.from({ length: SNAPSHOTS }, (_, i) => i);

/** A run that was saved at iteration 1 and is pending, with so many points of each of two metrics. */
function longRun(store: Store): number {
  const runId = addRun(store);
  const attempt = take(store, runId);
  store.saveCheckpoint(runId, attempt, {
    ...saved(1, 7),
    snapshots: chunk([0, 1], { a: [0, 1], b: [0, 1] }),
  });
  store.appendChunk(
    runId,
    attempt,
    chunk(iterations.slice(2), { a: iterations.slice(2), b: iterations.slice(2) }),
  );
  store.releaseRun(runId, attempt);
  return runId;
}

/** @returns how many points each step has deleted */
function deleteAll(store: Store, runId: number, attempt: number): number[] {
  const steps: number[] = [];
  for (let hasLeftover = true; hasLeftover;) {
    const before = pointsOf(store, runId);
    hasLeftover = store.deleteLeftover(runId, attempt);
    steps.push(before - pointsOf(store, runId));
  }
  return steps;
}

it.each([
  { restart: true, left: 0 },
  { restart: false, left: 4 },
])(
  'deletes a long trajectory in steps between which others write, $left points stay',
  ({ restart, left }) => {
    const store = temporaryStore();
    const bystander = addRun(store, { config: config({ seed: 1 }) });
    store.appendChunk(bystander, take(store, bystander), chunk([0, 1], { a: [1, 2], b: [3, 4] }));
    const runId = longRun(store);
    const all = pointsOf(store, runId);
    const { attempt, hasLeftover } = store.claimRun(runId, { ...claim, restart })!;
    expect(hasLeftover).toBe(true);
    const other = openStore(store.path, { waitMs: 0 });
    expect(other.changeTags(1, { add: ['draft'] })).toEqual(['draft']);
    other.close();
    const atClaim = all - pointsOf(store, runId);
    const steps = deleteAll(store, runId, attempt);
    expect(Math.max(atClaim, ...steps)).toBeLessThanOrEqual(POINTS_PER_STEP);
    expect(steps.length).toBeGreaterThan(1);
    expect([pointsOf(store, runId), pointsOf(store, bystander)]).toEqual([left, 4]);
    expect(store.damageOfRun(runId)).toEqual([]);
  },
);

it('deletes the few points of a short run with its claim', () => {
  const store = temporaryStore();
  const runId = addRun(store);
  store.appendChunk(runId, take(store, runId, { leaseMs: -1 }), chunk([0, 25], { a: [1, 2] }));
  expect(store.claimRun(runId, claim)).toEqual({ attempt: 2 });
  expect(pointsOf(store, runId)).toBe(0);
});

it('keeps what the attempt has appended', () => {
  const store = temporaryStore();
  const runId = addRun(store);
  const attempt = take(store, runId);
  store.appendChunk(runId, attempt, chunk([0, 25], { a: [1, 2] }));
  expect(store.deleteLeftover(runId, attempt)).toBe(false);
  expect(pointsOf(store, runId)).toBe(2);
});

it('goes on with what is left where a process was killed that started the run over', async () => {
  const store = temporaryStore();
  const runId = longRun(store);
  const child = startChild('restart.ts', store.path, runId);
  expect(await child.firstLine).toBe('true');
  await killHard(child);
  expect(pointsOf(store, runId)).toBeGreaterThan(0);
  expect(store.damageOfRun(runId)).toEqual([]);
  const { attempt, checkpoint, hasLeftover } = store.claimRun(runId, claim)!;
  expect([checkpoint, hasLeftover]).toEqual([undefined, true]);
  deleteAll(store, runId, attempt);
  expect(pointsOf(store, runId)).toBe(0);
  store.appendChunk(runId, attempt, chunk([0, 3], { a: [8, 9] }));
  expect(store.damageOfRun(runId)).toEqual([]);
});

it('is for the attempt that has the run', () => {
  const store = temporaryStore();
  const runId = longRun(store);
  const attempt = take(store, runId, { restart: true });
  store.cancelRuns([runId]);
  const before = pointsOf(store, runId);
  expect(() => store.deleteLeftover(runId, attempt)).toThrow(LeaseLostError);
  expect(() => store.startOver(runId, attempt)).toThrow(LeaseLostError);
  expect(pointsOf(store, runId)).toBe(before);
});

it('has the points of a damaged run gone, all of them, when it is to be computed again', () => {
  const store = temporaryStore();
  const runId = longRun(store);
  expect(store.discardResults(runId, () => config())).toBe(true);
  expect([pointsOf(store, runId), store.run(runId)!.status]).toEqual([0, 'pending']);
  const other = longRun(store);
  expect(store.discardResults(other, () => undefined)).toBe(true);
  expect([pointsOf(store, other), store.run(other)]).toEqual([0, undefined]);
});
