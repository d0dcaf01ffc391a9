/** Chooses the devices on which lanes compute, from `--device` and `--lanes`. */
import { InputError } from '@ranksweep/core';
import { createEngine, engineNames, type Device, type Engine, type EngineName } from '@ranksweep/engine';

/** The best device of an engine, and all devices equal to it. */
export const AUTO = 'auto';

export interface LanesAsked {
  /** `auto`, `cpu`, `gpu`, or a device's id or name. */
  readonly device: string;
  /** The number of lanes, in total or per device: `{ cpu: 2, 'gpu:0': 1 }`. Default: one per GPU, and `usualOnCpu` on CPUs. */
  readonly lanes: number | Readonly<Record<string, number>> | undefined;
  readonly usualOnCpu: number;
}

/**
 * @returns the device of every lane; devices of one kind or name are assigned in turn
 * @throws InputError if there is no such device or it cannot be used; the message lists those that can
 */
export async function laneDevices(
  engine: Pick<Engine, 'name' | 'devices'>,
  { device, lanes, usualOnCpu }: LanesAsked,
): Promise<readonly Device[]> {
  const devices = await engine.devices();
  if (typeof lanes === 'object') {
    if (device !== AUTO) {
      throw new InputError(
        `--lanes: expected a number beside --device ${device}, found lanes by device: leave --device out`,
      );
    }
    return Object.entries(lanes).flatMap(([word, count]) =>
      inTurn(usable('--lanes', word, engine.name, devices), count),
    );
  }
  const found = usable('--device', device, engine.name, devices);
  return inTurn(found, lanes ?? (found[0].kind === 'cpu' ? usualOnCpu : found.length));
}

/**
 * Chooses the engine for a device if no engine is named: the first that can use it.
 * @throws InputError if no engine can; the message lists the devices
 */
export async function engineFor({
  device,
  lanes,
}: Pick<LanesAsked, 'device' | 'lanes'>): Promise<EngineName> {
  const [option, words] =
    typeof lanes === 'object' ? ['--lanes', Object.keys(lanes)] : ['--device', [device]];
  const everything: string[] = [];
  for (const engine of engineNames()) {
    const devices = await devicesOf(engine);
    if (words.every((word) => matching(word, devices).some(isUsable))) return engine;
    everything.push(...devices.map((one) => `${engine} ${describe(one)}`));
  }
  throw new InputError(
    `${option}: expected devices that one engine can use, found '${words.join(', ')}'; there is ${everything.join('; ')}`,
  );
}

/** The name under which runs remember the device that computed them. Equal cards may share a name. */
export const deviceLabel = ({ id, name, kind }: Device): string => (kind === 'cpu' ? name : `${id} ${name}`);

/** Whether lanes of such a device are handed similar runs. A processor gains nothing from advancing runs together. */
export const advancesTogether = ({ kind }: Device): boolean => kind !== 'cpu';

const inTurn = (devices: readonly Device[], count: number): Device[] =>
  Array.from({ length: count }, (_, i) => devices[i % devices.length]!);

/** @returns at least one */
function usable(
  option: string,
  word: string,
  engine: string,
  devices: readonly Device[],
): [Device, ...Device[]] {
  const found = matching(word, devices);
  const [first, ...others] = found.filter(isUsable);
  if (first !== undefined) return [first, ...others];
  const there = `engine ${engine} has ${devices.map(describe).join('; ')}`;
  if (found.length > 0) throw new InputError(`${option}: found ${word}, which cannot be used; ${there}`);
  throw new InputError(
    `${option}: expected auto, or a kind, id or name of a device, found '${word}'; ${there}; ranksweep devices tells what others have`,
  );
}

/** A name may match several equal devices. */
function matching(word: string, devices: readonly Device[]): Device[] {
  const best = devices.find(isUsable)?.kind;
  return devices.filter(({ id, name, kind }) =>
    word === AUTO ? kind === best : word === kind || word === id || word === name,
  );
}

const isUsable = ({ unusable }: Device): boolean => unusable === undefined;

const describe = ({ id, name, unusable }: Device): string =>
  `${id} (${name})${unusable === undefined ? '' : `, unusable: ${unusable}`}`;

/** Empty if the engine cannot run here. */
async function devicesOf(engine: EngineName): Promise<Device[]> {
  try {
    return await createEngine(engine).devices();
  } catch {
    return [];
  }
}
