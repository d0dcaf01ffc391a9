/**
 * Our own side: a process with one device, which advances cohorts of any size. Arguments: workload, engine, the device as JSON,
 * and how many of its runs differ.
 */
import { createHash } from 'node:crypto';
import { InputError, metricSet } from '@ranksweep/core';
import {
  compileSupported,
  createEngine,
  encodeState,
  initialState,
  measure,
  type Device,
  type Program,
} from '@ranksweep/engine';
import { loadExtensions } from '@ranksweep/sweep';
import { answerRequests } from '../answerRequests.ts';
import type { Advanced, AdvanceRequest, CohortRequest, Digests, MeasuredAll } from '../protocol.ts';
import { benchWorkload } from '../workloads.ts';
import { membersOf } from './members.ts';
import { products } from './products.ts';

const [workloadName, engineName, deviceJson, differing] = process.argv.slice(2) as [
  string,
  string,
  string,
  string,
];

await answerRequests(async () => {
  await loadExtensions();
  const workload = workloadName === products.name ? products : benchWorkload(workloadName);
  const members = (await membersOf(workload, Number(differing))).map((member) => ({
    workload: member,
    state: initialState(member),
  }));
  const engine = createEngine(engineName);
  const device = JSON.parse(deviceJson) as Device;
  const [{ workload: example }] = members as [(typeof members)[0]];
  const { config, network } = example;
  const exactLoss = metricSet({ ...config, record: { ...config.record, metrics: ['train_mse'] } }, network);
  let program: Program | undefined;
  let slots: number[] = [];
  let iteration = 0;

  const fill = async ({ cohort }: CohortRequest): Promise<CohortRequest> => {
    program?.dispose();
    program = undefined;
    const capacity = engine.capacity({ example, cohort }, device);
    if (cohort > capacity) {
      throw new InputError(
        `expected at most ${capacity} runs, which fit into the memory of ${device.name}, found ${cohort}`,
      );
    }
    program = await compileSupported(engine, { example, cohort }, device);
    slots = Array.from({ length: cohort }, (_, slot) => slot);
    for (const slot of slots) await program.load(slot, members[slot % members.length]!);
    iteration = 0;
    return { cohort };
  };

  const advance = async ({ iterations }: AdvanceRequest): Promise<Advanced> => {
    const startedAt = performance.now();
    await filled(program).advance(iterations);
    // An engine may hand its work over and return: what is read here comes after it.
    await filled(program).state(slots.at(-1)!);
    iteration += iterations;
    return { wallMs: performance.now() - startedAt, iteration };
  };

  const losses = async (): Promise<MeasuredAll> => {
    const requests = slots.map((slot) => ({ slot, metrics: exactLoss }));
    return { losses: (await measure(filled(program), requests)).map(({ values }) => values[0]!) };
  };

  /** Of the runs that are alike: the first and its repetitions. */
  const digests = async (): Promise<Digests> => {
    const found: string[] = [];
    for (const slot of slots.filter((one) => one % members.length === 0)) {
      found.push(
        createHash('sha256')
          .update(encodeState(await filled(program).state(slot)))
          .digest('hex'),
      );
    }
    return { digests: found };
  };

  return {
    ready: { framework: `ranksweep ${engine.arithmetic}`, device: device.name },
    answer(request) {
      if ('cohort' in request) return fill(request);
      if ('iterations' in request) return advance(request);
      if ('measure' in request && request.measure === 'losses') return losses();
      return digests();
    },
    end: () => program?.dispose(),
  };
});

function filled(program: Program | undefined): Program {
  if (program === undefined) throw new TypeError('expected a cohort first, found none');
  return program;
}
