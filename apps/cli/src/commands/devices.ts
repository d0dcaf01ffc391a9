/** `ranksweep devices` */
import { cpuName, createEngine, engineNames, type Engine } from '@ranksweep/engine';
import { renderTable } from '../render/table.ts';

export async function devices(): Promise<void> {
  const rows: unknown[][] = [];
  for (const name of engineNames) {
    let engine: Engine;
    try {
      engine = createEngine(name);
    } catch (error) {
      rows.push([name, '', '', '', (error as Error).message]);
      continue;
    }
    for (const device of await engine.devices()) {
      const gibibytes = Math.round(device.memoryBytes / 2 ** 30);
      rows.push([
        name,
        engine.arithmetic,
        `${device.name} (${cpuName()})`,
        `${gibibytes} GiB`,
        device.unusable ?? 'ok',
      ]);
    }
  }
  console.log(renderTable(['engine', 'arithmetic', 'device', 'memory', 'state'], rows));
}
