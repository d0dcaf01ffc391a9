/** NVIDIA's driver, and the GPUs that it knows. */
import { nvidiaGpus } from '@ranksweep/machine';
import { ok, todo, type Finding } from '@ranksweep/text/finding';
import type { Environment } from '../binding/place.ts';
import { atLeast } from '../versions.ts';

export interface Driver {
  /** Such as 550.54.15. */
  readonly version: string;
  /** Names of the GPUs. */
  readonly gpus: readonly string[];
}

export interface DriverOptions {
  readonly env: Environment;
  readonly signal: AbortSignal;
}

/** Of CUDA 12: https://docs.nvidia.com/deploy/cuda-compatibility/ (minor version compatibility). */
const OLDEST = '525.60.13';

/**
 * @returns undefined where there is none, or no GPU of NVIDIA's
 * @throws the signal's reason once it is aborted
 */
export async function findDriver(options: DriverOptions): Promise<Driver | undefined> {
  const gpus = (await nvidiaGpus(options)) ?? [];
  return gpus.length === 0 ? undefined : { version: gpus[0]!.driver, gpus: gpus.map(({ name }) => name) };
}

export function driverFinding(driver: Driver | undefined): Finding {
  const what = 'NVIDIA driver';
  if (driver === undefined) {
    return todo(
      what,
      'none that sees a GPU: install it (on Debian: apt install nvidia-driver; on Ubuntu: ubuntu-drivers install), ' +
        'start a container with --gpus all, ask a batch system for a GPU, or use `npx ranksweep install-cuda --cpu`',
    );
  }
  const text = `${driver.version}, ${driver.gpus.join(', ')}`;
  return atLeast(driver.version, OLDEST)
    ? ok(what, text)
    : todo(what, `${text}: CUDA 12 needs ${OLDEST} or later: update the driver`);
}
