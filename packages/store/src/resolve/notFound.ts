/** Errors for an address that names nothing, or too much. They say what was expected and what exists. */
import { hint, InputError, listed, nearestName, NoSweepOfName } from '@ranksweep/core';
import { countOf } from '@ranksweep/text';
import type { ReadOnlyStore } from '../store.ts';
import type { SweepSummary } from '../types.ts';
import { runAddress, sweepAddress, sweepText } from '../address/address.ts';
import type { SweepLabel } from '../address/nameAddresses.ts';

export interface Asked {
  readonly store: ReadOnlyStore;
  /** The address. */
  readonly text: string;
  /** Names the source of the address. */
  readonly where: string;
}

const kinds = ['sweep', 'run', 'tag'];

const sweepTexts = (sweeps: readonly Pick<SweepLabel, 'id' | 'name'>[]): string =>
  listed(sweeps.map(sweepText));

/** @param sweepId a sweep that the address names and that does not exist */
export function noSweep({ store, text, where }: Asked, sweepId: number): InputError {
  const found = `${where}: expected a sweep in ${store.path}, found ${sweepAddress(sweepId)}`;
  const isNumber = text === String(sweepId);
  if (isNumber && store.missingRuns([sweepId]).length === 0) {
    return new InputError(
      `${found}, since a number alone is a sweep's; run ${text} is ${runAddress(sweepId)}`,
    );
  }
  const labels = store.sweepLabels();
  const named = isNumber ? labels.find(({ name }) => name === text) : undefined;
  if (named !== undefined) {
    const whose = `the sweep of the name ${text} is ${sweepAddress(named.id)}`;
    return new InputError(`${found}, since a number alone is a sweep's; ${whose}`);
  }
  if (labels.length === 0) return new InputError(`${found}; it has no sweeps`);
  return new InputError(`${found}; its sweeps: ${sweepTexts(labels)}`);
}

export function noRun({ store, where }: Asked, runId: number): InputError {
  const last = store.lastRun();
  const there = last === undefined ? 'it has no runs' : `its last one is ${runAddress(last)}`;
  return new InputError(`${where}: expected a run in ${store.path}, found ${runAddress(runId)}; ${there}`);
}

export function noName(
  { store, text, where }: Asked,
  labels: readonly SweepLabel[],
  name: string,
): InputError {
  const found = `${where}: expected a sweep in ${store.path}, found '${text}'`;
  if (labels.length === 0) return new NoSweepOfName(`${found}; it has no sweeps`, name);
  const [, rest] = /^[^:]*:(.*)$/s.exec(name) ?? [];
  const kind =
    rest === undefined
      ? undefined
      : nearestName(
          name,
          kinds.map((one) => `${one}:${rest}`),
        );
  if (kind !== undefined) return new InputError(`${found}; did you mean ${kind}?`);
  const words = new Set(labels.flatMap((sweep) => [sweep.name, ...sweep.tags]));
  return new NoSweepOfName(`${found}${hint(name, [...words], 'its names and tags')}`, name);
}

/** @param named the sweeps with this name, newest first */
export function noPlace({ store, text, where }: Asked, name: string, named: readonly number[]): InputError {
  const places = listed(named.map((id, i) => `${name}@${i + 1} (${sweepAddress(id)})`));
  const there = `${name} has ${countOf(named.length, 'sweep')}: ${places}`;
  return new InputError(`${where}: expected a sweep in ${store.path}, found ${text}; ${there}`);
}

export function noTag({ store, text, where }: Asked, labels: readonly SweepLabel[], tag: string): InputError {
  const tags = [...new Set(labels.flatMap((sweep) => sweep.tags))];
  const there = tags.length === 0 ? '; no sweep has a tag' : hint(tag, tags, 'its tags');
  return new InputError(`${where}: expected a tag of sweeps in ${store.path}, found '${text}'${there}`);
}

export function nameAndTag({ text, where }: Asked, newest: number, tagged: readonly number[]): InputError {
  return new InputError(
    `${where}: expected one meaning, found '${text}' as a name (${sweepAddress(newest)}) and as a tag ` +
      `(${listed(tagged.map(sweepAddress))}): say ${text}@1 or tag:${text}`,
  );
}

export const notOneSweep = ({ text, where }: Asked, sweeps: readonly SweepSummary[]): InputError =>
  new InputError(`${where}: expected one sweep, found ${sweeps.length} for '${text}': ${sweepTexts(sweeps)}`);

export const noCommonSweep = ({ text, where }: Asked): InputError =>
  new InputError(`${where}: expected runs of one sweep, found ${text}, which no sweep has all of`);

export function runForSweep(asked: Asked, runId: number): InputError {
  const { store, text, where } = asked;
  if (store.missingRuns([runId]).length > 0) return noRun(asked, runId);
  const ids = new Set(store.runPlaces(runId).map(({ sweepId }) => sweepId));
  const sweeps = store.sweepLabels().filter(({ id }) => ids.has(id));
  const whose = sweeps.length === 0 ? 'which is of no sweep' : `which is of ${sweepTexts(sweeps)}`;
  return new InputError(`${where}: expected a sweep, found ${text}, ${whose}`);
}
