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
  const missing = [...found.devices.flatMap(refusals), ...found.without];
  if (missing.length === 0) return;
  console.log('\nEngines that cannot be used here:');
  for (const { engine, why } of missing) print(`  ${engine}: ${why}`);
}

/** Of a device that other engines can use. */
const refusals = ({ uses }: MachineDevice): { engine: string; why: string }[] =>
  uses.some(({ unusable }) => unusable === null)
    ? uses.flatMap(({ engine, unusable }) => (unusable === null ? [] : [{ engine, why: unusable }]))
    : [];

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
    usable.length === 0
      ? problems.map(({ engine, unusable }) => `${engine}: ${unusable}`).join('; ')
      : isEmulated
        ? 'emulated, used where it is named'
        : 'ok',
  ];
}

/** The id is told where engines give a device different ones. */
const useText = ({ engine, arithmetic, id }: DeviceUse, ids: readonly string[]): string =>
  `${engine} (${[...(ids.length > 1 ? [id] : []), ...(arithmetic === null ? [] : [arithmetic])].join(', ')})`;
