import type { Device } from '@ranksweep/engine';
import { InputError } from '@ranksweep/core';
import { describe, expect, it } from 'vitest';
import {
  chooseLanes,
  deviceLabel,
  type LanesAsked,
  type Machine,
} from '../../../src/launch/devices/chooseLanes.ts';

const gpu = (id: string, changes: Partial<Device> = {}): Device => ({
  id,
  name: 'Card 9000',
  kind: 'gpu',
  memoryBytes: 8e9,
  ...changes,
});
const cpu: Device = { id: 'cpu', name: 'Processor', kind: 'cpu', memoryBytes: 8e9 };
const emulated = gpu('gpu:0', { name: 'Soft', isEmulated: true });
const broken = gpu('gpu:0', { unusable: 'no driver' });

/** Devices by engine, the preferred first. Those on a GPU are called after cards. */
type Engines = Readonly<Record<string, readonly Device[]>>;

const machineWith = (engines: Engines, changes: Partial<Machine> = {}): Machine => ({
  devicesOf: async (engine) => ({ devices: engines[engine]! }),
  drivesGpus: (engine) => engine.startsWith('card'),
  couldHaveGpu: true,
  ...changes,
});

/** The places of lanes, as `engine device`. */
async function lanes(
  engines: Engines,
  asked: Partial<LanesAsked> = {},
  changes: Partial<Machine> = {},
): Promise<string[]> {
  const all = { engines: Object.keys(engines), device: 'auto', usualOnCpu: 4, ...asked };
  const places = await chooseLanes(all, machineWith(engines, changes));
  return places.map(({ engine, device }) => `${engine} ${device.id}`);
}

const two: Engines = { plain: [cpu], cards: [gpu('gpu:0'), gpu('gpu:1')] };

describe('chooseLanes', () => {
  it('takes every real GPU, and a lane for each core that is left; without one, the usual number on the CPU', async () => {
    expect(await lanes(two)).toEqual(['cards gpu:0', 'cards gpu:1', 'plain cpu', 'plain cpu']);
    expect(await lanes({ plain: [cpu], cards: [] })).toEqual(Array(4).fill('plain cpu'));
    expect(await lanes(two, { usualOnCpu: 1 })).toEqual(['cards gpu:0', 'cards gpu:1', 'plain cpu']);
    expect(await lanes(two, { lanes: 1 })).toEqual(['cards gpu:0']);
    expect(await lanes(two, { lanes: 3 })).toEqual(['cards gpu:0', 'cards gpu:1', 'plain cpu']);
  });

  it('takes neither a GPU that cannot be used nor one that the processor plays, unless it is asked for', async () => {
    expect(await lanes({ plain: [cpu], cards: [broken] }, { lanes: 1 })).toEqual(['plain cpu']);
    const soft = { plain: [cpu], cards: [emulated] };
    expect(await lanes(soft, { lanes: 1 })).toEqual(['plain cpu']);
    for (const device of ['gpu', 'gpu:0', 'Soft'])
      expect(await lanes(soft, { device })).toEqual(['cards gpu:0']);
    const both = { cards: [emulated, gpu('gpu:1')] };
    expect(await lanes(both, { device: 'gpu' })).toEqual(['cards gpu:1']);
  });

  it('obeys who names engines that have no other device than an emulated GPU', async () => {
    expect(await lanes({ cards: [emulated] })).toEqual(['cards gpu:0']);
    expect(await lanes({ cards: [emulated] }, { lanes: 2 })).toEqual(['cards gpu:0', 'cards gpu:0']);
    expect(await lanes({ cards: [emulated, gpu('gpu:1')] }, { lanes: 1 })).toEqual(['cards gpu:1']);
    expect(await lanes({ cards: [emulated], plain: [cpu] }, { lanes: 1 })).toEqual(['plain cpu']);
    await expect(lanes({ cards: [broken], others: [] })).rejects.toThrow(
      '--device: expected a device that cards or others can use, found none; there is\n' +
        '  gpu:0 (Card 9000), unusable by cards: no driver\n',
    );
    const nobody = { engines: undefined, lanes: 1 };
    await expect(
      lanes({}, nobody, { devicesOf: async () => ({ devices: [emulated] }), drivesGpus: () => true }),
    ).rejects.toThrow(
      /^--device: expected a device that .* can use, found none; there is\n {2}gpu:0 \(Soft\), emulated: /,
    );
  });

  it.each([
    ['cpu', 2, ['plain cpu', 'plain cpu']],
    ['gpu', 3, ['cards gpu:0', 'cards gpu:1', 'cards gpu:0']],
    ['gpu:1', 2, ['cards gpu:1', 'cards gpu:1']],
    ['Card 9000', undefined, ['cards gpu:0', 'cards gpu:1']],
    ['Processor', undefined, Array(4).fill('plain cpu')],
  ])('finds --device %s', async (device, count, expected) => {
    expect(await lanes(two, { device, lanes: count })).toEqual(expected);
  });

  it('counts lanes by device, each of the first engine that has it', async () => {
    const asked = { lanes: { cpu: 2, 'gpu:1': 1 } };
    expect(await lanes(two, asked)).toEqual(['plain cpu', 'plain cpu', 'cards gpu:1']);
    const engines = { cards: [gpu('gpu:0')], cardsToo: [gpu('gpu:0'), cpu], plain: [cpu] };
    expect(await lanes(engines, { lanes: { gpu: 1, cpu: 1 } })).toEqual(['cards gpu:0', 'cardsToo cpu']);
  });

  it('loads no driver where nobody has asked for a GPU and there can be none', async () => {
    const asked: string[] = [];
    const machine: Machine = {
      couldHaveGpu: false,
      drivesGpus: (engine) => engine !== 'wasm',
      devicesOf: async (engine) => {
        asked.push(engine);
        return { devices: [cpu] };
      },
    };
    await chooseLanes({ device: 'auto', usualOnCpu: 1 }, machine);
    expect(new Set(asked)).toEqual(new Set(['wasm']));
    await chooseLanes({ device: 'auto', usualOnCpu: 1 }, { ...machine, couldHaveGpu: true });
    expect(asked.length).toBeGreaterThan(2);
  });

  it.each([
    [{ device: 'gpu:7' }, `--device: expected auto, or a kind, id or name of a device, found 'gpu:7'`],
    [{ lanes: { cpu: 1, tpu: 1 } }, `--lanes: expected auto, or a kind, id or name of a device, found 'tpu'`],
    [
      { device: 'gpu:0' },
      '--device: found gpu:0, which cannot be used; there is\n' +
        '  cpu (Processor): plain, second\n' +
        '  gpu:0 (Card 9000), unusable by cards: no driver\n' +
        'ranksweep devices tells more',
    ],
    [{ device: 'cpu', lanes: { cpu: 1 } }, '--lanes: expected a number beside --device cpu'],
  ])('refuses %j and tells what there is', async (asked: Partial<LanesAsked>, message) => {
    const asking = lanes({ plain: [cpu], cards: [broken], second: [cpu] }, asked);
    await expect(asking).rejects.toThrow(message);
    await expect(asking).rejects.toBeInstanceOf(InputError);
  });

  it('is on this machine the usual engine where its device will do', async () => {
    for (const asked of [{ device: 'cpu' }, { device: 'auto', lanes: { cpu: 1 } }]) {
      const [place] = await chooseLanes({ ...asked, usualOnCpu: 1 });
      expect(place).toMatchObject({ engine: 'wasm', device: { kind: 'cpu' } });
    }
  });
});

it('a device is remembered by its name, and a GPU by its id too', () => {
  expect(deviceLabel(cpu)).toBe('Processor');
  expect(deviceLabel(gpu('gpu:1'))).toBe('gpu:1 Card 9000');
});
