/** `ranksweep devices`: a row a device, with the engines that can use it. */
import { formatBytes } from '@ranksweep/text';
import { printJson } from '../json/printJson.ts';
import { machineDevices, type DeviceUse, type MachineDevice } from '../machineDevices.ts';
import { print } from '../render/print.ts';
import { terminalTable } from '../render/terminalTable.ts';

export interface DevicesOptions {
  readonly json?: true;
}

export async function devices({ json }: DevicesOptions): Promise<void> {
  const found = await machineDevices();
  if (json) {
    printJson(found);
    return;
  }
  const head = ['device', 'name', 'memory', 'driver', 'engines', 'state'];
  console.log(terminalTable(head, found.devices.map(rowOf)));
  if (found.without.length === 0) return;
  console.log('\nEngines without a device here:');
  for (const { engine, why } of found.without) print(`  ${engine}: ${why}`);
}

function rowOf({ name, memoryBytes, driver, isEmulated, uses }: MachineDevice): string[] {
  const ids = [...new Set(uses.map(({ id }) => id))];
  const usable = uses.filter(({ unusable }) => unusable === null);
  const problems = uses.filter(({ unusable }) => unusable !== null);
  return [
    ids.join(', '),
    name,
    formatBytes(memoryBytes),
    driver ?? '',
    usable.map((use) => useText(use, ids)).join(', '),
    problems.length === 0
      ? isEmulated
        ? 'emulated, used where it is named'
        : 'ok'
      : problems.map(({ engine, unusable }) => `${engine}: ${unusable}`).join('; '),
  ];
}

/** The id is told where engines give a device different ones. */
const useText = ({ engine, arithmetic, id }: DeviceUse, ids: readonly string[]): string =>
  `${engine} (${[...(ids.length > 1 ? [id] : []), ...(arithmetic === null ? [] : [arithmetic])].join(', ')})`;
