/** `ranksweep devices` */
import { engineDevices } from '../engineDevices.ts';
import { terminalTable } from '../render/terminalTable.ts';

export async function devices(): Promise<void> {
  const rows = (await engineDevices()).flatMap(({ name, arithmetic, devices: found, unusable }) =>
    unusable === undefined
      ? found.map((device) => [
          name,
          arithmetic,
          `${device.id} (${device.name})`,
          `${Math.round(device.memoryBytes / 2 ** 30)} GiB`,
          device.unusable ?? 'ok',
        ])
      : [[name, '', '', '', unusable]],
  );
  console.log(terminalTable(['engine', 'arithmetic', 'device', 'memory', 'state'], rows));
}
