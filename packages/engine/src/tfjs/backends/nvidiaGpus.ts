/** NVIDIA's GPUs as the driver lists them. CUDA is not loaded. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import type { Device } from '../../engine.ts';

const FIELDS = ['index', 'uuid', 'memory.total', 'driver_version', 'name'];
const LIMIT_MS = 15_000;

/**
 * The GPUs that this process may use, each alone in the environment of its lanes.
 * @param visible CUDA_VISIBLE_DEVICES
 * @returns none where there is no driver
 */
export async function nvidiaGpus(visible = process.env.CUDA_VISIBLE_DEVICES): Promise<Device[]> {
  try {
    const { stdout } = await promisify(execFile)(
      'nvidia-smi',
      [`--query-gpu=${FIELDS.join()}`, '--format=csv,noheader,nounits'],
      { timeout: LIMIT_MS },
    );
    return parseGpus(stdout, visible);
  } catch {
    return []; // No driver, or one that does not answer.
  }
}

/** Whether the driver is loaded. On Windows that is not known. */
export const hasNvidiaDriver = (): boolean => process.platform !== 'linux' || existsSync('/dev/nvidiactl');

/** @param csv a line for each GPU: index, uuid, MiB, version of the driver, name */
export function parseGpus(csv: string, visible?: string): Device[] {
  const gpus = [...csv.matchAll(/^(\d+), (\S+), (\d+), (\S+), (.+)$/gm)].map(
    ([, index, uuid, mebibytes, driver, name]) => ({
      index: index!,
      uuid: uuid!,
      device: {
        id: `gpu:${index}`,
        name: name!,
        kind: 'gpu' as const,
        memoryBytes: Number(mebibytes) * 2 ** 20,
        driver: `NVIDIA ${driver} (CUDA)`,
        environment: { CUDA_VISIBLE_DEVICES: uuid! },
      },
    }),
  );
  const words = visible?.split(',').map((word) => word.trim());
  const isVisible = ({ index, uuid }: { index: string; uuid: string }): boolean =>
    words === undefined || words.some((word) => word === index || (word.length > 4 && uuid.startsWith(word)));
  return gpus.filter(isVisible).map(({ device }) => device);
}
