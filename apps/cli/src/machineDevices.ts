/** The devices of this machine, each with the engines that can use it. */
import { engineNames, type Device, type EngineName } from '@ranksweep/engine';
import { engineDevices } from '@ranksweep/sweep';

/** An engine's view of a device. */
export interface DeviceUse {
  readonly engine: EngineName;
  /** Null if this machine cannot run the engine. */
  readonly arithmetic: string | null;
  /** The device's id there, which `--device` takes. */
  readonly id: string;
  /** Why the engine cannot use it, if it cannot. */
  readonly unusable: string | null;
}

export interface MachineDevice extends Pick<Device, 'name' | 'kind' | 'memoryBytes'> {
  readonly driver: string | null;
  readonly isEmulated: boolean;
  readonly uses: readonly DeviceUse[];
}

export interface MachineDevices {
  readonly devices: readonly MachineDevice[];
  /** Engines that have no device here, with the reason. */
  readonly without: readonly { readonly engine: EngineName; readonly why: string }[];
}

/** Engines that load drivers are asked all at once. */
export async function machineDevices(): Promise<MachineDevices> {
  const names = engineNames();
  const found = await Promise.all(
    names.map(async (engine) => ({ engine, ...(await engineDevices(engine)) })),
  );
  const without: { engine: EngineName; why: string }[] = [];
  const devices = new Map<string, MachineDevice & { readonly uses: DeviceUse[] }>();
  for (const { engine, arithmetic, devices: own } of found) {
    const seen = new Map<string, number>();
    for (const { id, name, kind, memoryBytes, driver, isEmulated = false, unusable } of own) {
      if (unusable !== undefined && memoryBytes === 0) {
        without.push({ engine, why: unusable }); // It stands for one that is not there.
        continue;
      }
      // Equal cards have one name: the first that an engine lists is taken for the first of another's list.
      const nth = seen.get(name) ?? 0;
      seen.set(name, nth + 1);
      const key = `${kind} ${nth} ${name}`;
      const device = devices.get(key) ?? {
        name,
        kind,
        memoryBytes,
        driver: driver ?? null,
        isEmulated,
        uses: [],
      };
      devices.set(key, device);
      device.uses.push({ engine, arithmetic: arithmetic ?? null, id, unusable: unusable ?? null });
    }
  }
  for (const { engine, devices: own, unusable } of found)
    if (own.length === 0) without.push({ engine, why: unusable ?? 'it finds none here' });
  return { devices: [...devices.values()], without };
}
