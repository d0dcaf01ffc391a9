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
import { print } from '../render/print.ts';
import { cutLines, renderTable } from '../render/table.ts';
import { withReadOnlyStore } from '../withStore.ts';

/**
 * @param addresses of the sweeps to list; of none, definitions and all sweeps
 * @throws InputError for an address that names no sweep
 */
export function list(addresses: readonly string[], { db }: { readonly db: string }): void {
  if (addresses.length > 0) return withReadOnlyStore(db, (store) => printChosen(store, addresses));
  const definitions = builtInDefinitions.map(({ name, presets, description }) => [
    name,
    Object.keys(presets).join(', '),
    description,
  ]);
  printTable(['definition', 'presets', 'what it is'], definitions);
  console.log();
  if (!existsSync(db)) return console.log(`No sweeps yet: there is no database ${db}.`);
  withReadOnlyStore(db, (store) => printSweeps(store, store.sweeps()));
}

function printChosen(store: ReadOnlyStore, addresses: readonly string[]): void {
  const chosen = new Set(addresses.flatMap((address) => idsAt(store, address)));
  const sweeps = store.sweeps().filter(({ id }) => chosen.has(id));
  printSweeps(store, sweeps);
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
  printTable(['sweep', 'name', 'preset', 'status', 'runs', 'tags', 'since'], rows);
  const newest = sweeps.at(-1);
  if (newest === undefined) return;
  const older = sweeps.map(({ id }) => names.get(id)!).findLast((name) => /@\d+$/.test(name));
  const examples = [
    sweepAddress(newest.id),
    ...new Set([newest.name, ...(older === undefined ? [] : [older])]),
  ];
  print(`\nEvery command takes a sweep by number, name or tag, such as ${examples.join(', ')}.`);
}

function printTable(head: readonly string[], rows: readonly (readonly unknown[])[]): void {
  console.log(cutLines(renderTable(head, rows), process.stdout.columns));
}
