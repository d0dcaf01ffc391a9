/** Tries a build in a process of its own. */
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import type { TensorflowDevice } from '../binding/loadTensorflow.ts';
import type { Environment } from '../binding/place.ts';
import { observedProblem, type Observation } from './proof.ts';

export interface Proof {
  /** Version of TensorFlow, as the library tells it. */
  readonly tensorflow: string;
  /** Where it computed. */
  readonly device: TensorflowDevice;
  /** Such as `NVIDIA H200 (compute capability 9.0)`; undefined on a processor. */
  readonly gpu: string | undefined;
  /** What TensorFlow complains of, such as a library that it does not find. */
  readonly complaints: readonly string[];
}

export interface ProofOptions {
  readonly device: TensorflowDevice;
  readonly env: Environment;
  readonly signal: AbortSignal;
}

const PROCESS = fileURLToPath(new URL('./process.ts', import.meta.url));
const MOST_CHARACTERS = 1000;

/**
 * It computes a product of matrices and a small training, in the main thread and in worker threads.
 * @param folder the build's
 * @throws Error if it cannot be loaded, or computes something wrong
 * @throws the signal's reason once it is aborted
 */
export async function proveBuild(folder: string, { device, env, signal }: ProofOptions): Promise<Proof> {
  const {
    exitCode,
    signal: killed,
    stdout,
    stderr,
  } = await execa(process.execPath, [...process.execArgv, PROCESS, folder, device], {
    // Levels below 2 tell what devices there are.
    env: { ...env, TF_CPP_MIN_LOG_LEVEL: '0' },
    extendEnv: false,
    cancelSignal: signal,
    stdin: 'ignore',
    reject: false,
  });
  signal.throwIfAborted();
  if (exitCode !== 0) {
    const how = killed === undefined ? `status ${exitCode}` : killed;
    throw new Error(`a process that tried it ended (${how}): ${reasonIn(stderr)}`);
  }
  const observation = JSON.parse(stdout) as Observation;
  const problem = observedProblem(observation);
  if (problem !== undefined) throw new Error(problem);
  return {
    tensorflow: observation.tensorflow,
    device: observation.isUsingGpu ? 'gpu' : 'cpu',
    gpu: observation.isUsingGpu ? gpuIn(stderr) : undefined,
    complaints: complaintsIn(stderr),
  };
}

/** The error that Node prints, or else the last that was said. */
function reasonIn(said: string): string {
  const error = /^(?:\w*Error): .+$/m.exec(said)?.[0];
  return error ?? said.trim().slice(-MOST_CHARACTERS);
}

/** TensorFlow lists its devices as it makes them. It uses the last one. */
export function gpuIn(said: string): string | undefined {
  const found = [...said.matchAll(/-> device: \d+, name: ([^,]+), .*compute capability: ([\d.]+)/g)].at(-1);
  return found === undefined ? undefined : `${found[1]} (compute capability ${found[2]})`;
}

/** Lines such as `E0000 00:00:1795935939.416344   15245 cuda_platform.cc:52] failed call to cuInit: ...` */
export const complaintsIn = (said: string): string[] => [
  ...new Set([...said.matchAll(/^[WE]\d{4} \S+ +\d+ \S+\] (.+)$/gm)].map(([, text]) => text!)),
];
