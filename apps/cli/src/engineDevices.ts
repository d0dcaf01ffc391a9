/** Engines and the devices that they can use here. */
import { createEngine, engineNames, type Device, type Engine, type EngineName } from '@ranksweep/engine';

export interface EngineDevices {
  readonly name: EngineName;
  /** Without it the engine cannot be used here at all. */
  readonly arithmetic?: string;
  readonly devices: readonly Device[];
  readonly unusable?: string;
}

export async function engineDevices(): Promise<EngineDevices[]> {
  const found: EngineDevices[] = [];
  for (const name of engineNames()) {
    let engine: Engine;
    try {
      engine = createEngine(name);
    } catch (error) {
      found.push({ name, devices: [], unusable: (error as Error).message });
      continue;
    }
    found.push({ name, arithmetic: engine.arithmetic, devices: await engine.devices() });
  }
  return found;
}
