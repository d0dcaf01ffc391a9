/** `stop.when`: what it refuses, and that a run stops at the first snapshot that is kept and at which it holds. */
import { detectEvents, type RunConfig, type Series, type TrajectoryChunk } from '@ranksweep/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_MEMORY, RunDriver, type Memory } from '../src/driver/driver.ts';
import { StopCondition, stopProblems, type LaneRun } from '../src/index.ts';
import type { StopNames } from '../src/stop/stopProblems.ts';
import { decay, decayKind } from './support/decay.ts';
import { lastOf, messagesOf, ofRun, snapshotsOf } from './support/lane.ts';
import { script, streamingKind, type Step } from './support/streaming.ts';

const metrics = [
  'train_loss',
  'component_norm_1',
  'component_norm_2',
  'component_norm_3',
  'singular_value{1,2}_1',
  'gamma_component_norm_1',
];

const problem = (text: string, names: StopNames = { metrics, loss: undefined }): string =>
  stopProblems(text, names)
    .map(({ path, text: found }) => `${path.join('.')}: ${found}`)
    .join('\n');

describe('the check of stop.when', () => {
  it.each([
    'risen.component_norm_3',
    'plateau >= 5000',
    'plateau.component_norm_1 > 100 && iteration > 1000',
    'rank.component_norm >= 3 || train_loss < 1e-3',
    'risen["singular_value{1,2}_1"]',
    'metric["singular_value{1,2}_1"] > 2',
    'metric.train_loss < 0.5',
  ])('has nothing against %s', (text) => {
    expect(problem(text)).toBe('');
  });

  it.each([
    ['risen.component_norm_33', 'did you mean risen.component_norm_3?'],
    ['rise.component_norm_3', 'did you mean risen.component_norm_3?'],
    ['plateu >= 5000', 'did you mean plateau?'],
    ['rank.component_norms >= 3', 'did you mean rank.component_norm?'],
    ['rank.component_norm_3 > 1', 'did you mean rank.component_norm?'],
    ['risen.train_loss', 'expected one value of a ranked metric after risen, found risen.train_loss'],
    ['risen.gamma_component_norm_1', 'did you mean risen.component_norm_1?'],
    ['train_los < 1', 'did you mean train_loss?'],
    ['zzz < 1', 'there are train_loss, component_norm_1'],
    ['risen.component_norm_3 > 2', 'expected a number beside >'],
    ['plateau', 'expected true or false for a condition, found plateau, which is a number'],
    ["train_loss == 'low'", 'expected a number to compare train_loss with'],
    ['risen(component_norm_3)', 'found a function'],
    ['risen.singular_value{1,2}_1', 'names with braces stand in brackets: risen["singular_value{1,2}_1"]'],
    ['plateau >=', 'does not fit'],
  ])('refuses %s', (text, said) => {
    expect(problem(text)).toContain('stop.when: expected');
    expect(problem(text)).toContain(said);
  });

  it('knows less of runs that report what they like', () => {
    const any = { metrics: undefined, loss: undefined };
    expect(problem('anything < 1 && risen.norm_2', any)).toBe('');
    expect(problem('plateau > 10', { ...any, loss: 'loss' })).toBe('');
    expect(problem('plateau > 10', any)).toContain('expected plateau.METRIC');
    expect(problem('risen.norm', any)).toContain('such as norm_3, after risen');
    const listed = { metrics: ['accuracy'], loss: 'loss' };
    expect(problem('plateau > 10', listed)).toContain('expected plateau.METRIC');
  });
});

const NAMES = ['train_loss', 'component_norm_1', 'component_norm_2'];

/** The definition: events of what is kept so far, and the last values. */
const conditions: Readonly<Record<string, (kept: readonly Recorded[]) => boolean>> = {
  'risen.component_norm_2': (kept) => hasRisen(kept, 2),
  'plateau >= 8': (kept) => {
    const last = eventsOf(kept).findLast(({ kind }) => kind.startsWith('plateau'));
    return last?.kind === 'plateau_start' && kept[0]!.iterations.at(-1)! - last.iteration >= 8;
  },
  'rank.component_norm >= 2 && iteration > 12': (kept) => {
    const [one, two] = [kept[1]!.values.at(-1)!, kept[2]!.values.at(-1)!];
    return two > 0.05 * one && kept[0]!.iterations.at(-1)! > 12;
  },
  'train_loss < 0.5 && !risen.component_norm_1': (kept) =>
    kept[0]!.values.at(-1)! < 0.5 && !hasRisen(kept, 1),
};

interface Recorded extends Series {
  readonly iterations: number[];
  readonly values: number[];
}
const eventsOf = (kept: readonly Series[]) => detectEvents(kept, undefined);

/** It has risen as far as is known, and has been level since. */
function hasRisen(kept: readonly Recorded[], rank: number): boolean {
  const own = kept[rank]!;
  const rises = eventsOf(kept).filter(({ kind }) => kind === 'rise');
  const last = eventsOf([{ ...own, metric: 'train_loss' }]).at(-1);
  return rises.some(({ subject }) => subject === own.metric) && last?.kind === 'plateau_start';
}

const MOST = 50;
const trajectories = fc.array(
  fc.record({
    loss: fc.constantFrom(1, 1.005, 0.99, 0.7, 0.4),
    norms: fc
      .tuple(fc.constantFrom(0, 0.1, 1, 3), fc.constantFrom(0, 0.1, 1, 3))
      .map((norms) => norms.toSorted((a, b) => b - a)),
  }),
  { minLength: MOST + 1, maxLength: MOST + 1 },
);
const STOP = { lossBelow: 0, patience: 0, checkEvery: 3, maxIterations: MOST };

describe('a run with stop.when', () => {
  it('stops at the first kept snapshot at which the condition holds, wherever it was interrupted', () => {
    const stopped = new Set<string>();
    fc.assert(
      fc.property(
        trajectories,
        fc.constantFrom(...Object.keys(conditions)),
        fc.integer({ min: 1, max: 7 }),
        fc.func(fc.boolean()),
        (shown, text, every, isInterrupted) => {
          const kept: Recorded[] = NAMES.map((metric) => ({ metric, iterations: [], values: [] }));
          let expected = MOST;
          for (let at = 0; at <= MOST; at += every) {
            const { loss, norms } = shown[at]!;
            [loss, ...norms].forEach((value, m) => {
              kept[m]!.iterations.push(at);
              kept[m]!.values.push(value);
            });
            if (!conditions[text]!(kept)) continue;
            expected = at;
            stopped.add(text);
            break;
          }
          const found = driven(shown, text, every, isInterrupted);
          const isEvent = expected < MOST || (MOST % every === 0 && conditions[text]!(kept));
          expect(found).toEqual({ iteration: expected, reason: isEvent ? 'event' : 'iteration-limit' });
        },
      ),
      { numRuns: 1000 },
    );
    expect([...stopped].toSorted()).toEqual(Object.keys(conditions).toSorted());
  });

  it('stops at once after it has gone on although the condition had held', () => {
    const condition = new StopCondition('plateau >= 20', { error: 'train_loss' });
    const values = [5, 1, 1, 1, 1, 9];
    condition.recall({
      metrics: ['train_loss'],
      iterations: Float64Array.from(values, (_, i) => 10 * i),
      values: Float64Array.from(values),
    });
    expect(condition.holdsAt(60, () => 3)).toBe(true);
  });

  it('ends in a lane with the reason and the conclusions of an end, and resumed the same', async () => {
    const config = decay({
      factor: 0.9999,
      stop: { ...STOP, maxIterations: 1000, when: 'plateau >= 60' },
    });
    const whole = await messagesOf([{ key: 1, config, checkpoint: undefined }], decayKind(1));
    expect(lastOf(ofRun(whole, 1))).toMatchObject({ reason: 'event', iteration: 60, endOnly: false });
    const first: LaneRun = { key: 1, config, checkpoint: undefined, pauseAt: 37 };
    const paused = await messagesOf([first], decayKind(1));
    const last = paused.at(-1) as { checkpoint: Uint8Array };
    const earlier = [snapshotsOf(paused)!];
    const rest = await messagesOf([{ key: 1, config, checkpoint: last.checkpoint, earlier }], decayKind(1));
    expect(lastOf(ofRun(rest, 1))).toEqual(lastOf(ofRun(whole, 1)));
  });
});

/** Drives a run as a lane does; an interruption hands it to another driver, with what was kept. */
function driven(
  shown: readonly { loss: number; norms: number[] }[],
  when: string,
  every: number,
  isInterrupted: (iteration: number) => boolean,
): { iteration: number; reason: string } {
  const kept: [iteration: number, values: Float64Array][] = [];
  const start = (iteration: number, memory: Memory): RunDriver => {
    const condition = new StopCondition(when, { error: 'train_loss' });
    if (kept.length > 0) condition.recall(chunkOf(kept));
    return new RunDriver({
      stop: { ...STOP, when },
      record: { every, top: 2 },
      metrics: NAMES,
      iteration,
      memory,
      condition,
    });
  };
  let driver = start(0, NO_MEMORY);
  for (;;) {
    const { iteration, wanted } = driver;
    const { loss, norms } = shown[iteration]!;
    const values = Float64Array.of(loss, ...norms);
    const measured = { loss, checkedLoss: loss, values };
    const { keeps, reason } = driver.decide(wanted === 'nothing' ? undefined : measured);
    if (keeps) kept.push([iteration, values]);
    if (reason !== undefined) return { iteration, reason };
    if (iteration > 0 && isInterrupted(iteration)) driver = start(iteration, driver.memory);
    driver.advanced(Math.min(2, driver.ahead));
  }
}

const chunkOf = (rows: readonly [number, Float64Array][]): TrajectoryChunk => ({
  metrics: NAMES,
  iterations: Float64Array.from(rows, ([iteration]) => iteration),
  values: Float64Array.from(NAMES.flatMap((_, m) => rows.map(([, values]) => values[m]!))),
});

describe('a run with stop.when whose points come by themselves', () => {
  const steps: Step[] = [8, 4, 2, 1.9, 1.9, 1.9, 1.9, 1.9].flatMap((loss, i): Step[] => [
    { report: 10 * i, values: { loss } },
    { report: 10 * i, values: { norm_1: 10, norm_2: Math.min(i * i, 4) } },
    ...(i % 2 === 1 ? [{ save: 10 * i, state: String(i) }] : []),
  ]);
  const configOf = (when: string): RunConfig =>
    script({ steps: [...steps, { wait: 60_000 }], stop: { when }, record: { every: 10 } });
  const endOf = async (run: LaneRun): Promise<object> => lastOf(await messagesOf([run], streamingKind()))!;

  it.each([
    ['plateau >= 20', 50],
    ['loss < 3 && rank.norm >= 2', 20],
    ['risen.norm_2 && plateau.norm_1 >= 30', 30],
  ])('with %s, it is asked to stop at iteration %i, once all of the snapshot has come', async (when, at) => {
    const end = await endOf({ key: 1, config: configOf(when), checkpoint: undefined });
    expect(end).toMatchObject({ kind: 'end', reason: 'event', iteration: at });
  });

  it('does not look at snapshots that are not kept', async () => {
    const config = script({ steps, stop: { when: 'loss < 3' }, record: { every: 30 } });
    const end = await endOf({ key: 1, config, checkpoint: undefined });
    expect(end).toMatchObject({ reason: 'event', iteration: 30 });
  });

  it('stops where it would have stopped when it goes on from what was saved', async () => {
    const config = configOf('plateau >= 20');
    const whole = await messagesOf([{ key: 1, config, checkpoint: undefined }], streamingKind());
    const saved = whole.find((message) => message.kind === 'checkpoint' && message.iteration === 30);
    const { checkpoint } = saved as { checkpoint: Uint8Array };
    const earlier = [
      {
        metrics: ['loss'],
        iterations: Float64Array.of(0, 10, 20, 30),
        values: Float64Array.of(8, 4, 2, 1.9),
      },
    ];
    expect(await endOf({ key: 1, config, checkpoint, earlier })).toMatchObject({
      reason: 'event',
      iteration: 50,
    });
  });
});
