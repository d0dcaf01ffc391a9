/** A sweep on Slurm without Slurm: its folder, and tasks that are started here. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canonicalJson, sha256 } from '@ranksweep/core';
import { collectSegments, type Store } from '@ranksweep/store';
import { expect, onTestFinished } from 'vitest';
import type { ExpandedSweep } from '../../src/definition/expand.ts';
import { lanesOn } from '../../src/launch/devices/chooseLanes.ts';
import { planUnits } from '../../src/slurm/claims/units.ts';
import { slurmFolder, type SlurmFolder } from '../../src/slurm/folder.ts';
import { FOLDER_VERSION, type SlurmSweep } from '../../src/slurm/sweepFile.ts';
import { slurmTask, type SlurmTaskOptions, type TaskEnd } from '../../src/slurm/task/slurmTask.ts';
import type { SlurmWord } from '../../src/slurm/task/slurmLiveness.ts';
import { provenance } from '../../src/record/provenance.ts';
import { followsFromResults } from '../../src/schedule/sources.ts';
import { temporaryStore } from '../support/sweeps.ts';

export interface SharedSweep {
  readonly folder: SlurmFolder;
  /** The database that results are collected in. */
  readonly store: Store;
  readonly sweepId: number;
  readonly slurmSweep: SlurmSweep;
  /** Numbers of its units. */
  readonly units: readonly number[];
  /** What Slurm says of tasks, which tests change. By default, all tasks run. */
  readonly words: SlurmWord[];
  /** Resolves when tasks have asked Slurm so many times. */
  asked(times: number): Promise<void>;
  start(index: number, options?: StartOptions): Promise<TaskEnd>;
  /** Collects, and returns how many segments there were. */
  collect(): Promise<number>;
}

interface StartOptions extends Partial<Pick<SlurmTaskOptions, 'signal' | 'note' | 'slurmSweep'>> {
  readonly restart?: number;
  readonly observer?: Awaited<ReturnType<SlurmTaskOptions['settingsOf']>>['observer'];
}

export async function sharedSweep(
  sweep: ExpandedSweep,
  { tasks = 2, ...settings }: { tasks?: number } & Partial<SlurmSweep['settings']> = {},
): Promise<SharedSweep> {
  const path = mkdtempSync(join(tmpdir(), 'ranksweep-slurm-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  const store = temporaryStore();
  const specHash = sha256(canonicalJson(sweep.spec));
  const { name, preset, spec } = sweep;
  const sweepId = store.upsertSweep({ name, definition: name, preset, spec, specHash });
  const folder = slurmFolder(path);
  const isAsked = followsFromResults(sweep);
  for (const one of [folder.tasks, folder.claims, folder.units, folder.segments]) mkdirSync(one);
  const slurmSweep: SlurmSweep = {
    version: FOLDER_VERSION,
    sweep: { id: sweepId, name, preset, spec, specHash },
    db: store.path,
    workingFolder: process.cwd(),
    extensions: [],
    settings: {
      graceSeconds: 10,
      again: 'never',
      lookEverySeconds: 0.02,
      publishEverySeconds: 0.02,
      ...settings,
    },
    units: isAsked
      ? []
      : planUnits(
          sweep.runs.map(({ config }, position) => ({ position, config })),
          { tasks },
        ),
    ...(isAsked ? { isAsked } : {}),
    provenance: provenance(),
  };
  writeFileSync(folder.sweepFile, JSON.stringify(slurmSweep));
  const words: SlurmWord[] = [];
  let asked = 0;
  return {
    folder,
    store,
    sweepId,
    slurmSweep,
    units: [...slurmSweep.units.keys()],
    words,
    asked: (times) => expect.poll(() => asked, { timeout: 60_000 }).toBeGreaterThanOrEqual(times),
    start: async (index, { restart = 0, observer = {}, ...options } = {}) =>
      await slurmTask({
        folder,
        slurmSweep,
        environment: {
          task: { job: 1, index, restart },
          place: index,
          tasks,
          node: `n${index}`,
          temporary: tmpdir(),
        },
        ask: async () => {
          asked++;
          const others = [0, 1, 2, 3].filter((other) => !words.some((word) => word.index === other));
          return [
            ...words,
            ...others.map((other): SlurmWord => ({ job: 1, index: other, restarts: 0, state: 'running' })),
          ];
        },
        settingsOf: async () => ({
          lanes: await lanesOn('wasm', 1),
          keepState: true,
          checkpointEveryMs: 20,
          observer,
        }),
        signal: new AbortController().signal,
        note: () => {},
        ...options,
      }),
    collect: async () => (await collectSegments(store, folder.segments)).segments,
  };
}
