/** What `ranksweep show --json` prints: a definition, a sweep with its runs, or runs. */
import type { SweepDefinition } from '@ranksweep/kinds';
import type { ReadOnlyStore, RunRow, Subject } from '@ranksweep/store';
import { searchesJson } from '../render/searchText.ts';
import { runsAloneJson, runsOfSweepJson } from './runJson.ts';
import { slurmJson } from './slurmJson.ts';
import { sweepJson } from './sweepJson.ts';

/** What a word names: a definition, something in the database, or both. */
export interface Named {
  readonly definition: SweepDefinition | undefined;
  readonly subject: Subject | undefined;
  /** Undefined where there is no database. */
  readonly store: ReadOnlyStore | undefined;
}

export interface Shown {
  readonly document: object;
  /** The runs in it. */
  readonly rows: readonly RunRow[];
}

/**
 * @param limit of a sweep's runs the first so many; default: all
 * @throws InputError as `slurmJson`
 */
export async function showJson(
  { definition, subject, store }: Named,
  { limit }: { readonly limit: number | undefined },
): Promise<Shown> {
  if (subject === undefined || store === undefined) {
    const nothing = { sweep: null, slurm: null, searches: [], runs: [] };
    return { document: { definition: definition ?? null, ...nothing }, rows: [] };
  }
  if (subject.kind === 'runs') {
    const { runs, rows } = await runsByNumber(store, subject.runIds);
    return { document: { definition: null, sweep: null, slurm: null, searches: [], runs }, rows };
  }
  const { sweep } = subject;
  const rows = store.runsAsAsked(sweep.id, { limit });
  const slurm = await slurmJson(store, sweep);
  const runs = runsOfSweepJson(store, { sweep, slurm }, rows);
  const document = {
    definition: definition ?? null,
    sweep: sweepJson(sweep),
    slurm: slurm.sweep,
    searches: searchesJson(store, sweep),
    runs,
  };
  return { document, rows };
}

/** Each in its place in the newest of its sweeps. */
async function runsByNumber(
  store: ReadOnlyStore,
  runIds: readonly number[],
): Promise<{ readonly runs: object[]; readonly rows: readonly RunRow[] }> {
  const bySweep = Map.groupBy(runIds, (runId) => store.runPlaces(runId)[0]?.sweepId);
  const groups: { readonly runs: object[]; readonly rows: readonly RunRow[] }[] = [];
  for (const [sweepId, group] of bySweep) {
    const sweep = sweepId === undefined ? undefined : store.sweep(sweepId);
    if (sweep !== undefined) {
      const rows = store.runsOfSweep(sweep.id, { runIds: group });
      const slurm = await slurmJson(store, sweep);
      groups.push({ rows, runs: runsOfSweepJson(store, { sweep, slurm }, rows) });
    } else {
      const rows = group.flatMap((runId) => store.run(runId) ?? []);
      groups.push({ rows, runs: runsAloneJson(store, rows) });
    }
  }
  return { runs: groups.flatMap(({ runs }) => runs), rows: groups.flatMap(({ rows }) => rows) };
}
