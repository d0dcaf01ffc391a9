import { describe, expect, it } from 'vitest';
import { FailedRunError, type LaneMessage, type LaneRun, type StreamedRun } from '../src/index.ts';
import { decay, decayKind } from './support/decay.ts';
import { messagesOf, ofRun, QuietControl } from './support/lane.ts';
import { points, script, streamingKind, type Script, type Step } from './support/streaming.ts';

const FOREVER = 60_000;

const runOf = (of: Script, more: Partial<LaneRun> = {}): LaneRun => ({
  key: 10,
  config: script(of),
  checkpoint: undefined,
  ...more,
});

const losses = (...values: readonly number[]): Step[] =>
  values.map((loss, iteration) => ({ report: iteration, values: { loss } }));

const kindsOf = (messages: readonly LaneMessage[], key = 10): string[] =>
  ofRun(messages, key).map(({ kind }) => kind);

const last = <Kind extends LaneMessage['kind']>(
  messages: readonly LaneMessage[],
  kind: Kind,
): Extract<LaneMessage, { kind: Kind }> =>
  messages.findLast((message): message is Extract<LaneMessage, { kind: Kind }> => message.kind === kind)!;

describe('a run whose points come by themselves', () => {
  it('ends by itself, with everything that it has reported', async () => {
    const messages = await messagesOf([runOf({ steps: losses(3, 2, 1) })], streamingKind());
    expect(kindsOf(messages)).toEqual(['begin', 'end']);
    expect(points(messages)).toEqual({ loss: { 0: 3, 1: 2, 2: 1 } });
    expect(last(messages, 'end')).toMatchObject({ reason: 'exit', iteration: 2, endOnly: false });
    expect(last(messages, 'end').checkpoint).toBeUndefined();
  });

  it('joins what is reported of one iteration, and gives each metric iterations of its own', async () => {
    const steps: Step[] = [
      { report: 0, values: { loss: 3 } },
      { report: 0, values: { test: 7, loss: 4 } },
      { report: 5, values: { loss: 2 } },
      { report: 9, values: { loss: 1, test: NaN } },
    ];
    const messages = await messagesOf([runOf({ steps })], streamingKind());
    expect(points(messages)).toEqual({ loss: { 0: 4, 5: 2, 9: 1 }, test: { 0: 7, 9: NaN } });
  });

  it('keeps the first snapshot at or after each iteration of its schedule, and the last', async () => {
    const steps = [0, 7, 12, 14, 19, 21, 23].map((report): Step => ({ report, values: { loss: report } }));
    const messages = await messagesOf([runOf({ steps, record: { every: 10 } })], streamingKind());
    expect(Object.keys(points(messages)['loss']!)).toEqual(['0', '12', '21', '23']);
    expect(last(messages, 'end')).toMatchObject({ endOnly: true, iteration: 23 });
  });

  it('records only the metrics that are asked for', async () => {
    const steps: Step[] = [{ report: 0, values: { loss: 1, test: 2, noise: 3 } }];
    const messages = await messagesOf([runOf({ steps, record: { metrics: ['test'] } })], streamingKind());
    expect(points(messages)).toEqual({ test: { 0: 2 } });
  });

  it('diverges where its loss is no number, and what it reports afterwards does not count', async () => {
    const steps = [...losses(1, Infinity), { report: 2, values: { loss: 5 } }, { wait: FOREVER }] as Step[];
    const messages = await messagesOf([runOf({ steps })], streamingKind());
    expect(last(messages, 'end')).toMatchObject({
      reason: 'non-finite-loss',
      iteration: 1,
      events: [{ iteration: 1, kind: 'diverged', subject: 'loss', value: Infinity }],
    });
    expect(points(messages)).toEqual({ loss: { 0: 1, 1: Infinity } });
  });

  it('stops at its iteration limit, and where its loss has been low for long enough', async () => {
    const limited = { steps: [...losses(5, 4, 3, 2, 1), { wait: FOREVER }], stop: { maxIterations: 3 } };
    const atLimit = await messagesOf([runOf(limited)], streamingKind());
    expect(last(atLimit, 'end')).toMatchObject({ reason: 'iteration-limit', iteration: 3 });
    expect(Object.keys(points(atLimit)['loss']!)).toEqual(['0', '1', '2', '3']);
    const low = {
      steps: [...losses(5, 1, 5, 1, 1, 1), { wait: FOREVER }],
      stop: { lossBelow: 2, patience: 1 },
    };
    const atLoss = await messagesOf([runOf(low)], streamingKind());
    expect(last(atLoss, 'end')).toMatchObject({ reason: 'loss', iteration: 4 });
  });

  it('goes on from what it has saved, and what was reported up to there stays', async () => {
    const steps: Step[] = [...losses(3, 2, 1), { save: 2, state: 'two' }, { wait: FOREVER }];
    const control = new QuietControl();
    const first = messagesOf([runOf({ steps })], streamingKind(), control);
    setTimeout(() => (control.isInterrupted = true), 100);
    const messages = await first;
    expect(kindsOf(messages)).toEqual(['begin', 'checkpoint', 'end']);
    expect(last(messages, 'end')).toMatchObject({ reason: 'interrupted', iteration: 2 });
    const { checkpoint } = last(messages, 'checkpoint');
    const begun: StreamedRun[] = [];
    const again = losses(9, 9, 9, 0.5);
    const resumed = runOf({ steps: again }, { checkpoint, attemptNumber: 2, folder: '/tmp/run' });
    const rest = await messagesOf([resumed], streamingKind(begun));
    expect(begun[0]).toMatchObject({ attempt: 2, folder: '/tmp/run', saved: { iteration: 2, state: 'two' } });
    expect(points(rest)).toEqual({ loss: { 3: 0.5 } });
    expect(last(rest, 'end')).toMatchObject({ reason: 'exit', iteration: 3, checkpointAt: 2 });
  });

  it('counts its checks and its schedule on, as if it had never stopped', async () => {
    const values = [9, 1, 1, 1, 1, 1, 1];
    const stop = { lossBelow: 2, patience: 3 };
    const whole = await messagesOf(
      [runOf({ steps: losses(...values), stop, record: { every: 3 } })],
      streamingKind(),
    );
    const save: Step = { save: 2, state: '' };
    const steps = [...losses(...values).slice(0, 3), save];
    const first = await messagesOf([runOf({ steps, stop, record: { every: 3 } })], streamingKind());
    const { checkpoint } = last(first, 'checkpoint');
    const second = await messagesOf(
      [runOf({ steps: losses(...values).slice(3), stop, record: { every: 3 } }, { checkpoint })],
      streamingKind(),
    );
    expect(last(second, 'end')).toMatchObject({ reason: 'loss', iteration: 4 });
    expect(last(whole, 'end')).toMatchObject({ reason: 'loss', iteration: 4 });
    expect(Object.keys(points(whole)['loss']!)).toEqual(['0', '3', '4']);
    expect(Object.keys(points(second)['loss']!)).toEqual(['3', '4']);
  });

  it('keeps what comes later of a snapshot that it has looked at meanwhile', async () => {
    const twice = (at: number): Step[] => [
      { report: at, values: { loss: at } },
      { wait: 300 },
      { report: at, values: { test: at } },
    ];
    const record = { every: 10 };
    const messages = await messagesOf(
      [runOf({ steps: [...twice(12), ...twice(15)], record })],
      streamingKind(),
    );
    expect(points(messages)).toEqual({ loss: { 12: 12, 15: 15 }, test: { 12: 12, 15: 15 } });
    expect(last(messages, 'end')).toMatchObject({ endOnly: true, iteration: 15 });
  });

  it('ends with the last snapshot, also where an earlier one comes later', async () => {
    const steps = [0, 12, 15, 10, 11].map((report): Step => ({ report, values: { loss: report } }));
    const messages = await messagesOf([runOf({ steps, record: { every: 10 } })], streamingKind());
    expect(points(messages)).toEqual({ loss: { 0: 0, 10: 10, 12: 12, 15: 15 } });
  });

  it('goes on from what an earlier version has saved', async () => {
    const saved = { iteration: 9, previous: 7, checks: 1, lossBelow: 2, checkEvery: 1, state: '' };
    const checkpoint = new TextEncoder().encode(JSON.stringify(saved));
    const steps = [12, 13, 14].map((report): Step => ({ report, values: { loss: 1 } }));
    const of = { steps, stop: { lossBelow: 2, patience: 2 }, record: { every: 10 } };
    const messages = await messagesOf([runOf(of, { checkpoint })], streamingKind());
    expect(points(messages)).toEqual({ loss: { 12: 1, 13: 1 } });
    expect(last(messages, 'end')).toMatchObject({ reason: 'loss', iteration: 13, endOnly: true });
  });

  it('says that its state cannot be read, whoever finds out', async () => {
    const unreadable = runOf({ steps: losses(1) }, { checkpoint: new Uint8Array([1, 2, 3]) });
    expect(kindsOf(await messagesOf([unreadable], streamingKind()))).toEqual(['begin', 'unreadable']);
    const refused = runOf({ steps: [{ fail: new RangeError('its folder is gone') }] });
    expect(kindsOf(await messagesOf([refused], streamingKind()))).toEqual(['begin', 'unreadable']);
  });

  it('fails alone, with what it has reported, and the next run begins', async () => {
    const failing = runOf({ steps: [...losses(2, 1), { fail: new FailedRunError('exit code 3', 2) }] });
    const messages = await messagesOf(
      [failing, { ...runOf({ steps: losses(1) }), key: 11 }],
      streamingKind(),
    );
    expect(kindsOf(messages)).toEqual(['begin', 'chunk', 'failure']);
    expect(last(ofRun(messages, 10), 'failure')).toMatchObject({ message: 'exit code 3', retries: 2 });
    expect(points(ofRun(messages, 10))).toEqual({ loss: { 0: 2, 1: 1 } });
    expect(kindsOf(messages, 11)).toEqual(['begin', 'end']);
  });

  it('passes its points on while it goes on, and beats', async () => {
    const control = new QuietControl();
    let beats = 0;
    control.beat = () => void beats++;
    const messages: LaneMessage[] = [];
    const running = messagesOf(
      [runOf({ steps: [...losses(2, 1), { wait: FOREVER }] })],
      streamingKind(),
      control,
      messages,
    );
    await expect.poll(() => kindsOf(messages), { timeout: 10_000 }).toEqual(['begin', 'chunk']);
    await expect.poll(() => beats, { timeout: 10_000 }).toBeGreaterThan(2);
    control.isInterrupted = true;
    await running;
  });

  it('pauses when it is asked to, or where it was said beforehand', async () => {
    const waiting = {
      steps: [...losses(2, 1), { wait: FOREVER }],
      atStop: [{ save: 1, state: 'x' }] as Step[],
    };
    const control = new QuietControl();
    control.isPaused = () => true;
    const asked = await messagesOf([runOf(waiting)], streamingKind(), control);
    expect(kindsOf(asked)).toEqual(['begin', 'checkpoint', 'end']);
    expect(last(asked, 'end')).toMatchObject({ reason: 'paused' });
    const planned = await messagesOf([runOf(waiting, { pauseAt: 1 })], streamingKind());
    expect(last(planned, 'end')).toMatchObject({ reason: 'paused', iteration: 1 });
  });

  it('says nothing more once it is abandoned', async () => {
    const control = new QuietControl();
    control.isAbandoned = () => control.atWork.size > 0;
    const messages = await messagesOf(
      [runOf({ steps: [...losses(1), { wait: FOREVER }] })],
      streamingKind(),
      control,
    );
    expect(kindsOf(messages)).toEqual(['begin']);
    expect(control.atWork.size).toBe(0);
  });

  it('waits while its messages are not written', async () => {
    const control = new QuietControl();
    control.messagesWritten = 0;
    const steps = Array.from({ length: 60 }, (_, iteration): Step[] => [
      { report: iteration, values: { loss: 1 } },
      { save: iteration, state: '' },
    ]).flat();
    const messages: LaneMessage[] = [];
    const running = messagesOf([runOf({ steps })], streamingKind(), control, messages);
    await expect.poll(() => messages.length, { timeout: 10_000 }).toBeGreaterThan(30);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(messages.length).toBeLessThan(40);
    control.messagesWritten = Infinity;
    await running;
    expect(kindsOf(messages).filter((kind) => kind === 'checkpoint')).toHaveLength(60);
  });

  it('goes with runs of other kinds in one batch', async () => {
    const [streaming, decaying] = [streamingKind(), decayKind(2)];
    const runs = [runOf({ steps: losses(1) }), { key: 11, config: decay(), checkpoint: undefined }];
    const messages = await messagesOf(runs, ({ factor }) => (factor === undefined ? streaming : decaying));
    for (const key of [10, 11]) {
      const kinds = kindsOf(messages, key);
      expect([kinds[0], kinds.at(-1)]).toEqual(['begin', 'end']);
    }
  });
});
