/** The process that looks for an engine's devices. It answers with one message, and is then ended. */
import { createEngine } from '@ranksweep/engine';
import { loadModules, registersOfLane } from '../../extensionModules.ts';
import type { DeviceAnswer } from './engineDevices.ts';

await loadModules(registersOfLane);

async function answer(): Promise<DeviceAnswer> {
  try {
    return { devices: await createEngine(process.argv[2]!).devices() };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}

process.send!(await answer());
