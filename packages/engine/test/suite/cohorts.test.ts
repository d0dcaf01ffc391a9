/** Members of a cohort are compared with the same runs alone. They enter and leave one at a time, and none affects another. */
import { metricSet, prepareWorkload, type TensorConfig, type Workload } from '@ranksweep/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEngine, initialState, measure, type Program, type RunState } from '../../src/index.ts';
import { everyCombination, parse } from '../../../core/test/support.ts';
import { continuousMetrics } from './continuousMetrics.ts';
import { casesFor, times } from './effort.ts';
import { engines } from './engines.ts';
import { start, startAt } from './start.ts';

const COHORT = 7;
const MOST_ITERATIONS = 12;

/** Runs of one task and model from different seeds. */
const membersOf = (config: TensorConfig, count: number): Workload[] => {
  const workload = prepareWorkload(config);
  return Array.from({ length: count }, (_, i) => ({ ...workload, config: { ...config, seed: 100 + i } }));
};

/** A member that is NaN after its first iteration, if not before. */
const spoilt = (workload: Workload): RunState => {
  const state = initialState(workload);
  return { ...state, parameters: state.parameters.map(() => Infinity) };
};

const isFinite = ({ parameters }: RunState): boolean => parameters.every(Number.isFinite);

/** One action on the cohort: a run enters or leaves a slot, or all runs advance. */
const steps = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant('enter' as const),
      slot: fc.nat(COHORT - 1),
      member: fc.nat(9),
      isSpoilt: fc.boolean(),
    }),
    fc.record({ kind: fc.constant('leave' as const), slot: fc.nat(COHORT - 1) }),
    fc.record({ kind: fc.constant('advance' as const), iterations: fc.integer({ min: 1, max: 4 }) }),
    fc.record({ kind: fc.constant('measure' as const), slots: fc.uniqueArray(fc.nat(COHORT - 1)) }),
  ),
  { minLength: 5, maxLength: 25 },
);

const oneOfEachModel = everyCombination().filter(([name]) => name.endsWith('completion, mse'));
const someOthers = everyCombination().filter(([name]) =>
  ['cp order 3, gaussian sensing, huber', 'matrix L=2, rank-one sensing, l1'].includes(name),
);

describe.each([...engines, 'reference'])('%s gives each member of a cohort', (name) => {
  const engine = createEngine(name);

  it.each(casesFor(name, [...oneOfEachModel, ...someOthers], 4))(
    'the bits that it has alone, whoever enters and leaves meanwhile: %s',
    async (_, config) => {
      const members = membersOf(config, 10);
      const metrics = metricSet({ ...config, record: continuousMetrics(config) }, members[0]!.network);
      // By member, sound and spoilt: its states and metrics when it runs alone.
      const alone = new Map<string, { states: RunState[]; values: Float64Array[] }>();
      const reached = async (member: number, isSpoilt: boolean) => {
        const key = `${member} ${isSpoilt}`;
        let found = alone.get(key);
        if (found === undefined) {
          const workload = members[member]!;
          const from = isSpoilt ? spoilt(workload) : initialState(workload);
          const run = await startAt(engine, workload, 1, from);
          found = { states: [], values: [] };
          for (let i = 0; i <= MOST_ITERATIONS; i++) {
            found.states.push(await run.state());
            found.values.push((await run.measure(metrics)).values);
            await run.advance(1);
          }
          run.dispose();
          alone.set(key, found);
        }
        return found;
      };
      const [device] = await engine.devices();
      await fc.assert(
        fc.asyncProperty(steps, async (taken) => {
          const program = await engine.compile({ example: members[0]!, cohort: COHORT }, device!);
          const inSlots = new Map<number, { member: number; isSpoilt: boolean; iteration: number }>();
          for (const step of taken) {
            switch (step.kind) {
              case 'enter': {
                const { slot, member, isSpoilt } = step;
                const workload = members[member]!;
                const state = isSpoilt ? spoilt(workload) : initialState(workload);
                await program.load(slot, { workload, state });
                inSlots.set(slot, { member, isSpoilt, iteration: 0 });
                break;
              }
              case 'leave':
                await program.unload(step.slot);
                inSlots.delete(step.slot);
                break;
              case 'advance': {
                const oldest = Math.max(0, ...[...inSlots.values()].map(({ iteration }) => iteration));
                const iterations = Math.min(step.iterations, MOST_ITERATIONS - oldest);
                await program.advance(iterations);
                for (const run of inSlots.values()) run.iteration += iterations;
                break;
              }
              case 'measure': {
                const slots = step.slots.filter((slot) => inSlots.has(slot));
                const measured = await measure(
                  program,
                  slots.map((slot) => ({ slot, metrics })),
                );
                for (const [i, slot] of slots.entries()) {
                  const { member, isSpoilt, iteration } = inSlots.get(slot)!;
                  expect(measured[i]!.values).toEqual((await reached(member, isSpoilt)).values[iteration]);
                }
              }
            }
          }
          for (const [slot, { member, isSpoilt, iteration }] of inSlots) {
            const { states } = await reached(member, isSpoilt);
            expect(await program.state(slot)).toEqual(states[iteration]);
          }
          program.dispose();
        }),
        { numRuns: times(name, 15), seed: 1 },
      );
    },
  );

  const config = parse({
    model: { kind: 'cp', components: 3 },
    task: { kind: 'completion', dims: [3, 4, 2], observed: 12, target: { kind: 'cp', rank: 1 } },
    init: { std: 0.5 },
  });
  const workload = prepareWorkload(config);
  const member = { workload, state: initialState(workload) };

  async function compiled(): Promise<Program> {
    return engine.compile({ example: workload, cohort: COHORT }, (await engine.devices())[0]!);
  }

  it('its finite numbers, where another has none', async () => {
    const run = await start(engine, config, 7);
    await run.advance(5);
    expect(isFinite(await run.program.state(4))).toBe(false);
    expect(isFinite(await run.state())).toBe(true);
    const alone = await start(engine, config);
    await alone.advance(5);
    expect(await run.state()).toEqual(await alone.state());
  });

  it('a slot that there is', async () => {
    const program = await compiled();
    const message = 'slot: expected 0 to 6, found 7';
    await expect(program.load(COHORT, member)).rejects.toThrow(new RangeError(message));
    await expect(program.unload(COHORT)).rejects.toThrow(new RangeError(message));
    await expect(program.measure([{ slot: COHORT, needs: [] }])).rejects.toThrow(new RangeError(message));
    await expect(program.state(COHORT)).rejects.toThrow(new RangeError(message));
    await expect(program.load(-1, member)).rejects.toThrow(RangeError);
    await expect(program.load(0.5, member)).rejects.toThrow(RangeError);
  });

  it('nothing of a slot that is empty, or has become so', async () => {
    const program = await compiled();
    await program.advance(3);
    const message = 'slot 2: expected a run that was loaded, found none';
    await expect(program.state(2)).rejects.toThrow(new TypeError(message));
    await program.load(2, member);
    await program.unload(2);
    await program.unload(2);
    await program.advance(3);
    await expect(program.state(2)).rejects.toThrow(new TypeError(message));
    await expect(program.measure([{ slot: 2, needs: [] }])).rejects.toThrow(new TypeError(message));
  });

  it('its own losses and metrics, in the order of the requests', async () => {
    const program = await compiled();
    const members = membersOf(config, 2);
    for (const [slot, one] of members.entries()) {
      await program.load(slot, { workload: one, state: initialState(one) });
    }
    const metrics = metricSet(config, workload.network);
    const [second, first] = await measure(program, [{ slot: 1, metrics }, { slot: 0 }]);
    const alone = await startAt(engine, members[1]!);
    expect(second).toEqual(await alone.measure(metrics));
    expect(first!.losses).not.toEqual(second!.losses);
    expect(first!.values).toHaveLength(0);
  });
});
