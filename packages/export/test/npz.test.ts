import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  BatchOrder,
  InputError,
  endTensor,
  indexTuples,
  initialParametersOf,
  prepareWorkload,
  type FactorizationConfig,
} from '@ranksweep/core';
import { taskData } from '@ranksweep/factorization';
import { canonicalConfig, earlierTrajectoryHashes } from '@ranksweep/kinds';
import { decodeState, encodeState } from '@ranksweep/engine';
import type { Store } from '@ranksweep/store';
import { writeNpy } from '@ranksweep/npy';
import { decodeCheckpoint } from '@ranksweep/run';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { exportArrays, toNewFile } from '../src/index.ts';
import { npzPieces } from '../src/npz.ts';
import { readNpz } from './support/npz.ts';
import { parts, runParts, soundRun, temporaryFolder, temporaryStore } from './support/runs.ts';

describe('a run as .npz', () => {
  it.each(Object.keys(parts) as (keyof typeof parts)[])('of %s holds all of it', async (part) => {
    const store = temporaryStore();
    await runParts(store, [part]);
    const run = soundRun(store, 2);
    const path = join(temporaryFolder(), 'x.npz');
    const { finalIteration } = await exportArrays(store, run, toNewFile({ path }));
    expect(finalIteration).toBe(60);

    const config = run.config as FactorizationConfig;
    const workload = prepareWorkload(config, await taskData(config));
    const { network, problem } = workload;
    const { dims } = network;
    const arrays = await readNpz(path);
    const parsed = (name: string) => JSON.parse(String(arrays[name]!.values[0]));
    expect(parsed('config')).toEqual(canonicalConfig(run.config));
    expect(parsed('run')).toMatchObject({
      run_id: 2,
      status: 'done',
      iterations: 60,
      arithmetic: run.arithmetic,
    });
    expect(parsed('network').parameters).toEqual(network.parameters.map(({ name }) => name));

    if (problem.kind !== 'samples') {
      expect(arrays['target']).toEqual({ type: '<f4', shape: dims, values: [...problem.target] });
    }
    expect(arrays['y']).toEqual({ type: '<f4', shape: [problem.y.length], values: [...problem.y] });
    if (problem.kind === 'completion') {
      expect(arrays['observed']).toEqual({
        type: '<i4',
        shape: [problem.y.length, dims.length],
        values: [...indexTuples(problem.observed, dims)],
      });
    } else if (problem.kind === 'samples') {
      const ofSamples = (tuples: Uint8Array) => ({
        type: '|u1',
        shape: [tuples.length / dims.length, dims.length],
        values: [...tuples],
      });
      expect(arrays['observed']).toEqual(ofSamples(problem.tuples));
      expect(arrays['test/observed']).toEqual(ofSamples(problem.test!.tuples));
      expect(arrays['test/y']!.values).toEqual([...problem.test!.y]);
    } else {
      expect(arrays['measurements']).toEqual({
        type: '<f4',
        shape: [problem.y.length, ...dims],
        values: [...problem.measurements],
      });
    }

    const saved = decodeCheckpoint(store.loadCheckpoint(2)!.state, run.config.stop);
    const { parameters: kept } = decodeState(saved.state);
    if (config.batch !== undefined) {
      const { size } = config.batch;
      const samples = problem.y.length;
      // Each of these sizes divides the 60 iterations into whole epochs.
      const order = new BatchOrder({ samples, size, seed: config.seed }).epochOf(60);
      expect(arrays['batch_order']).toEqual({ type: '<i4', shape: [samples], values: [...order] });
      expect(arrays['epoch_sums']).toEqual({ type: '<f8', shape: [3], values: [0, 0, 0] });
    }
    const final = network.parameters.flatMap(({ name }) => arrays[`final/${name}`]!.values);
    expect(final).toEqual([...kept]);
    initialParametersOf(workload).forEach((values, k) => {
      const { name, rows, cols } = network.parameters[k]!;
      expect(arrays[`initial/${name}`]).toEqual({ type: '<f4', shape: [rows, cols], values: [...values] });
      expect(arrays[`final/${name}`]!.shape).toEqual([rows, cols]);
    });
    expect(arrays['final_iteration']).toEqual({ type: '<i8', shape: [], values: [60] });

    for (const { metric, iterations, values } of store.trajectory(2, '*')) {
      const [type, shape] = ['<f8', [values.length]];
      expect(arrays[`metrics/${metric}/values`]).toEqual({ type, shape, values: [...values] });
      expect(arrays[`metrics/${metric}/iterations`]!.values).toEqual([...iterations]);
    }
    const events = store.events(2);
    for (const field of ['iteration', 'kind', 'subject', 'value'] as const) {
      expect(arrays[`events/${field}`]!.values).toEqual(events.map((event) => event[field]));
    }
    const metricArrays = Object.keys(arrays).filter((name) => name.startsWith('metrics/'));
    expect(metricArrays).toHaveLength(2 * store.recordedMetrics(2).length);
    // Of samples, those of the test set come in place of the target; batches have two of their own.
    const others = 6 + (problem.kind === 'samples' ? 1 : 0) + (config.batch === undefined ? 0 : 2);
    expect(Object.keys(arrays)).toHaveLength(
      others + 1 + 2 * network.parameters.length + metricArrays.length + 4,
    );
  });

  it('says how the parameters of a mode tree make the end tensor', async () => {
    const store = temporaryStore();
    await runParts(store, ['htf-sensing']);
    const path = join(temporaryFolder(), 'x.npz');
    await exportArrays(store, soundRun(store, 1), toNewFile({ path }));
    const { network } = await readNpz(path);
    const { kind, nodes } = JSON.parse(String(network!.values[0]));
    expect(kind).toBe('tree');
    expect(nodes.slice(4)).toEqual([
      { modes: [3, 1], children: [2, 0], parameter: 'node_{1,3}' },
      { modes: [2, 4], children: [1, 3], parameter: 'node_{2,4}' },
      { modes: [3, 1, 2, 4], children: [4, 5], parameter: 'node_{1,2,3,4}' },
    ]);
  });

  it('is the same bytes at any time', async () => {
    const store = temporaryStore();
    await runParts(store, ['tf']);
    const paths = ['a.npz', 'b.npz'].map((name) => join(temporaryFolder(), name));
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    for (const [year, path] of paths.entries()) {
      vi.setSystemTime(new Date(2030 + year, 0));
      await exportArrays(store, soundRun(store, 1), toNewFile({ path }));
    }
    expect(readFileSync(paths[0]!).equals(readFileSync(paths[1]!))).toBe(true);
  });

  it('has the measurements that were held out, of which the error that was recorded is found again', async () => {
    const store = temporaryStore();
    const { task } = parts['tf-sensing'].base;
    const record = { every: 20, metrics: ['train_loss', 'held_out_mse'] };
    await runParts(store, ['tf-sensing'], { change: { task: { ...task, heldOut: 3 }, record } });
    const path = join(temporaryFolder(), 'x.npz');
    await exportArrays(store, soundRun(store, 1), toNewFile({ path }));
    const arrays = await readNpz(path);
    const { network } = prepareWorkload(soundRun(store, 1).config as FactorizationConfig);
    const final = network.parameters.map(({ name }) => arrays[`final/${name}`]!.values as number[]);
    const W = endTensor(
      network,
      final.map((values) => Float64Array.from(values)),
    );
    const { shape, values: A } = arrays['held_out/measurements']!;
    expect(shape).toEqual([3, 3, 2, 3]);
    const squares = arrays['held_out/y']!.values.map((y, k) => {
      const predicted = W.reduce((sum, entry, i) => sum + (A[k * W.length + i] as number) * entry, 0);
      return (predicted - (y as number)) ** 2;
    });
    expect(squares).toHaveLength(3);
    const error = (squares[0]! + squares[1]! + squares[2]!) / 3;
    expect(arrays['metrics/held_out_mse/values']!.values.at(-1)).toBeCloseTo(error, 4);
  });

  it('is refused of a run whose configuration meant another network', async () => {
    const store = temporaryStore();
    await runParts(store, ['htf-order-5']);
    const { config } = soundRun(store, 1);
    const [then] = earlierTrajectoryHashes(config);
    const [old] = store.registerRuns(1, [
      { config, trajectoryHash: then!, arithmetic: 'f64', part: 'old', cell: {} },
    ]);
    const path = join(temporaryFolder(), 'x.npz');
    await expect(exportArrays(store, soundRun(store, old!.runId), toNewFile({ path }))).rejects.toThrow(
      'meant another mode tree or other initial matrices when it was computed',
    );
    expect(existsSync(path)).toBe(false);
  });

  it('is without final parameters where none are kept', async () => {
    const store = temporaryStore();
    await runParts(store, ['tf'], { keepState: false });
    const path = join(temporaryFolder(), 'x.npz');
    const { finalIteration } = await exportArrays(store, soundRun(store, 1), toNewFile({ path }));
    expect(finalIteration).toBeUndefined();
    const names = Object.keys(await readNpz(path));
    expect(names).toContain('initial/mode_1');
    expect(names.filter((name) => name.startsWith('final'))).toEqual([]);
  });

  it("has the user's own target, and is refused when that file has changed", async () => {
    const store = temporaryStore();
    const file = join(temporaryFolder(), 'target.npy');
    const tensor = Float64Array.from({ length: 24 }, (_, i) => i + 0.5);
    writeNpy(file, tensor, [3, 4, 2]);
    const task = { kind: 'completion', dims: [3, 4, 2], observed: 20, target: { kind: 'file', file } };
    await runParts(store, ['tf'], { change: { task } });
    const folder = temporaryFolder();
    await exportArrays(store, soundRun(store, 1), toNewFile({ path: join(folder, 'x.npz') }));
    expect((await readNpz(join(folder, 'x.npz')))['target']!.values).toEqual([...tensor]);
    writeNpy(
      file,
      tensor.map((value) => -value),
      [3, 4, 2],
    );
    await expect(
      exportArrays(store, soundRun(store, 1), toNewFile({ path: join(folder, 'y.npz') })),
    ).rejects.toThrow('the file has changed');
  });
});

describe('a run that another program has written into', () => {
  async function changed(sql: string, ...values: unknown[]): Promise<string> {
    const store = temporaryStore();
    await runParts(store, ['tf']);
    const other = new Database(store.path);
    other.prepare(sql).run(...values);
    other.close();
    const path = join(temporaryFolder(), 'x.npz');
    const error: unknown = await exported(store, path).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(InputError);
    expect(existsSync(path)).toBe(false);
    return (error as Error).message;
  }

  const exported = async (store: Store, path: string): Promise<unknown> =>
    exportArrays(store, soundRun(store, 1), toNewFile({ path }));

  it('is refused with another configuration', async () => {
    expect(await changed(`UPDATE runs SET config = json_set(config, '$.task.observed', 1e9)`)).toContain(
      'task.observed: expected at most',
    );
  });

  it('is refused with a state that is none', async () => {
    expect(await changed('UPDATE checkpoints SET state = ?, digest = NULL', Buffer.alloc(100))).toContain(
      'expected the final state of run 1',
    );
  });

  it('is refused with the state of another network', async () => {
    const parameters = new Float32Array(3);
    const state = {
      iteration: 1,
      meanSquare: 0,
      decayPowers: [1, 1] as const,
      flowTime: 0,
      parameters,
      slots: [],
    };
    const header = Buffer.from(Float64Array.of(-1, 0, 0, 1).buffer);
    const bytes = Buffer.concat([header, encodeState(state)]);
    expect(await changed('UPDATE checkpoints SET state = ?, digest = NULL', bytes)).toMatch(
      /of \d+ parameters, found one of 3/,
    );
  });

  it.each(['../../x', '/x', 'a\\b', 'a\nb', '..', 'a//b'])(
    'is refused with a metric called %j',
    async (name) => {
      expect(await changed(`UPDATE metrics SET name = ? WHERE name = 'train_loss'`, name)).toContain(
        'npz: expected names',
      );
    },
  );
});

describe('an archive', () => {
  const one = new Uint8Array(2 ** 26);

  it.each([
    ['bytes', Array.from({ length: 64 }, (_, k) => ({ name: `a${k}`, values: one, shape: [one.length] }))],
    ['arrays', Array.from({ length: 65_536 }, (_, k) => ({ name: `a${k}`, values: ['x'], shape: [] }))],
  ])('of too many %s is refused', (_, arrays) => {
    expect(() => npzPieces(arrays).next()).toThrow('npz: expected at most 4227858432 bytes in 65535 arrays');
  });
});
