/** `ranksweep list` */
import { existsSync } from 'node:fs';
import { builtInDefinitions } from '@ranksweep/experiments';
import {
  nameAddresses,
  parseAddress,
  resolveSweeps,
  sweepAddress,
  type ReadOnlyStore,
  type SweepSummary,
} from '@ranksweep/store';
import { formatLocalTime } from '@ranksweep/text';
import { printJson } from '../json/printJson.ts';
import { sweepJson } from '../json/sweepJson.ts';
import { print } from '../render/print.ts';
import { terminalTable } from '../render/terminalTable.ts';
import { withReadOnlyStore } from '../withStore.ts';

export interface ListOptions {
  readonly db: string;
  readonly json?: true;
}

/**
 * @param addresses of the sweeps to list; of none, definitions and all sweeps
 * @throws InputError for an address that names no sweep
 */
export function list(addresses: readonly string[], { db, json }: ListOptions): void {
  if (json) return printJson(listed(addresses, db));
  if (addresses.length > 0)
    return withReadOnlyStore(db, (store) => printSweeps(store, chosen(store, addresses)));
  const definitions = builtInDefinitions.map(({ name, presets, description }) => [
    name,
    Object.keys(presets).join(', '),
    description,
  ]);
  console.log(terminalTable(['definition', 'presets', 'what it is'], definitions));
  console.log();
  if (!existsSync(db)) return console.log(`No sweeps yet: there is no database ${db}.`);
  withReadOnlyStore(db, (store) => printSweeps(store, store.sweeps()));
}

/** Where no sweep is asked for, there may be no database yet. */
function listed(addresses: readonly string[], db: string): object {
  if (addresses.length > 0) {
    return { sweeps: withReadOnlyStore(db, (store) => chosen(store, addresses).map(sweepJson)) };
  }
  const definitions = builtInDefinitions.map(({ name, description, presets }) => ({
    name,
    description,
    presets: Object.keys(presets),
  }));
  const sweeps = existsSync(db) ? withReadOnlyStore(db, (store) => store.sweeps().map(sweepJson)) : [];
  return { definitions, sweeps };
}

function chosen(store: ReadOnlyStore, addresses: readonly string[]): SweepSummary[] {
  const ids = new Set(addresses.flatMap((address) => idsAt(store, address)));
  return store.sweeps().filter(({ id }) => ids.has(id));
}

/** A name stands for all of its sweeps here, since a list is there to choose from. */
function idsAt(store: ReadOnlyStore, address: string): number[] {
  const isWord = parseAddress(address, 'list').kind === 'word';
  const named = store.sweepLabels().filter(({ name, tags }) => name === address || tags.includes(address));
  const sweeps = isWord && named.length > 0 ? named : resolveSweeps(store, [address], 'list');
  return sweeps.map(({ id }) => id);
}

/** The newest last, each under the address by which it can be asked for. */
function printSweeps(store: ReadOnlyStore, sweeps: readonly SweepSummary[]): void {
  const names = nameAddresses(store.sweepLabels());
  const rows = sweeps.map(({ id, preset, status, runs, tags, createdAt }) => {
    const counts = Object.entries(runs).filter(([, count]) => count > 0);
    const runsText = counts.map(([state, count]) => `${count} ${state}`).join(', ');
    return [
      sweepAddress(id),
      names.get(id),
      preset,
      status,
      runsText,
      tags.join(' '),
      formatLocalTime(createdAt),
    ];
  });
  const head = ['sweep', 'name', 'preset', 'status', 'runs', 'tags', 'since'];
  console.log(terminalTable(head, rows, { spare: ['preset', 'since', 'runs'] }));
  const newest = sweeps.at(-1);
  if (newest === undefined) return;
  const older = sweeps.map(({ id }) => names.get(id)!).findLast((name) => /@\d+$/.test(name));
  const examples = [
    sweepAddress(newest.id),
    ...new Set([newest.name, ...(older === undefined ? [] : [older])]),
  ];
  print(`\nEvery command takes a sweep by number, name or tag, such as ${examples.join(', ')}.`);
}
