/** NVIDIA's GPUs as NVIDIA's own program, nvidia-smi, lists them. Neither CUDA nor Vulkan is loaded for it. */
// Not execa, whose hundred files every command would load.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export interface NvidiaGpu {
  /** Its place in the list. */
  readonly index: number;
  /** Such as `GPU-1b2c...`, which CUDA_VISIBLE_DEVICES takes. */
  readonly uuid: string;
  /** On the bus, in lower case, such as `0000:41:00.0`. */
  readonly address: string;
  /** Version of the driver, such as 550.54.15. */
  readonly driver: string;
  readonly name: string;
  /** Undefined, as all that follows, where the card does not tell; one that shares the processor's memory does not. */
  readonly memoryBytes: number | undefined;
  readonly usedBytes: number | undefined;
  readonly busyPercent: number | undefined;
  readonly celsius: number | undefined;
  readonly watts: number | undefined;
}

export interface NvidiaOptions {
  /** Of the program. Default: this process's. */
  readonly env?: NodeJS.ProcessEnv;
  /** Ends the program. */
  readonly signal?: AbortSignal;
}

/** The name comes last, since it may have commas. */
const FIELDS =
  'index,uuid,pci.bus_id,driver_version,memory.total,memory.used,utilization.gpu,temperature.gpu,power.draw,name';

/** The program hangs where the driver does. */
const LIMIT_MS = 30_000;

/**
 * @returns no GPU where the program fails, and undefined where there is no such program
 * @throws the signal's reason once it is aborted
 */
export async function nvidiaGpus({ env = process.env, signal }: NvidiaOptions = {}): Promise<
  NvidiaGpu[] | undefined
> {
  const words = [`--query-gpu=${FIELDS}`, '--format=csv,noheader,nounits'];
  try {
    const { stdout } = await promisify(execFile)('nvidia-smi', words, {
      env,
      timeout: LIMIT_MS,
      ...(signal !== undefined && { signal }),
    });
    return stdout.split('\n').flatMap((line) => gpuOf(line) ?? []);
  } catch (error) {
    signal?.throwIfAborted();
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? undefined : [];
  }
}

/**
 * The GPUs that CUDA lets a process use.
 * @param visible CUDA_VISIBLE_DEVICES
 */
export function visibleToCuda(
  gpus: readonly NvidiaGpu[],
  visible = process.env['CUDA_VISIBLE_DEVICES'],
): NvidiaGpu[] {
  const words = visible?.split(',').map((word) => word.trim());
  return gpus.filter(
    ({ index, uuid }) =>
      words === undefined ||
      words.some((word) => word === `${index}` || (word.length > 4 && uuid.startsWith(word))),
  );
}

/** The environment in which CUDA shows a process this GPU alone. */
export const environmentOfCuda = ({ uuid }: NvidiaGpu): { readonly CUDA_VISIBLE_DEVICES: string } => ({
  CUDA_VISIBLE_DEVICES: uuid,
});

function gpuOf(line: string): NvidiaGpu | undefined {
  const [index, uuid, address, driver, totalMiB, usedMiB, percent, celsius, watts, ...name] = line
    .split(',')
    .map((field) => field.trim());
  if (name.length === 0 || !/^\d+$/.test(index!)) return undefined;
  return {
    index: Number(index),
    uuid: uuid!,
    address: address!.toLowerCase().slice(-'0000:00:00.0'.length),
    driver: driver!,
    name: name.join(', '),
    memoryBytes: bytesOf(totalMiB!),
    usedBytes: bytesOf(usedMiB!),
    busyPercent: numberOf(percent!),
    celsius: numberOf(celsius!),
    watts: numberOf(watts!),
  };
}

function bytesOf(mebibytes: string): number | undefined {
  const number = numberOf(mebibytes);
  return number === undefined ? undefined : number * 2 ** 20;
}

/** `[N/A]`, `[Not Supported]` and the like are no numbers. */
const numberOf = (field: string): number | undefined =>
  /^\d+(\.\d+)?$/.test(field) ? Number(field) : undefined;
