/** The devices of a machine as errors list them: a line each. */
import type { Device, EngineName } from '@ranksweep/engine';

export interface Listed {
  readonly engine: EngineName;
  readonly devices: readonly Device[];
  /** Why nothing is known of its devices. */
  readonly unusable?: string | undefined;
}

/** Each device with the engines that can use it, then what cannot be used, with the reason. Nothing where there is nothing to tell. */
export function deviceList(listed: readonly Listed[]): string {
  const usable = new Map<string, EngineName[]>();
  const unusable: string[] = [];
  for (const { engine, devices, unusable: why } of listed) {
    for (const device of devices) {
      if (device.unusable === undefined) {
        const name = nameOf(device);
        usable.set(name, [...(usable.get(name) ?? []), engine]);
      } else unusable.push(`${nameOf(device)}, unusable by ${engine}: ${device.unusable}`);
    }
    if (why !== undefined) unusable.push(`none by ${engine}: ${why}`);
  }
  const lines = [...[...usable].map(([name, engines]) => `${name}: ${engines.join(', ')}`), ...unusable];
  return lines.map((line) => `\n  ${line}`).join('');
}

const nameOf = ({ id, name, isEmulated }: Device): string =>
  `${id} (${name})${isEmulated ? ', emulated' : ''}`;
