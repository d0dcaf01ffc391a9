/**
 * Resolves addresses to what they name in a database. All functions throw InputError if it does not exist, with a list of what
 * does.
 */
import type { ReadOnlyStore } from '../store.ts';
import type { SweepSummary } from '../types.ts';
import { parseAddress, type Address } from '../address/address.ts';
import {
  nameAndTag,
  noCommonSweep,
  noName,
  noPlace,
  noRun,
  noSweep,
  noTag,
  notOneSweep,
  runForSweep,
  type Asked,
} from './notFound.ts';
import type { SweepLabel } from '../address/nameAddresses.ts';

/** One sweep, or runs of any sweeps. */
export type Subject =
  | { readonly kind: 'sweep'; readonly sweep: SweepSummary }
  | { readonly kind: 'runs'; readonly runIds: readonly number[] };

/** What several addresses name together, each once. */
export interface Subjects {
  readonly sweeps: readonly SweepSummary[];
  /** Runs that were named by number. */
  readonly runIds: readonly number[];
}

/**
 * Resolves the address of one sweep.
 * @param text an address
 * @param where names the source of the address, for the error message
 * @throws InputError also if the address names several sweeps
 */
export function resolveSweep(store: ReadOnlyStore, text: string, where: string): SweepSummary {
  const subject = resolveSubject(store, text, where);
  if (subject.kind === 'sweep') return subject.sweep;
  throw runForSweep({ store, text, where }, subject.runIds[0]!);
}

/**
 * Resolves the argument of a command that takes one sweep or runs. @throws InputError also if the address names several sweeps
 */
export function resolveSubject(store: ReadOnlyStore, text: string, where: string): Subject {
  const { sweeps, runIds } = resolveSubjects(store, [text], where);
  if (runIds.length > 0) return { kind: 'runs', runIds };
  if (sweeps.length === 1) return { kind: 'sweep', sweep: sweeps[0]! };
  throw notOneSweep({ store, text, where }, sweeps);
}

/** A sweep, with all or some of its runs. */
export interface RunsOfSweep {
  readonly sweep: SweepSummary;
  /** Undefined means all of its runs. */
  readonly runIds: readonly number[] | undefined;
}

/**
 * Resolves the argument of a command that works on runs of one sweep. If runs are named by number, the sweep is the newest one
 * that has them all.
 * @throws InputError also if no sweep has all of the runs
 */
export function resolveRunsOfSweep(store: ReadOnlyStore, text: string, where: string): RunsOfSweep {
  const subject = resolveSubject(store, text, where);
  if (subject.kind === 'sweep') return { sweep: subject.sweep, runIds: undefined };
  const { runIds } = subject;
  const [first = [], ...others] = runIds.map((runId) => store.runPlaces(runId).map(({ sweepId }) => sweepId));
  const sweepId = first.find((id) => others.every((ids) => ids.includes(id)));
  const sweep = sweepId === undefined ? undefined : store.sweep(sweepId);
  if (sweep === undefined) throw noCommonSweep({ store, text, where });
  return { sweep, runIds };
}

/** @returns each sweep once, in the order of the addresses; a tag may name several sweeps */
export function resolveSweeps(
  store: ReadOnlyStore,
  texts: readonly string[],
  where: string,
): readonly SweepSummary[] {
  for (const text of texts) {
    const address = parseAddress(text, where);
    if (address.kind === 'run') throw runForSweep({ store, text, where }, address.numbers[0]!);
  }
  return resolveSubjects(store, texts, where).sweeps;
}

/**
 * Resolves the arguments of a command that takes both sweeps and runs. @returns each sweep and each run once, in the order of the
 * addresses
 */
export function resolveSubjects(store: ReadOnlyStore, texts: readonly string[], where: string): Subjects {
  const sweeps = new Map<number, SweepSummary>();
  const runIds = new Set<number>();
  for (const text of texts) {
    const asked = { store, text, where };
    const address = parseAddress(text, where);
    if (address.kind === 'run') for (const runId of existingRuns(asked, address.numbers)) runIds.add(runId);
    else for (const sweep of sweepsAt(asked, address)) sweeps.set(sweep.id, sweep);
  }
  return { sweeps: [...sweeps.values()], runIds: [...runIds] };
}

/** Whether a sweep has this name or tag. */
export const isNameOrTag = (store: ReadOnlyStore, word: string): boolean =>
  store.sweepLabels().some(({ name, tags }) => name === word || tags.includes(word));

function existingRuns(asked: Asked, runIds: readonly number[]): readonly number[] {
  const [missing] = asked.store.missingRuns(runIds);
  if (missing !== undefined) throw noRun(asked, missing);
  return runIds;
}

type SweepAddress = Exclude<Address, { kind: 'run' }>;

function sweepsAt(asked: Asked, address: SweepAddress): SweepSummary[] {
  return sweepIdsAt(asked, address).map((id) => {
    const sweep = asked.store.sweep(id);
    if (sweep === undefined) throw noSweep(asked, id);
    return sweep;
  });
}

/** Returns at least one sweep, or throws. */
function sweepIdsAt(asked: Asked, address: SweepAddress): readonly number[] {
  if (address.kind === 'sweep') return address.numbers;
  const labels = asked.store.sweepLabels();
  switch (address.kind) {
    case 'name':
      return address.places.map((place) => atPlace(asked, labels, address.name, place));
    case 'tag': {
      const tagged = withTag(labels, address.tag);
      if (tagged.length === 0) throw noTag(asked, labels, address.tag);
      return tagged;
    }
    case 'word':
      return atWord(asked, labels, address.word);
  }
}

function atPlace(asked: Asked, labels: readonly SweepLabel[], name: string, place: number): number {
  const named = withName(labels, name);
  if (named.length === 0) throw noName(asked, labels, name);
  const sweepId = named[place - 1];
  if (sweepId === undefined) throw noPlace(asked, name, named);
  return sweepId;
}

function atWord(asked: Asked, labels: readonly SweepLabel[], word: string): readonly number[] {
  const [newest] = withName(labels, word);
  const tagged = withTag(labels, word);
  if (newest === undefined) {
    if (tagged.length === 0) throw noName(asked, labels, word);
    return tagged;
  }
  if (tagged.some((id) => id !== newest)) throw nameAndTag(asked, newest, tagged);
  return [newest];
}

/** Newest first. */
const withName = (labels: readonly SweepLabel[], name: string): number[] =>
  labels.filter((sweep) => sweep.name === name).map(({ id }) => id);

/** Oldest first, as in a list of sweeps. */
const withTag = (labels: readonly SweepLabel[], tag: string): number[] =>
  labels
    .filter(({ tags }) => tags.includes(tag))
    .map(({ id }) => id)
    .toReversed();
