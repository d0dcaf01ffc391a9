import {
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseDefinition } from '@ranksweep/kinds';
import { query, runsFolder } from '@ranksweep/store';
import { expect, it, onTestFinished, vi } from 'vitest';
import { temporaryFolder } from '../../../machine/test/support/temporaryFolder.ts';
import type { SlurmFolder } from '../../src/slurm/folder.ts';
import type { TaskState } from '../../src/slurm/sweepFile.ts';
import { expandSweep, runsOf } from '../../src/definition/expand.ts';
import { results, run, smallSweep, temporaryStore } from '../support/sweeps.ts';
import { sharedSweep } from './sharedSweep.ts';

const long = () => smallSweep(['mf', 'tf'], { stop: { maxIterations: 8000, lossBelow: 0 } });

/** Its runs end when they are interrupted. */
const endless = () => smallSweep(['mf'], { stop: { maxIterations: 2 ** 31, lossBelow: 0 } });

/** What this machine makes of it, computed once. */
const longResults = (): Promise<unknown[]> =>
  (computed ??= (async () => {
    const local = temporaryStore();
    return results(local, await run(local, long()));
  })());
let computed: Promise<unknown[]> | undefined;

const stateOf = ({ tasks }: SlurmFolder, task: string): TaskState =>
  JSON.parse(readFileSync(join(tasks, `${task}.json`), 'utf8')) as TaskState;

it('computes with several tasks what a local sweep computes', async () => {
  const sweep = smallSweep();
  const local = temporaryStore();
  const expected = results(local, await run(local, sweep));
  const shared = await sharedSweep(sweep);
  const ends = await Promise.all([shared.start(0), shared.start(1)]);
  expect(ends.map(({ how }) => how)).toEqual(['nothing left', 'nothing left']);
  expect(await shared.collect()).toBeGreaterThan(0);
  expect(results(shared.store, shared)).toEqual(expected);
  const claimed = [0, 1].map((index) => stateOf(shared.folder, `1_${index}.0.1`).unitsDone);
  expect(claimed[0]! + claimed[1]!).toBe(
    readdirSync(shared.folder.claims).filter((name) => name.endsWith('.done')).length,
  );
});

it('goes on where an interrupted task has stopped, from what that has published', async () => {
  const [sweep, expected] = [long(), await longResults()];
  const shared = await sharedSweep(sweep, { tasks: 1 });
  const stopping = new AbortController();
  // By run: how far it was seen to be.
  const reached = new Map<string, number>();
  const first = await shared.start(0, {
    signal: stopping.signal,
    observer: {
      progressed({ name }, iteration) {
        reached.set(name, iteration);
        if (iteration > 300) stopping.abort();
      },
    },
  });
  expect(first.how).toBe('interrupted');
  const second = await shared.start(0, {
    restart: 1,
    observer: {
      progressed({ name }, iteration) {
        expect(iteration).toBeGreaterThan(reached.get(name) ?? -1);
        reached.delete(name);
      },
    },
  });
  expect(second.how).toBe('nothing left');
  await shared.collect();
  expect(results(shared.store, shared)).toEqual(expected);
});

it('takes over from a task that Slurm says is gone, and waits for one that it does not', async () => {
  const [sweep, expected] = [long(), await longResults()];
  const shared = await sharedSweep(sweep, { tasks: 2 });
  // A task that dies at once, when it has claimed everything.
  const units = new Set(readdirSync(shared.folder.path));
  expect(units.has('sweep.json')).toBe(true);
  for (const unit of [0, 1, 2, 3]) writeFileSync(join(shared.folder.claims, `${unit}.1`), '1_3.0.1 dead\n');
  const ending = shared.start(0);
  await shared.asked(3);
  expect(readdirSync(shared.folder.claims)).not.toContain('0.2');
  shared.words.push({ job: 1, index: 3, restarts: 1, state: 'running' });
  expect((await ending).how).toBe('nothing left');
  await shared.collect();
  expect(results(shared.store, shared)).toEqual(expected);
});

it('notices that it was started twice', async () => {
  // It has told of itself before it looks for the first time.
  const shared = await sharedSweep(long(), { tasks: 1, lookEverySeconds: 1000 });
  const stopping = new AbortController();
  const started = Promise.withResolvers<void>();
  const first = shared.start(0, { signal: stopping.signal, observer: { started: () => started.resolve() } });
  await started.promise;
  expect((await shared.start(0)).how).toBe('started twice');
  stopping.abort();
  expect((await first).how).toBe('interrupted');
});

it('tells at once what it is at', async () => {
  const shared = await sharedSweep(endless(), { tasks: 1, lookEverySeconds: 1000 });
  const stopping = new AbortController();
  const ending = shared.start(0, { signal: stopping.signal });
  await expect.poll(() => stateOf(shared.folder, '1_0.0.1').runsLeft).toBeGreaterThan(0);
  stopping.abort();
  expect((await ending).how).toBe('interrupted');
});

it('waits for a shared folder that cannot be used when it begins, takes over, publishes or ends', async () => {
  const [sweep, expected] = [long(), await longResults()];
  const shared = await sharedSweep(sweep, { tasks: 1 });
  const { segments, tasks, claims } = shared.folder;
  const told: string[] = [];
  const note = (text: string): void => void told.push(text);
  const away = (folder: string): void => renameSync(folder, `${folder}.away`);
  const back = (folder: string): void => renameSync(`${folder}.away`, folder);
  for (const unit of shared.units) writeFileSync(join(claims, `${unit}.1`), '1_3.0.1 dead\n');
  shared.words.push({ job: 1, index: 3, restarts: 0, state: 'ended' });
  for (const folder of [tasks, segments]) away(folder);
  let begun = 0;
  const ending = shared.start(0, {
    note,
    observer: { started: () => void (begun++ === 0 && away(segments)) },
  });
  await expect.poll(() => told).toContainEqual(expect.stringMatching(/tries again: ENOENT.*tasks/));
  back(tasks);
  await expect
    .poll(() => told)
    .toContainEqual(expect.stringMatching(/tries again: ENOENT.*scandir.*segments/));
  expect(begun).toBe(0);
  back(segments);
  await expect
    .poll(() => told)
    .toContainEqual(expect.stringMatching(/tries again: ENOENT.*copyfile.*segments/));
  back(segments);
  expect((await ending).how).toBe('nothing left');
  expect(readdirSync(claims).filter((name) => name.endsWith('.done'))).toHaveLength(shared.units.length);
  await shared.collect();
  expect(results(shared.store, shared)).toEqual(expected);
});

it('does not begin where it is told to stop before the shared folder can be used', async () => {
  const shared = await sharedSweep(smallSweep(['mf']), { tasks: 1 });
  renameSync(shared.folder.tasks, `${shared.folder.tasks}.away`);
  const stopping = new AbortController();
  const end = await shared.start(0, { signal: stopping.signal, note: () => stopping.abort() });
  expect(end).toEqual({ how: 'interrupted', message: 'it has not begun' });
});

it('has published everything though its last word cannot be written, and is gone once Slurm says so', async () => {
  const { runs, ...sweep } = endless();
  const shared = await sharedSweep({ ...sweep, runs: runs.slice(0, 1) }, { tasks: 1 });
  const stopping = new AbortController();
  const told: string[] = [];
  const { tasks } = shared.folder;
  const first = await shared.start(0, {
    signal: stopping.signal,
    note: (text) => void told.push(text),
    observer: {
      progressed() {
        if (!stopping.signal.aborted) renameSync(tasks, `${tasks}.away`);
        stopping.abort();
      },
    },
  });
  renameSync(`${tasks}.away`, tasks);
  expect(first.how).toBe('interrupted');
  expect(told).toContainEqual(expect.stringMatching(/^its last word is lost: ENOENT/));
  expect(stateOf(shared.folder, '1_0.0.1').ended).toBeUndefined();
  const { claims } = shared.folder;
  const stoppingSecond = new AbortController();
  const second = shared.start(1, { signal: stoppingSecond.signal });
  await shared.asked(3);
  expect(readdirSync(claims)).not.toContain('0.2');
  shared.words.push({ job: 1, index: 0, restarts: 0, state: 'ended' });
  await expect.poll(() => readdirSync(claims), { timeout: 60_000 }).toContain('0.2');
  stoppingSecond.abort();
  expect((await second).how).toBe('interrupted');
});

it('publishes what it has where it fails, and leaves the rest to others', async () => {
  const shared = await sharedSweep(long(), { tasks: 1, publishEverySeconds: 1000 });
  const failing = shared.start(0, {
    observer: {
      ended() {
        throw new Error('the display has gone');
      },
    },
  });
  await expect(failing).rejects.toThrow('the display has gone');
  expect(stateOf(shared.folder, '1_0.0.1').ended).toEqual({ how: 'failed', message: 'the display has gone' });
  await shared.collect();
  expect(shared.store.runsOfSweep(shared.sweepId).map(({ status }) => status)).toContain('done');
  expect((await shared.start(1)).how).toBe('nothing left');
});

it('is of no other version than the one that submitted the sweep', async () => {
  const shared = await sharedSweep(smallSweep(['mf']), { tasks: 1 });
  const { versions } = shared.slurmSweep.provenance;
  const provenance = { ...shared.slurmSweep.provenance, versions: { ...versions, ranksweep: '0.0.1' } };
  await expect(shared.start(0, { slurmSweep: { ...shared.slurmSweep, provenance } })).rejects.toThrow(
    /^slurm-task: expected ranksweep 0\.0\.1.*, which submitted the sweep, found .*: submit it again$/,
  );
  expect(readdirSync(shared.folder.tasks)).toEqual([]);
});

it('leaves no file of its own on the node', async () => {
  const work = temporaryFolder();
  const shared = await sharedSweep(smallSweep(['mf']), { tasks: 1, work });
  const seen: string[] = [];
  await shared.start(0, { observer: { started: () => void seen.push(...readdirSync(work)) } });
  expect(seen).toContainEqual(expect.stringMatching(/^ranksweep-1_0\.0\.1-/));
  expect(readdirSync(work)).toEqual([]);
});

it('compares no times of others: clocks of nodes and of the file server may differ by days', async () => {
  const [sweep, expected] = [long(), await longResults()];
  const shared = await sharedSweep(sweep, { tasks: 2 });
  const daysOff = [2, -3, 1];
  onTestFinished(() => void vi.useRealTimers());
  for (const [index, days] of daysOff.entries()) {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 0, 10 + days) });
    const stopping = new AbortController();
    await shared.start(index, {
      signal: stopping.signal,
      observer: { progressed: (_, iteration) => index < 2 && iteration > 200 && stopping.abort() },
    });
    for (const folder of [shared.folder.tasks, shared.folder.claims, shared.folder.segments]) {
      for (const name of readdirSync(folder)) {
        const at = Date.UTC(2026, 0, 10 - 5 * days) / 1000;
        utimesSync(join(folder, name), at, at);
      }
    }
  }
  await shared.collect();
  expect(results(shared.store, shared)).toEqual(expected);
  const attempts = query(shared.store.path, 'SELECT run_id, count(*) FROM attempts GROUP BY 1').rows;
  expect(attempts.length).toBe(sweep.runs.length);
});

it.each([
  ['the sweep is cancelled', ({ stopFile }: SlurmFolder) => writeFileSync(stopFile, '')],
  ['the folder is gone', ({ sweepFile }: SlurmFolder) => rmSync(sweepFile, { force: true })],
])('ends when %s', async (_, happens) => {
  const shared = await sharedSweep(endless(), { tasks: 1 });
  const end = await shared.start(0, { observer: { progressed: () => happens(shared.folder) } });
  expect(end.how).toBe('interrupted');
  const last = stateOf(shared.folder, '1_0.0.1');
  expect(last.ended).toEqual(end);
  await sleep(200); // Ten looks.
  expect(stateOf(shared.folder, '1_0.0.1')).toEqual(last);
});

it('goes on where it cannot be told whether the sweep is cancelled', async () => {
  const shared = await sharedSweep(endless(), { tasks: 1 });
  const { path } = shared.folder;
  const stopping = new AbortController();
  const told: string[] = [];
  let isAway = false;
  let isOver = false;
  const ending = shared
    .start(0, {
      signal: stopping.signal,
      note: (text) => void told.push(text),
      observer: {
        progressed() {
          if (isAway) return;
          isAway = true;
          renameSync(path, `${path}.away`);
          writeFileSync(path, '');
        },
      },
    })
    .finally(() => (isOver = true));
  await expect.poll(() => told).toContainEqual(expect.stringMatching(/tries again: ENOTDIR/));
  rmSync(path);
  renameSync(`${path}.away`, path);
  const { counter } = stateOf(shared.folder, '1_0.0.1');
  await expect.poll(() => isOver || stateOf(shared.folder, '1_0.0.1').counter > counter + 3).toBe(true);
  expect(isOver).toBe(false);
  stopping.abort();
  expect((await ending).how).toBe('interrupted');
});

it('tells of itself while it computes, and publishes what its runs have by then', async () => {
  const shared = await sharedSweep(endless(), { tasks: 1 });
  const stopping = new AbortController();
  const ending = shared.start(0, { signal: stopping.signal });
  const told = (): Partial<TaskState> =>
    existsSync(join(shared.folder.tasks, '1_0.0.1.json')) ? stateOf(shared.folder, '1_0.0.1') : {};
  try {
    await expect.poll(() => told().counter).toBeGreaterThan(5);
    await expect.poll(told).toMatchObject({ lanes: 1, unitsClaimed: 1, unitsDone: 0, runsLeft: 1 });
    await expect.poll(() => readdirSync(shared.folder.segments)).not.toEqual([]);
  } finally {
    stopping.abort();
    await ending;
  }
});

it('publishes what it has when it is stopped, though the shared folder cannot be used just then', async () => {
  const shared = await sharedSweep(endless(), { tasks: 1, publishEverySeconds: 1000 });
  const { segments } = shared.folder;
  const stopping = new AbortController();
  const told: string[] = [];
  const ending = shared.start(0, {
    signal: stopping.signal,
    note: (text) => void told.push(text),
    observer: {
      progressed() {
        if (!stopping.signal.aborted) renameSync(segments, `${segments}.away`);
        stopping.abort();
      },
    },
  });
  await expect.poll(() => told).toContainEqual(expect.stringMatching(/tries again: ENOENT.*segments/));
  renameSync(`${segments}.away`, segments);
  expect((await ending).how).toBe('interrupted');
  await shared.collect();
  expect(shared.store.runsOfSweep(shared.sweepId).some(({ iterations }) => iterations > 0)).toBe(true);
});

it('says at its end what it has done, though nobody has looked meanwhile', async () => {
  const shared = await sharedSweep(smallSweep(['mf']), { tasks: 1, lookEverySeconds: 1000 });
  expect((await shared.start(0)).how).toBe('nothing left');
  const units = shared.units.length;
  expect(stateOf(shared.folder, '1_0.0.1')).toMatchObject({
    unitsClaimed: units,
    unitsDone: units,
    runsEnded: 2,
    runsLeft: 0,
    ended: { how: 'nothing left' },
  });
});

it.each([
  ['by Slurm', 1],
  ['without Slurm', 0],
])('started again %s begins with what it had', async (_, restart) => {
  const shared = await sharedSweep(endless(), { tasks: 1 });
  const first = new AbortController();
  await shared.start(0, { signal: first.signal, observer: { progressed: () => first.abort() } });
  expect(readdirSync(shared.folder.claims)).toContain('0.1');
  const free = shared.units.slice(1).map((unit) => `${unit}.1`);
  expect(free).not.toEqual([]);
  const second = new AbortController();
  let claims: string[] = [];
  await shared.start(0, {
    restart,
    signal: second.signal,
    observer: {
      started() {
        if (claims.length === 0) claims = readdirSync(shared.folder.claims);
        second.abort();
      },
    },
  });
  expect(claims).toContain('0.2');
  for (const unit of free) expect(claims).not.toContain(unit);
});

it('leaves out what a rule of an axis leaves out, once results say so', async () => {
  const values = [0.01, 0.011, 0.012, 0.013, 0.014, 0.015, 0.016, 0.017];
  const { spec, ...others } = smallSweep(['mf']);
  const part = {
    ...spec.parts.mf!,
    seeds: [0],
    axes: { 'init.std': values },
    skip: { 'init.std': 'rest-after-success' },
  } as const;
  const sweep = { ...others, spec: { ...spec, parts: { mf: part } }, runs: runsOf('mf', part) };
  const shared = await sharedSweep(sweep, { tasks: 2 });
  const ends = await Promise.all([shared.start(0), shared.start(1)]);
  expect(ends.map(({ how }) => how)).toEqual(['nothing left', 'nothing left']);
  await shared.collect();
  const skips = shared.store.skippedRuns(shared.sweepId);
  const runs = shared.store.runsOfSweep(shared.sweepId);
  expect(runs).toHaveLength(values.length);
  // Tasks are not left idle: some are tried although what comes before them has not ended.
  expect(skips.size).toBeGreaterThan(0);
  for (const { runId, status } of runs) expect(status).toBe(skips.has(runId) ? 'pending' : 'done');
});

it.each([
  ['beside the collected database', true],
  ['in the folder that tasks share, where a node has none of the database', false],
])('has folders of programs %s', async (_, isThere) => {
  const program = {
    // A placeholder is in braces.
    command: [
      'sh',
      '-c',
      `echo $1 > "$RANKSWEEP_RUN_DIR/kept"; echo '{{"iteration": 1, "loss": 1}}'`,
      'sh',
      '{x}',
    ],
    loss: 'loss',
  };
  const parts = { p: { base: { program, parameters: { x: 1 } } } };
  const definition = { name: 'programs', description: '', presets: { quick: { seeds: [0], parts } } };
  const shared = await sharedSweep(expandSweep(parseDefinition(definition, 'programs')), { tasks: 1 });
  const { slurmSweep, store, folder } = shared;
  const db = isThere ? slurmSweep.db : join(folder.path, 'elsewhere', 'collected.db');
  await shared.start(0, { slurmSweep: { ...slurmSweep, db } });
  const place = isThere ? runsFolder(store.path) : join(folder.path, 'runs');
  const [run] = readdirSync(place);
  expect(readFileSync(join(place, run!, 'kept'), 'utf8')).toBe('1\n');
});
