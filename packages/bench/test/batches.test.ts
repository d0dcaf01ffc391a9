/** Workloads with batches: what peers are handed, and that they take the same batches as our own side. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BatchOrder, factorizationSchema, metricSet, prepareSamples, type Workload } from '@ranksweep/core';
import { readImageSet, samplesOf } from '@ranksweep/data';
import { compileSupported, createEngine, initialState, measure } from '@ranksweep/engine';
import { readNpy } from '@ranksweep/npy';
import { beforeAll, describe, expect, it } from 'vitest';
import { findPeers, startPeer } from '../src/peers.ts';
import { writeWorkload } from '../src/workloadFolder.ts';
import { temporaryFolder } from '../../machine/test/support/temporaryFolder.ts';

const IMAGES = 1200;
const BATCH = 300;
const PER_EPOCH = IMAGES / BATCH;
const EPOCHS = 2;
const { found } = await findPeers();

let workload: Workload;
const written = (): string => {
  const folder = temporaryFolder();
  writeWorkload(folder, 'digits', workload);
  return folder;
};

beforeAll(async () => {
  const task = { levels: 2, label: 6, randomize: 'none', train: IMAGES } as const;
  const problem = samplesOf(await readImageSet({ set: 'digits' }), task, { seed: 0, values: [2, 0] });
  const config = factorizationSchema.omit({ task: true }).parse({
    model: { kind: 'cp', components: 4 },
    init: { std: 0.1, mean: 0.9 },
    optimizer: { kind: 'adam', learningRate: 0.02 },
    batch: { size: BATCH },
    record: { metrics: ['train_mse'] },
    seed: 3,
  });
  workload = prepareSamples(config, problem);
});

/** Behind the header of an .npy file. */
function valuesIn(path: string, bytes: number): Uint8Array {
  const file = readFileSync(path);
  const header = 10 + file.readUInt16LE(8);
  expect(file.length).toBe(header + bytes);
  return Uint8Array.from(file.subarray(header));
}

it('hands over training images and the order of the first epochs', async () => {
  const folder = written();
  const { data: targets } = await readNpy(join(folder, 'targets.npy'));
  expect(targets).toEqual(Float64Array.from(workload.problem.y));
  const { problem } = workload;
  if (problem.kind !== 'samples') throw new TypeError(problem.kind);
  const indices = valuesIn(join(folder, 'indices.npy'), IMAGES * 64);
  expect(Buffer.compare(indices, problem.tuples)).toBe(0);
  const handed = new Int32Array(valuesIn(join(folder, 'order.npy'), 4 * EPOCHS * IMAGES).buffer);
  const ours = new BatchOrder({ samples: IMAGES, size: BATCH, seed: 3 });
  for (let iteration = 0; iteration < EPOCHS * PER_EPOCH; iteration++) {
    expect(handed.slice(iteration * BATCH, (iteration + 1) * BATCH)).toEqual(ours.at(iteration));
  }
});

describe.skipIf(found.length === 0)('peers', () => {
  let losses: number[];
  beforeAll(async () => {
    const engine = createEngine('wasm');
    const [device] = await engine.devices();
    const program = await compileSupported(engine, { example: workload, cohort: 1 }, device!);
    await program.load(0, { workload, state: initialState(workload) });
    const metrics = metricSet(workload.config, workload.network);
    losses = [];
    for (let iteration = 0; iteration < EPOCHS * PER_EPOCH; iteration++) {
      await program.advance(1);
      losses.push((await measure(program, [{ slot: 0, metrics }]))[0]!.values[0]!);
    }
    program.dispose();
  });

  const contests = found.flatMap((peer) => peer.formulations.map((formulation) => ({ peer, formulation })));
  it.each(contests)('take the same batches: $peer.name, $formulation', async ({ peer, formulation }) => {
    const side = await startPeer(peer, written(), formulation);
    for (const loss of losses) {
      await side.advance({ iterations: 1 });
      expect((await side.loss()) / loss).toBeCloseTo(1, 4);
    }
    // Later epochs are shuffled by the peer, and requests may end anywhere.
    expect((await side.advance({ iterations: 2 * PER_EPOCH + 1 })).iteration).toBe(4 * PER_EPOCH + 1);
    expect(await side.loss()).toBeLessThan(losses[0]!);
    await side.close();
  });
});
