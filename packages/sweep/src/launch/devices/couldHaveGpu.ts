/** Whether it is worth looking for real GPUs where nobody has asked for one: a look that costs nothing. */
import { readdirSync } from 'node:fs';

/** Linux's files for drivers of GPUs: NVIDIA's, AMD's for computing, and the one of Windows' subsystem for Linux. */
const FILES: readonly string[] = ['nvidiactl', 'kfd', 'dxg'];

/**
 * False if there is no real GPU that a program could use. Other systems than Linux always have one.
 * @param folder where device files are
 */
export function couldHaveGpu(folder = '/dev', platform: NodeJS.Platform = process.platform): boolean {
  if (platform !== 'linux') return true;
  return (
    namesIn(folder).some((name) => FILES.includes(name)) ||
    namesIn(`${folder}/dri`).some((name) => name.startsWith('renderD'))
  );
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // There is no such folder, or this user may not look into it.
  }
}
