/** Chooses where lanes compute, from `--engine`, `--device` and `--lanes`. */
import { InputError } from '@ranksweep/core';
import { engineNames, createEngine, type Device, type EngineName } from '@ranksweep/engine';
import type { LanePlace } from '../launcher.ts';
import { couldHaveGpu } from './couldHaveGpu.ts';
import { deviceList, type Listed } from './deviceList.ts';
import { engineDevices, type EngineDevices } from './engineDevices.ts';

/**
 * Every real GPU, and the CPU beside; without one, the CPU alone. A GPU that the processor plays is taken where the engines that were
 * named have no other device.
 */
const AUTO = 'auto';

export interface LanesAsked {
  /** Engines to choose from, named by the user, the preferred ones first. Default: all. */
  readonly engines?: readonly EngineName[] | undefined;
  /** `auto`, `cpu`, `gpu`, or a device's id or name. */
  readonly device: string;
  /** The number of lanes, in total or by device: `{ cpu: 2, 'gpu:0': 1 }`. Default: one for each GPU, and `usualOnCpu` on CPUs. */
  readonly lanes?: number | Readonly<Record<string, number>> | undefined;
  readonly usualOnCpu: number;
}

/** What is known of a machine and its engines. */
export interface Machine {
  readonly devicesOf: (engine: EngineName) => Promise<EngineDevices>;
  readonly drivesGpus: (engine: EngineName) => boolean;
  readonly couldHaveGpu: boolean;
}

/**
 * Each word is served by the first engine that can use such a device, so that lanes may have different engines. Devices of one kind
 * or name are assigned in turn.
 * @returns the place of every lane
 * @throws InputError if there is no such device or it cannot be used; the message lists those that can
 */
export async function chooseLanes(asked: LanesAsked, machine: Machine = thisMachine()): Promise<LanePlace[]> {
  const { device, lanes, usualOnCpu, engines = engineNames() } = asked;
  const search = new Search(engines, asked.engines !== undefined, machine);
  if (typeof lanes === 'object') {
    if (device !== AUTO) {
      throw new InputError(
        `--lanes: expected a number beside --device ${device}, found lanes by device: leave --device out`,
      );
    }
    const places: LanePlace[] = [];
    for (const [word, count] of Object.entries(lanes))
      places.push(...inTurn(await search.places('--lanes', word), count));
    return places;
  }
  if (device !== AUTO) {
    const places = await search.places('--device', device);
    return inTurn(places, lanes ?? (isOfGpu(places[0]!) ? places.length : usualOnCpu));
  }
  const gpus = await search.realGpus();
  const cpu = await search.cpu();
  if (gpus.length === 0) {
    if (cpu !== undefined) return inTurn(cpu, lanes ?? usualOnCpu);
    const emulated = (await search.emulatedGpus()) ?? (await search.fail('--device', AUTO));
    return inTurn(emulated, lanes ?? emulated.length);
  }
  if (cpu === undefined) return inTurn(gpus, lanes ?? gpus.length);
  // A GPU's process needs a core of its own.
  const onCpu = lanes === undefined ? Math.max(1, usualOnCpu - gpus.length) : lanes - gpus.length;
  return [...gpus.slice(0, lanes), ...inTurn(cpu, Math.max(0, onCpu))];
}

/** A number of lanes on an engine's best device, for runs that no other engine can compute. */
export const lanesOn = (engine: EngineName, count: number): Promise<LanePlace[]> =>
  chooseLanes({ engines: [engine], device: AUTO, lanes: count, usualOnCpu: count });

/** The name under which runs remember the device that computed them. Equal cards may share a name. */
export const deviceLabel = ({ id, name, kind }: Device): string => (kind === 'cpu' ? name : `${id} ${name}`);

/** Whether lanes of such a device are handed similar runs. A processor gains nothing from advancing runs together. */
export const advancesTogether = ({ kind }: Pick<Device, 'kind'>): boolean => kind !== 'cpu';

const thisMachine = (): Machine => ({ devicesOf: engineDevices, drivesGpus, couldHaveGpu: couldHaveGpu() });

function drivesGpus(engine: EngineName): boolean {
  try {
    return createEngine(engine).drivesGpus ?? false;
  } catch {
    return false; // It cannot run here.
  }
}

class Search {
  readonly #engines: readonly EngineName[];
  readonly #areNamed: boolean;
  readonly #machine: Machine;

  constructor(engines: readonly EngineName[], areNamed: boolean, machine: Machine) {
    this.#engines = engines;
    this.#areNamed = areNamed;
    this.#machine = machine;
  }

  /** Undefined if no engine can use one. */
  async cpu(): Promise<LanePlace[] | undefined> {
    for (const engine of this.#engines) {
      if (this.#isOutOfQuestion(engine)) continue;
      const cpus = usable(await this.#devices(engine)).filter(({ kind }) => kind === 'cpu');
      if (cpus.length > 0) return placesOf(engine, cpus);
    }
    return undefined;
  }

  /** Of the first engine that has any; none that the processor plays. */
  async realGpus(): Promise<LanePlace[]> {
    for (const engine of this.#engines) {
      if (this.#isOutOfQuestion(engine)) continue;
      if (!this.#areNamed && !this.#machine.drivesGpus(engine)) continue;
      const gpus = usable(await this.#devices(engine)).filter(isRealGpu);
      if (gpus.length > 0) return placesOf(engine, gpus);
    }
    return [];
  }

  /** Of the first engine that has any, though the processor plays them; undefined where none has, or the user has named no engine. */
  async emulatedGpus(): Promise<LanePlace[] | undefined> {
    for (const engine of this.#areNamed ? this.#engines : []) {
      const gpus = usable(await this.#devices(engine)).filter(({ kind }) => kind === 'gpu');
      if (gpus.length > 0) return placesOf(engine, gpus);
    }
    return undefined;
  }

  /**
   * @param word a kind, id or name, which several equal devices may have
   * @returns at least one
   */
  async places(option: string, word: string): Promise<LanePlace[]> {
    for (const engine of this.#engines) {
      const found = usable(await this.#devices(engine)).filter((device) => matches(device, word));
      if (found.length > 0) return placesOf(engine, realOnes(found));
    }
    return this.fail(option, word);
  }

  /** @throws InputError always, which lists the devices that there are */
  async fail(option: string, word: string): Promise<never> {
    const listed: Listed[] = [];
    for (const engine of this.#engines) {
      const { devices, unusable } = await this.#machine.devicesOf(engine);
      listed.push({ engine, devices, ...(this.#areNamed && { unusable }) });
    }
    const found = listed.flatMap(({ devices }) => devices);
    const problem = found.some((device) => matches(device, word))
      ? `found ${word}, which cannot be used`
      : word === AUTO
        ? `expected a device that ${this.#engines.join(' or ')} can use, found none`
        : `expected auto, or a kind, id or name of a device, found '${word}'`;
    const list = deviceList(listed);
    throw new InputError(
      `${option}: ${problem}; ${list === '' ? 'there is none' : `there is${list}`}\nranksweep devices tells more`,
    );
  }

  async #devices(engine: EngineName): Promise<readonly Device[]> {
    return (await this.#machine.devicesOf(engine)).devices;
  }

  /** Drivers are not loaded where nobody has asked for a GPU and there can be none. */
  #isOutOfQuestion(engine: EngineName): boolean {
    return !this.#areNamed && !this.#machine.couldHaveGpu && this.#machine.drivesGpus(engine);
  }
}

const matches = ({ id, name, kind }: Device, word: string): boolean =>
  word === kind || word === id || word === name;

const placesOf = (engine: EngineName, devices: readonly Device[]): LanePlace[] =>
  devices.map((device) => ({ engine, device }));

const inTurn = (places: readonly LanePlace[], count: number): LanePlace[] =>
  Array.from({ length: count }, (_, i) => places[i % places.length]!);

const isOfGpu = ({ device }: LanePlace): boolean => device.kind === 'gpu';

const usable = (devices: readonly Device[]): Device[] =>
  devices.filter(({ unusable }) => unusable === undefined);

const isRealGpu = ({ kind, isEmulated }: Device): boolean => kind === 'gpu' && !isEmulated;

/** Without those that the processor plays, if there are others. */
function realOnes(devices: readonly Device[]): readonly Device[] {
  const real = devices.filter(({ isEmulated }) => !isEmulated);
  return real.length > 0 ? real : devices;
}
