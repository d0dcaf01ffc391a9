/** What engines can compute on. */
import type { EngineDevices } from '../engineDevices.ts';
import { ok, todo, type Finding } from './finding.ts';

/** Another takes their place where they cannot be used. */
const OPTIONAL: readonly string[] = ['wasm-fma'];

export function engineFinding({ name, devices, unusable }: EngineDevices): Finding {
  const what = `engine ${name}`;
  const usable = devices.filter((device) => device.unusable === undefined);
  const problems = devices.flatMap((device) => device.unusable ?? []);
  const text = [...usable.map(({ id }) => id), ...problems, ...(unusable === undefined ? [] : [unusable])];
  return usable.length > 0 || OPTIONAL.includes(name)
    ? ok(what, text.join(', '))
    : todo(what, text.join(', '));
}
