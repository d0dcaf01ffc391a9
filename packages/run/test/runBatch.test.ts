import type { RunConfig, TrajectoryChunk } from '@ranksweep/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runBatch, type LaneKind, type LaneMessage, type LaneRun, type StopMessage } from '../src/index.ts';
import { decay, decayKind, DecayTrainer } from './support/decay.ts';
import { lastOf, messagesOf, ofRun, QuietControl, snapshotsOf } from './support/lane.ts';

const runsOf = (configs: readonly RunConfig[]): LaneRun[] =>
  configs.map((config, i) => ({ key: 10 + i, config, checkpoint: undefined }));

/** A run's messages without their times. */
const told = (messages: readonly LaneMessage[], key: number): unknown[] => {
  const own = ofRun(messages, key);
  return [own[0]?.kind, snapshotsOf(own), lastOf(own)];
};

const kindsOf = (messages: readonly LaneMessage[], key: number): string[] =>
  ofRun(messages, key).map(({ kind }) => kind);

const configs = fc
  .record({
    seed: fc.integer({ min: 1, max: 1000 }),
    factor: fc.constantFrom(0.5, 0.8, 0.99, -1.01, 1e200),
    stop: fc.record({
      lossBelow: fc.constantFrom(0, 1e-3, 10),
      patience: fc.nat(3),
      checkEvery: fc.integer({ min: 1, max: 30 }),
      maxIterations: fc.nat(150),
    }),
    record: fc.record({ every: fc.integer({ min: 1, max: 30 }), top: fc.constant(1) }),
  })
  .map(decay);

/** Notes what is asked of a trainer. */
class NotingTrainer extends DecayTrainer {
  /** Iterations of each stretch. */
  readonly stretches: number[] = [];
  /** How many runs entered together, where others went on. */
  readonly entries: number[] = [];
  #loaded = 0;

  override async load(...wanted: Parameters<DecayTrainer['load']>): ReturnType<DecayTrainer['load']> {
    this.#loaded++;
    return super.load(...wanted);
  }

  override advance(iterations: number): Promise<void> {
    if (this.#loaded > 0 && this.stretches.length > 0) this.entries.push(this.#loaded);
    this.#loaded = 0;
    this.stretches.push(iterations);
    return super.advance(iterations);
  }
}

/** Runs of many lengths. */
const runsOfLengths = (count: number, record: { every: number; perDecade?: number }): LaneRun[] =>
  runsOf(
    Array.from({ length: count }, (_, i) =>
      decay({
        record: { ...record, top: 1 },
        stop: { lossBelow: 0, patience: 0, checkEvery: 7, maxIterations: 7 * (30 + ((17 * i) % 41)) },
      }),
    ),
  );

describe('a cohort of runs that enter at different times', () => {
  it('is interrupted as often as one run is, where runs are looked at every so many iterations', async () => {
    const trainer = new NotingTrainer(8);
    await messagesOf(runsOfLengths(40, { every: 7 }), { ...decayKind(8), trainer: async () => trainer });
    expect(trainer.entries.length).toBeGreaterThan(8);
    // The first stretch tells how long an iteration takes, and control is looked at between two.
    const whole = trainer.stretches.filter((iterations) => iterations === 7);
    expect(trainer.stretches.reduce((sum, iterations) => sum + iterations, 0) % 7).toBe(0);
    expect(whole.length).toBeGreaterThan(0.9 * trainer.stretches.length);
  });

  it('lets several in at once where they are looked at by their decade', async () => {
    const trainer = new NotingTrainer(16);
    const runs = runsOfLengths(80, { every: 1, perDecade: 10 });
    await messagesOf(runs, { ...decayKind(16), trainer: async () => trainer });
    expect(trainer.entries.reduce((sum, count) => sum + count, 0)).toBe(64);
    for (const count of trainer.entries.slice(0, -1)) expect(count).toBeGreaterThanOrEqual(2);
  });
});

describe('runBatch', () => {
  it('has each run say what it says by itself, however many go on together', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(configs, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 2, max: 9 }),
        async (batch, slots) => {
          const runs = runsOf(batch);
          const together = await messagesOf(runs, decayKind(slots));
          for (const run of runs) {
            const alone = await messagesOf([run], decayKind(1));
            expect(told(together, run.key)).toEqual(told(alone, run.key));
          }
        },
      ),
    );
  });

  it('leaves runs to other lanes that it has not begun, and says so', async () => {
    const runs = runsOf(Array.from({ length: 6 }, () => decay()));
    const control = new QuietControl();
    control.isRecalled = (key) => key === 10 || key === 14;
    const messages = await messagesOf(runs, decayKind(2), control);
    for (const { key } of runs) {
      const kinds = kindsOf(messages, key);
      if (control.isRecalled(key)) expect(kinds).toEqual(['left']);
      else expect([kinds[0], kinds.at(-1)]).toEqual(['begin', 'end']);
    }
  });

  it('has runs go on from where they were saved as if they had never stopped, beside whatever others', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ config: configs, pauseAt: fc.nat(120) }), { minLength: 1, maxLength: 8 }),
        async (batch) => {
          const runs = runsOf(batch.map(({ config }) => config));
          const through = await messagesOf(runs, decayKind(3));
          const paused = await messagesOf(
            runs.map((run, i) => ({ ...run, pauseAt: batch[i]!.pauseAt })),
            decayKind(3),
          );
          const rest = runs.flatMap((run, i) => {
            const last = ofRun(paused, run.key).at(-1);
            if (last?.kind !== 'end' || last.reason !== 'paused') return [];
            expect(last.iteration).toBe(batch[i]!.pauseAt);
            const earlier = snapshotsOf(ofRun(paused, run.key));
            return [{ ...run, checkpoint: last.checkpoint, earlier: earlier === undefined ? [] : [earlier] }];
          });
          const resumed = await messagesOf(rest, decayKind(4));
          for (const { key, earlier } of rest) {
            expect(lastOf(ofRun(resumed, key))).toEqual(lastOf(ofRun(through, key)));
            const later = [...(snapshotsOf(ofRun(resumed, key))?.iterations ?? [])];
            const before = [...(earlier[0]?.iterations ?? [])].filter((at) => at !== later[0]); // 0 comes again
            expect([...before, ...later]).toEqual([...snapshotsOf(ofRun(through, key))!.iterations]);
          }
          for (const { key } of runs.filter(({ key }) => !rest.some((one) => one.key === key))) {
            expect(told(paused, key)).toEqual(told(through, key));
          }
        },
      ),
    );
  });

  it('has a run come in as soon as another has left, in their order, before the rest goes on', async () => {
    const control = new QuietControl();
    const crowds: string[] = [];
    const trainer = new (class extends DecayTrainer {
      override async advance(iterations: number): Promise<void> {
        crowds.push([...control.atWork].join());
        await super.advance(iterations);
      }
    })(2);
    const lengths = [100, 20, 20, 50, 30];
    const runs = runsOf(
      lengths.map((maxIterations) =>
        decay({ stop: { lossBelow: 0, patience: 0, checkEvery: 1000, maxIterations } }),
      ),
    );
    const kind = { ...decayKind(2), trainer: async () => trainer };
    const messages = await messagesOf(runs, kind, control);
    const changes = crowds.filter((crowd, i) => crowd !== crowds[i - 1]);
    expect(changes).toEqual(['10,11', '10,12', '10,13', '10,14', '14']);
    const begins = messages.filter(({ kind }) => kind === 'begin').map(({ key }) => key);
    expect(begins).toEqual([10, 11, 12, 13, 14]);
    expect(control.atWork.size).toBe(0);
  });

  it('makes a trainer for runs that the one before cannot take, when its own are done', async () => {
    const trainers: DecayTrainer[] = [];
    const batch = [1, 1, 2, 2, 1].map((cohort) => decay({ cohort }));
    const messages = await messagesOf(runsOf(batch), decayKind(4, trainers));
    expect(trainers.map(({ slots }) => slots)).toEqual([4, 3, 1]);
    expect(messages.filter(({ kind }) => kind === 'end')).toHaveLength(5);
  });

  it.each(['load', 'state', 'conclude'] as const)(
    'fails a run alone that has a fault in %s, and says nothing more of it',
    async (fault) => {
      // It would end before the others, which are still in progress when it fails.
      const stop = { lossBelow: 0, patience: 0, checkEvery: 7, maxIterations: 30 };
      const batch = runsOf([decay(), decay({ fault, stop }), decay({ seed: 3 })]);
      const messages = await messagesOf(batch, decayKind(2));
      expect([10, 11, 12].map((key) => kindsOf(messages, key))).toEqual([
        ['begin', 'end'],
        ['begin', 'failure'],
        ['begin', 'end'],
      ]);
      expect(ofRun(messages, 11).at(-1)).toMatchObject({ message: `fault: ${fault}` });
      for (const run of [batch[0]!, batch[2]!]) {
        expect(told(messages, run.key)).toEqual(told(await messagesOf([run], decayKind(1)), run.key));
      }
    },
  );

  it('fails a run for which there can be no trainer, and goes on with the next', async () => {
    const kind = decayKind(2);
    const picky = {
      ...kind,
      trainer: async (config: RunConfig, slots: number) => {
        if (config.seed === 7) throw new Error('no such device');
        return kind.trainer(config, slots);
      },
    };
    const messages = await messagesOf(runsOf([decay({ seed: 7 }), decay()]), picky);
    expect(kindsOf(messages, 10)).toEqual(['begin', 'failure']);
    expect(kindsOf(messages, 11)).toEqual(['begin', 'end']);
  });

  it('fails a run alone whose kind cannot be prepared, and has those at work go on', async () => {
    const kind = decayKind(2);
    const laneKindOf = async ({ seed }: RunConfig): Promise<LaneKind> => {
      if (seed === 7) throw new Error('no such device');
      return kind;
    };
    const control = new QuietControl();
    const messages: LaneMessage[] = [];
    const batch = runsOf([decay(), decay({ seed: 7 }), decay({ seed: 3 })]);
    const post = (posted: readonly LaneMessage[]): void => void messages.push(...posted);
    await runBatch({ runs: batch, laneKindOf, control, checkpointEveryMs: Infinity, post });
    expect(kindsOf(messages, 11)).toEqual(['begin', 'failure']);
    expect(ofRun(messages, 11).at(-1)).toMatchObject({ message: 'no such device' });
    for (const run of [batch[0]!, batch[2]!]) {
      expect(told(messages, run.key)).toEqual(told(await messagesOf([run], kind), run.key));
    }
    expect(control.atWork.size).toBe(0);
  });

  it('makes another trainer for a run of which the one before cannot say whether it fits', async () => {
    const trainers: DecayTrainer[] = [];
    const batch = runsOf([decay(), decay({ fault: 'fits' })]);
    const messages = await messagesOf(batch, decayKind(2, trainers));
    expect(trainers).toHaveLength(2);
    for (const { key } of batch) expect(kindsOf(messages, key)).toEqual(['begin', 'end']);
  });

  it('fails a run alone whose events cannot be found as it goes on', async () => {
    // There are enough snapshots to be sent in parts. Events are searched for at the first.
    const stop = { lossBelow: 0, patience: 0, checkEvery: 1000, maxIterations: 10_000 };
    const record = { every: 1, top: 1 };
    const batch = runsOf([
      decay({ stop, record }),
      decay({ stop, record, fault: 'eventsSoFar' }),
      decay({ stop, record, seed: 3 }),
    ]);
    const messages = await messagesOf(batch, decayKind(3));
    expect(kindsOf(messages, 11)).toEqual(['begin', 'failure']);
    expect(ofRun(messages, 11).at(-1)).toMatchObject({ message: 'fault: eventsSoFar' });
    for (const run of [batch[0]!, batch[2]!]) {
      expect(told(messages, run.key)).toEqual(told(await messagesOf([run], decayKind(1)), run.key));
    }
  });

  it.each(['the start', 'a checkpoint'])(
    'empties the slot of a run that was loaded from %s but cannot go on',
    async (from) => {
      const batch = runsOf([decay(), decay({ seed: 3 })]);
      const paused = await messagesOf([{ ...batch[0]!, pauseAt: 20 }], decayKind(1));
      const { checkpoint } = from === 'the start' ? batch[0]! : (paused.at(-1) as StopMessage);
      const unreadable: TrajectoryChunk = {
        metrics: [],
        values: new Float64Array(0),
        get iterations(): never {
          throw new RangeError('no room');
        },
      };
      const runs = [{ ...batch[0]!, checkpoint, earlier: [unreadable] }, batch[1]!];
      const messages = await messagesOf(runs, decayKind(1));
      expect(kindsOf(messages, 10)).toEqual(['begin', 'failure']);
      expect(ofRun(messages, 10).at(-1)).toMatchObject({ message: 'no room' });
      expect(told(messages, 11)).toEqual(told(await messagesOf([batch[1]!], decayKind(1)), 11));
    },
  );

  it('fails a run by itself whose trainer fails, and goes on with the next on another', async () => {
    const trainers: DecayTrainer[] = [];
    const batch = runsOf([decay({ fault: 'advance' }), decay()]);
    const messages = await messagesOf(batch, decayKind(1, trainers));
    expect(kindsOf(messages, 10)).toEqual(['begin', 'failure']);
    expect(kindsOf(messages, 11)).toEqual(['begin', 'end']);
    expect(trainers).toHaveLength(2);
  });

  it('gives up where a trainer fails under several runs: all of them are under suspicion, and nobody else', async () => {
    const control = new QuietControl();
    const short = { lossBelow: 0, patience: 0, checkEvery: 10, maxIterations: 0 };
    const messages: LaneMessage[] = [];
    const kind = decayKind(3);
    const given = runBatch({
      runs: runsOf([decay({ stop: short }), decay(), decay({ fault: 'advance' }), decay(), decay()]),
      laneKindOf: async () => kind,
      control,
      checkpointEveryMs: Infinity,
      post: (posted) => void messages.push(...posted),
    });
    await expect(given).rejects.toThrow('fault: advance');
    expect(kindsOf(messages, 10)).toEqual(['begin', 'end']);
    expect([...control.atWork]).toEqual([11, 12, 13]);
  });

  it('stops every run where it is when it is interrupted, and begins no other', async () => {
    const control = new QuietControl();
    let looks = 0;
    control.beat = () => void (control.isInterrupted = ++looks > 5);
    const endless = { lossBelow: 0, patience: 0, checkEvery: 10, maxIterations: Number.MAX_SAFE_INTEGER };
    const messages = await messagesOf(
      runsOf([1, 2, 3].map((seed) => decay({ seed, stop: endless }))),
      decayKind(2),
      control,
    );
    for (const key of [10, 11]) {
      expect(ofRun(messages, key).at(-1)).toMatchObject({ kind: 'end', reason: 'interrupted' });
    }
    expect(ofRun(messages, 12)).toEqual([]);
  });

  it('pauses the run that is asked to, and has the others go on', async () => {
    const control = new QuietControl();
    let looks = 0;
    control.beat = () => void looks++;
    control.isPaused = (key) => key === 11 && looks > 5;
    const messages = await messagesOf(runsOf([decay(), decay(), decay()]), decayKind(3), control);
    const reasons = [10, 11, 12].map((key) => (ofRun(messages, key).at(-1) as { reason?: string }).reason);
    expect(reasons).toEqual(['loss', 'paused', 'loss']);
  });

  it('lets go of a run without a word that nobody wants, whether it has begun or not', async () => {
    const control = new QuietControl();
    let looks = 0;
    control.beat = () => void looks++;
    control.isAbandoned = (key) => key === 13 || (key === 11 && looks > 5);
    const messages = await messagesOf(runsOf([decay(), decay(), decay(), decay()]), decayKind(2), control);
    expect([10, 11, 12, 13].map((key) => kindsOf(messages, key))).toEqual([
      ['begin', 'end'],
      ['begin'],
      ['begin', 'end'],
      [],
    ]);
    expect(control.atWork.size).toBe(0);
  });

  it('waits while nothing can be written', async () => {
    const control = new QuietControl();
    let isHeld = true;
    let advancedWhileHeld = 0;
    control.waitWhileHeld = async () => {
      await new Promise(setImmediate);
      isHeld = false;
    };
    const trainer = new (class extends DecayTrainer {
      override async advance(iterations: number): Promise<void> {
        if (isHeld) advancedWhileHeld++;
        await super.advance(iterations);
      }
    })(1);
    await messagesOf(runsOf([decay()]), { ...decayKind(1), trainer: async () => trainer }, control);
    expect([isHeld, advancedWhileHeld]).toEqual([false, 0]);
  });

  it('saves every run when that is asked for, once, where it has come any further', async () => {
    const control = new QuietControl();
    let looks = 0;
    control.beat = () => {
      looks++;
      if (looks === 1 || looks === 4) control.checkpointsRequested++;
    };
    const messages = await messagesOf(runsOf([decay(), decay({ seed: 2 })]), decayKind(2), control);
    for (const key of [10, 11]) {
      const saves = ofRun(messages, key).flatMap((m) => (m.kind === 'checkpoint' ? [m.iteration] : []));
      expect(saves).toHaveLength(2); // the first request is met once they have begun to move
      expect(Math.min(...saves)).toBeGreaterThan(0);
    }
  });

  it('says of a run that its state cannot be read, and nothing else, and goes on with the next', async () => {
    const [run, next] = runsOf([decay(), decay({ seed: 2 })]);
    const through = await messagesOf([next!], decayKind(1));
    for (const bytes of [Uint8Array.of(1, 2, 3), new Uint8Array(40)]) {
      const control = new QuietControl();
      const messages = await messagesOf([{ ...run!, checkpoint: bytes }, next!], decayKind(1), control);
      expect(kindsOf(messages, 10)).toEqual(['begin', 'unreadable']);
      expect(told(messages, 11)).toEqual(told(through, 11));
      expect(control.atWork.size).toBe(0);
    }
  });

  it('looks for events again only when there is a tenth more to see, and at every stop', async () => {
    const control = new QuietControl();
    let looks = 0;
    control.beat = () => void (control.isInterrupted = ++looks > 1000);
    Object.defineProperty(control, 'checkpointsRequested', { get: () => looks });
    const stop = { lossBelow: 0, patience: 0, checkEvery: 1, maxIterations: 5000 };
    const [run] = runsOf([decay({ stop, record: { every: 1, top: 1 } })]);
    const messages = await messagesOf([run!], decayKind(1), control);
    const seen = messages.flatMap((message) =>
      'events' in message && message.events !== undefined ? [message.events[0]!.value] : [],
    );
    const pairs = seen.slice(0, -1).map((before, i) => [before, seen[i + 1]!] as const);
    // 2, 3, ..., 11, 13, 15, ...: a tenth more each time, but for the last.
    for (const [before, after] of pairs.slice(0, -1)) expect(after).toBeGreaterThanOrEqual(1.1 * before);
    expect(seen.length).toBeGreaterThan(40);
    expect(seen.length).toBeLessThan(80);
    const last = messages.at(-1);
    expect(last).toMatchObject({ reason: 'interrupted', events: [{ value: seen.at(-1) }] });
  });
});
