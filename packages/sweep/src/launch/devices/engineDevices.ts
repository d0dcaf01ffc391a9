/**
 * The devices of an engine, looked for once a process. Drivers of GPUs are loaded in a process of their own, which may crash or
 * hang without harming the command.
 */
import { fileURLToPath } from 'node:url';
import { createEngine, type Device, type EngineName } from '@ranksweep/engine';

const PROCESS = fileURLToPath(new URL('./deviceProcess.ts', import.meta.url));
/** A driver that starts may take seconds. */
const LONGEST_MS = 20_000;
const MOST_CHARACTERS = 500;

export interface EngineDevices {
  readonly devices: readonly Device[];
  /** Undefined if this machine cannot run the engine. */
  readonly arithmetic?: string | undefined;
  /** Why nothing is known of its devices. */
  readonly unusable?: string | undefined;
}

/** What the process that looks for devices answers. */
export type DeviceAnswer = { readonly devices: readonly Device[] } | { readonly problem: string };

const found = new Map<EngineName, Promise<EngineDevices>>();

/**
 * Never rejects for a reason of the machine.
 * @throws InputError if there is no such engine
 */
export function engineDevices(name: EngineName): Promise<EngineDevices> {
  const known = found.get(name) ?? look(name);
  found.set(name, known);
  return known;
}

async function look(name: EngineName): Promise<EngineDevices> {
  let arithmetic: string | undefined;
  try {
    const engine = createEngine(name);
    ({ arithmetic } = engine);
    if (!engine.drivesGpus) return { arithmetic, devices: await engine.devices() };
  } catch (error) {
    return { arithmetic, devices: [], unusable: (error as Error).message };
  }
  const answer = await askProcess(name);
  return 'devices' in answer
    ? { arithmetic, devices: answer.devices }
    : { arithmetic, devices: [], unusable: answer.problem };
}

async function askProcess(name: EngineName): Promise<DeviceAnswer> {
  const { execa } = await import('execa'); // Most commands need none of its hundred files.
  const child = execa(process.execPath, [...process.execArgv, PROCESS, name], {
    ipc: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: LONGEST_MS,
    killSignal: 'SIGKILL',
    reject: false,
  });
  const answer = await child.getOneMessage().catch(() => undefined);
  if (answer !== undefined) {
    child.kill('SIGKILL'); // A driver may hang or crash at its end, too.
    return answer as unknown as DeviceAnswer;
  }
  const { timedOut, signal, exitCode, stderr } = await child;
  if (timedOut) return { problem: `its driver gave no answer within ${LONGEST_MS / 1000} s` };
  const how = signal ?? `status ${exitCode}`;
  const said = stderr.trim().slice(-MOST_CHARACTERS);
  return { problem: `the process that loaded its driver ended (${how})${said === '' ? '' : `: ${said}`}` };
}
