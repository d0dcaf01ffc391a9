/** What engines can compute on. */
import { createEngine, engineNames, type Device, type EngineName } from '@ranksweep/engine';
import { couldHaveGpu, engineDevices, type EngineDevices } from '@ranksweep/sweep';
import { missing, ok, todo, type Finding } from '@ranksweep/text/finding';

/** Others take the place of an engine that cannot be used, but not of these; the last one only where there is a GPU. */
const NEEDED: readonly string[] = ['wasm', 'wasm-plain', 'reference', 'webgpu'];

/** Drivers are asked in processes of their own, all at once. */
export async function* engineFindings(): AsyncGenerator<Finding> {
  const names = engineNames();
  const asked = names.map((name) => engineDevices(name));
  const hasGpu = couldHaveGpu();
  for (const [i, name] of names.entries()) {
    const isOptional = !NEEDED.includes(name) || (!hasGpu && drivesGpus(name));
    yield engineFinding(name, await asked[i]!, isOptional);
  }
}

/** @param isOptional whether nothing is to be done where it cannot be used */
export function engineFinding(
  name: EngineName,
  { devices, unusable }: EngineDevices,
  isOptional: boolean,
): Finding {
  const usable = devices.filter((device) => device.unusable === undefined);
  const problems = devices.flatMap((device) => device.unusable ?? []);
  const text = [...usable.map(described), ...problems, ...(unusable === undefined ? [] : [unusable])].join(
    ', ',
  );
  const what = `engine ${name}`;
  if (usable.length > 0) return ok(what, text);
  return (isOptional ? missing : todo)(what, text || 'no device here');
}

const described = ({ id, name, kind, driver, isEmulated }: Device): string =>
  kind === 'cpu'
    ? id
    : `${id} (${[name, ...(driver === undefined ? [] : [driver]), ...(isEmulated ? ['emulated'] : [])].join(', ')})`;

function drivesGpus(name: EngineName): boolean {
  try {
    return createEngine(name).drivesGpus ?? false;
  } catch {
    return false; // It cannot run here.
  }
}
