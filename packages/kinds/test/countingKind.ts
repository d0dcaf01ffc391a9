/** The smallest kind of run: it counts to n, with an arithmetic of its own and on processors alone. */
import { recordSchema, seedSchema, stopSchema, type RunConfig } from '@ranksweep/core';
import type { LaneKind, RunKind, Trainer } from '@ranksweep/run';
import { z } from 'zod';

const schema = z.strictObject({
  model: z.strictObject({
    kind: z.literal('counting'),
    to: z.int().min(1),
    by: z.int().min(1).optional().describe('default: 1'),
  }),
  seed: seedSchema.default(0),
  stop: stopSchema.prefault({}),
  record: recordSchema.prefault({}),
});

export type CountingConfig = z.output<typeof schema> & RunConfig;

export const counting: RunKind<CountingConfig> = {
  name: 'counting',
  claims: { path: 'model.kind', values: ['counting'] },
  schema,
  canonical: (config) => ({ ...config, model: { ...config.model, by: config.model.by ?? 1 } }),
  hashed: (config) => config,
  versions: () => [1],
  problems: ({ model: { to, by = 1 } }) =>
    to % by === 0
      ? []
      : [{ path: ['model', 'by'], text: `expected a number that divides ${to}, found ${by}` }],
  unrepresentable: () => [],
  metrics: () => ({ atSnapshots: ['count'], atEnd: [], derived: [] }),
  derivable: () => [],
  describeMetric: (name) =>
    name === 'count' ? { name, unit: '1', description: 'how far it has counted' } : undefined,
  isDerived: () => false,
  cost: () => 1,
  isCostQuick: () => true,
  engineOn: ({ device }) =>
    device.kind === 'cpu'
      ? { name: 'counting', arithmetic: 'integers' }
      : { refusal: `expected a CPU, found ${device.name}` },
  prepare: async () => lane,
};

/** Its state is how far it has counted; what it loses is what is left. */
const lane: LaneKind<CountingConfig> = {
  trainer: async (_, slots) => new Counter(slots),
  eventsSoFar: () => [],
  conclude: (_, series) => ({
    events: [],
    derived: [],
    finals: new Map(series.map(({ metric, values }) => [metric, values[values.length - 1]!])),
  }),
};

class Counter implements Trainer<CountingConfig> {
  readonly slots: number;
  readonly #runs = new Map<number, { readonly config: CountingConfig; iteration: number }>();

  constructor(slots: number) {
    this.slots = slots;
  }

  fits = async (): Promise<boolean> => true;

  async load(slot: number, config: CountingConfig, state: Uint8Array | undefined) {
    const iteration = state === undefined ? 0 : Number(Buffer.from(state).toString());
    this.#runs.set(slot, { config, iteration });
    return { iteration, metrics: ['count'], atEnd: [] };
  }

  async unload(slot: number): Promise<void> {
    this.#runs.delete(slot);
  }

  async advance(iterations: number): Promise<void> {
    for (const run of this.#runs.values()) run.iteration += iterations;
  }

  async measure(requests: readonly { readonly slot: number }[]) {
    return requests.map(({ slot }) => {
      const { config, iteration } = this.#runs.get(slot)!;
      const { to, by = 1 } = config.model;
      const count = Math.min(to, iteration * by);
      return { loss: to - count, checkedLoss: to - count, values: Float64Array.of(count) };
    });
  }

  state = async (slot: number): Promise<Uint8Array> => Buffer.from(String(this.#runs.get(slot)!.iteration));

  dispose(): void {
    this.#runs.clear();
  }
}
