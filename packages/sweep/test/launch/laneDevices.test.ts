import { wasmEngine, type Device } from '@ranksweep/engine';
import { InputError } from '@ranksweep/core';
import { describe, expect, it } from 'vitest';
import { deviceLabel, engineFor, laneDevices, type LanesAsked } from '../../src/launch/laneDevices.ts';

const gpu = (id: string, changes: Partial<Device> = {}): Device => ({
  id,
  name: 'Card 9000',
  kind: 'gpu',
  memoryBytes: 8e9,
  ...changes,
});
const cpu: Device = { id: 'cpu', name: 'Processor', kind: 'cpu', memoryBytes: 8e9 };

/** Ids of the devices that lanes get of an engine that has these. */
async function ids(devices: Device[], asked: Partial<LanesAsked>): Promise<string[]> {
  const engine = { ...wasmEngine(), name: 'toy', devices: async () => devices };
  const lanes = await laneDevices(engine, { device: 'auto', lanes: undefined, usualOnCpu: 4, ...asked });
  return lanes.map(({ id }) => id);
}

describe('laneDevices', () => {
  const two = [gpu('gpu:0'), gpu('gpu:1'), cpu];

  it('takes the best kind of device, one lane a GPU and the usual number on a CPU', async () => {
    expect(await ids(two, {})).toEqual(['gpu:0', 'gpu:1']);
    expect(await ids([cpu], {})).toEqual(['cpu', 'cpu', 'cpu', 'cpu']);
    expect(await ids([gpu('gpu:0', { unusable: 'no driver' }), cpu], { lanes: 1 })).toEqual(['cpu']);
  });

  it.each([
    ['cpu', 2, ['cpu', 'cpu']],
    ['gpu', 3, ['gpu:0', 'gpu:1', 'gpu:0']],
    ['gpu:1', 2, ['gpu:1', 'gpu:1']],
    ['Card 9000', undefined, ['gpu:0', 'gpu:1']],
    ['Processor', undefined, ['cpu', 'cpu', 'cpu', 'cpu']],
  ])('finds --device %s', async (device, lanes, expected) => {
    expect(await ids(two, { device, lanes })).toEqual(expected);
  });

  it('counts lanes by device', async () => {
    expect(await ids(two, { lanes: { cpu: 2, 'gpu:1': 1 } })).toEqual(['cpu', 'cpu', 'gpu:1']);
  });

  it.each([
    [{ device: 'gpu:7' }, `--device: expected auto, or a kind, id or name of a device, found 'gpu:7'`],
    [{ lanes: { cpu: 1, tpu: 1 } }, `--lanes: expected auto, or a kind, id or name of a device, found 'tpu'`],
    [
      { device: 'gpu:0' },
      'found gpu:0, which cannot be used; engine toy has gpu:0 (Card 9000), unusable: no driver',
    ],
    [{ device: 'cpu', lanes: { cpu: 1 } }, '--lanes: expected a number beside --device cpu'],
  ])('refuses %j and tells what there is', async (asked: Partial<LanesAsked>, message) => {
    const asking = ids([gpu('gpu:0', { unusable: 'no driver' }), cpu], asked);
    await expect(asking).rejects.toThrow(message);
    await expect(asking).rejects.toBeInstanceOf(InputError);
  });
});

describe('engineFor', () => {
  it('is the usual engine where its device will do', async () => {
    expect(await engineFor({ device: 'auto', lanes: undefined })).toBe('wasm');
    expect(await engineFor({ device: 'auto', lanes: { cpu: 2 } })).toBe('wasm');
  });

  it('tells what devices there are where no engine has the one asked for', async () => {
    await expect(engineFor({ device: 'gpu', lanes: undefined })).rejects.toThrow(
      /--device: expected devices that one engine can use, found 'gpu'; there is wasm cpu \(.*reference cpu \(/,
    );
  });
});

it('a device is remembered by its name, and a GPU by its id too', () => {
  expect(deviceLabel(cpu)).toBe('Processor');
  expect(deviceLabel(gpu('gpu:1'))).toBe('gpu:1 Card 9000');
});
