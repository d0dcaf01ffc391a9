/** One line per run: which it is, how it ended, and when its components rose. */
import { getPath, rankedName } from '@ranksweep/core';
import { hasOpenMetrics, lossName, readSpecAxes } from '@ranksweep/kinds';
import { isSound, type AskedRun, type ReadOnlyStore, type RunChoice } from '@ranksweep/store';
import { terminalTable } from './terminalTable.ts';

const RISES_SHOWN = 6;

/** How well a run did: what it records of this, the first of them, and its heading. */
const ERRORS = [
  ['reconstruction_error', 'error'],
  ['test_mse', 'test mse'],
  ['train_mse', 'train mse'],
  ['test_accuracy', 'test accuracy'],
] as const;

/**
 * The runs as far as the sweep asks for them; those that are chosen by number are shown whole.
 * @param choice of the sweep's runs; then all axes are shown, since those left out may differ in any
 */
export function runsTable(store: ReadOnlyStore, sweepId: number, choice?: RunChoice): string {
  const isByNumber = choice?.runIds !== undefined;
  const runs: readonly AskedRun[] = isByNumber
    ? store.runsOfSweep(sweepId, choice)
    : store.runsAsAsked(sweepId, choice);
  const { axes: parts } = readSpecAxes(store.sweep(sweepId)!.spec);
  const axes = choice === undefined ? varyingAxes(parts, runs) : [...new Set([...parts.values()].flat())];
  const finals = runs.map((run) => store.finals(run.runId, run.upTo));
  const [error, errorName] = ERRORS.find(([metric]) => finals.some((of) => of.has(metric))) ?? lossOf(runs);
  const rises = runs.map((run) => risesText(store, run));
  // Runs without a target have no components that rise towards it, as a rule.
  const hasRises = rises.some((text) => text !== '');
  const showsRises = hasRises || error === 'reconstruction_error';
  const rows = runs.map((run, r) => [
    run.runId,
    run.part,
    ...axes.map((path) => getPath(run.config ?? {}, path)),
    run.seed,
    isSound(run) ? run.status : `${run.status}, damaged`,
    run.skip?.reason ?? run.stopReason,
    run.iterations,
    ...(error === undefined ? [] : [finals[r]!.get(error)]),
    ...(showsRises ? [rises[r]] : []),
  ]);
  const columns = [
    'run',
    'part',
    ...axes,
    'seed',
    'status',
    'ended by',
    'iterations',
    ...(errorName === undefined ? [] : [errorName]),
  ];
  const head = showsRises ? [...columns, 'rises'] : columns;
  const table = terminalTable(head, rows, { spare: ['ended by', 'rises', 'iterations', 'part'] });
  return hasRises
    ? `${table}\nrises: when components rose, by iteration; the largest component first`
    : table;
}

/** What programs minimize, if they all say the same; nothing if they do not say. */
function lossOf(runs: readonly AskedRun[]): readonly [metric: string, name: string] | readonly [] {
  const sound = runs.flatMap((run) => (isSound(run) ? [run.config] : []));
  if (sound.length === 0 || !sound.every(hasOpenMetrics)) return ERRORS[0];
  const [loss, ...others] = new Set(sound.map(lossName));
  return loss === undefined || others.length > 0 ? [] : [loss, loss];
}

/** Axes of some part, in their order, that tell its runs apart. */
export function varyingAxes(
  parts: ReadonlyMap<string, readonly string[]>,
  runs: readonly AskedRun[],
): string[] {
  const varying = [...parts].flatMap(([part, axes]) => {
    const configs = runs.filter((run) => run.part === part).flatMap(({ config }) => config ?? []);
    return axes.filter(
      (path) => new Set(configs.map((config) => JSON.stringify(getPath(config, path)))).size > 1,
    );
  });
  return [...new Set(varying)].filter((path) => path !== 'seed');
}

/** Iterations at which the leading ranked metric's values rose, the largest value first. */
function risesText(store: ReadOnlyStore, { runId, upTo }: AskedRun): string {
  const rises = store.events(runId, upTo).filter(({ kind }) => kind === 'rise');
  const ranked = rises.flatMap((event) => {
    const name = rankedName(event.subject);
    return name === undefined ? [] : [{ ...event, name }];
  });
  // Of several nodes the one with the most modes is the root: its name is the longest.
  const stem = ranked.map(({ name }) => name.stem).sort((a, b) => b.length - a.length)[0];
  return ranked
    .filter(({ name }) => name.stem === stem)
    .sort((a, b) => a.name.rank - b.name.rank)
    .slice(0, RISES_SHOWN)
    .map(({ iteration }) => iteration)
    .join(' ');
}
