/** A kind of run that a test can follow by hand. A number shrinks by a fixed factor in each iteration, or grows without bound. */
import type { RecordConfig, RunConfig, StopConfig, TrajectoryEvent } from '@ranksweep/core';
import type { Loaded, MeasureRequest, Measurement, Trainer, TrainerKind } from '../../src/index.ts';

export interface DecayConfig {
  readonly seed: number;
  /** The factor that the number is multiplied by. */
  readonly factor: number;
  /** The iteration at which it throws. */
  readonly fault?: 'fits' | 'load' | 'advance' | 'state' | 'eventsSoFar' | 'conclude';
  /** Runs of different cohorts do not advance together. */
  readonly cohort?: number;
  readonly stop: StopConfig;
  readonly record: RecordConfig;
}

export const decay = (change: Partial<DecayConfig> = {}): RunConfig =>
  ({
    seed: 1,
    factor: 0.9,
    stop: { lossBelow: 1e-3, patience: 2, checkEvery: 7, maxIterations: 100 },
    record: { every: 10, top: 1 },
    ...change,
  }) as unknown as RunConfig;

const own = (config: RunConfig): DecayConfig => config as unknown as DecayConfig;

interface Decaying {
  readonly config: DecayConfig;
  iteration: number;
  value: number;
}

export class DecayTrainer implements Trainer {
  readonly slots: number;
  readonly #cohort: number | undefined;
  readonly #runs = new Map<number, Decaying>();

  constructor(slots: number, cohort?: number) {
    this.slots = slots;
    this.#cohort = cohort;
  }

  async fits(config: RunConfig): Promise<boolean> {
    meet(own(config), 'fits');
    return own(config).cohort === this.#cohort;
  }

  async load(slot: number, config: RunConfig, state: Uint8Array | undefined): Promise<Loaded> {
    if (this.#runs.has(slot) || !(slot < this.slots)) throw new Error(`slot ${slot} is not empty`);
    meet(own(config), 'load');
    let [iteration, value] = [0, own(config).seed];
    if (state !== undefined) {
      if (state.length !== 16) throw new RangeError('no state');
      [iteration, value] = new Float64Array(new Uint8Array(state).buffer) as unknown as [number, number];
    }
    this.#runs.set(slot, { config: own(config), iteration, value });
    return { iteration, metrics: ['train_loss', 'norm_1'], atEnd: ['rank'] };
  }

  async unload(slot: number): Promise<void> {
    this.#runs.delete(slot);
  }

  async advance(iterations: number): Promise<void> {
    if (this.#runs.size === 0 || !(iterations >= 1)) throw new Error(`${iterations} iterations of nothing`);
    for (const run of this.#runs.values()) {
      meet(run.config, 'advance');
      for (let i = 0; i < iterations; i++) run.value *= run.config.factor;
      run.iteration += iterations;
    }
  }

  async measure(requests: readonly MeasureRequest[]): Promise<Measurement[]> {
    return requests.map(({ slot, wanted }) => {
      const { value, iteration } = this.#runs.get(slot)!;
      const values = { loss: [], values: [value, 1 + Math.trunc(iteration / 3)], atEnd: [iteration] }[wanted];
      return { loss: value, checkedLoss: Math.abs(value), values: Float64Array.from(values) };
    });
  }

  async state(slot: number): Promise<Uint8Array> {
    const { config, iteration, value } = this.#runs.get(slot)!;
    meet(config, 'state');
    return new Uint8Array(Float64Array.of(iteration, value).buffer);
  }

  dispose(): void {
    this.#runs.clear();
  }
}

function meet(config: DecayConfig, place: DecayConfig['fault']): void {
  if (config.fault === place) throw new Error(`fault: ${place}`);
}

/** @param trainers receives every trainer that is made */
export const decayKind = (slots: number, trainers: DecayTrainer[] = []): TrainerKind => ({
  trainer: async (config, wanted) => {
    const trainer = new DecayTrainer(Math.min(slots, wanted), own(config).cohort);
    trainers.push(trainer);
    return trainer;
  },
  eventsSoFar: (config, series): TrajectoryEvent[] => {
    meet(own(config), 'eventsSoFar');
    return [eventAt(series[0]?.iterations.length ?? 0)];
  },
  conclude: (config, series, atEnd, reason) => {
    meet(own(config), 'conclude');
    const lengths = series.map(({ metric, values }) => [metric, values.length] as const);
    return {
      events: [eventAt(series[0]!.iterations.length)],
      derived: [{ metric: reason, iterations: series[0]!.iterations, values: series[0]!.values }],
      finals: new Map([...lengths, ['rank', atEnd!.values[0]!]]),
    };
  },
});

/** Records the number of snapshots at each search for events. */
const eventAt = (snapshots: number): TrajectoryEvent => ({
  iteration: 0,
  kind: 'rise',
  subject: 'norm_1',
  value: snapshots,
});
