import type { FactorizationConfig } from '@ranksweep/core';
import type { RegisteredRun, Sound } from '@ranksweep/store';
import { describe, expect, it } from 'vitest';
import { actionFor, continuedConfig, restartedConfig } from '../../src/plan/planRuns.ts';
import { smallSweep } from '../support/sweeps.ts';

const config = smallSweep(['mf'], { stop: { maxIterations: 1000 } }).runs[0]!.config;
const stored = (changes: Partial<Sound<RegisteredRun>>): RegisteredRun => ({
  runId: 1,
  arithmetic: 'f64',
  status: 'done',
  iterations: 1000,
  stopReason: 'iteration-limit',
  config,
  ...changes,
});
const damaged: RegisteredRun = {
  runId: 1,
  arithmetic: 'f64',
  status: 'done',
  iterations: 1000,
  stopReason: 'loss',
  damage: 'gone',
};
const asking = (
  stop: Partial<FactorizationConfig['stop']>,
  record: Partial<FactorizationConfig['record']> = {},
): FactorizationConfig => ({
  ...config,
  stop: { ...config.stop, ...stop },
  record: { ...config.record, ...record },
});
const partsOfTheory = ['singular_value', 'unbalancedness', 'flow_time', 'gamma_singular_value'];
const atEvent = stored({ stopReason: 'event', iterations: 600, config: asking({ when: 'plateau > 9' }) });
const converged = stored({ stopReason: 'loss', iterations: 600 });

describe('actionFor', () => {
  it.each<[string, RegisteredRun, FactorizationConfig, string]>([
    ['the same again', stored({}), config, 'reuse'],
    ['one whose configuration is damaged', damaged, config, 'restart'],
    ['a shorter limit', stored({}), asking({ maxIterations: 500 }), 'reuse'],
    ['a longer limit', stored({}), asking({ maxIterations: 2000 }), 'continue'],
    ['a longer limit for a run that had converged', converged, asking({ maxIterations: 2000 }), 'reuse'],
    ['a smaller loss', converged, asking({ lossBelow: 1e-9 }), 'continue'],
    ['more patience', converged, asking({ patience: 1000 }), 'continue'],
    ['a looser rule', converged, asking({ lossBelow: 1, patience: 0 }), 'reuse'],
    ['the same event again', atEvent, asking({ when: 'plateau > 9' }), 'reuse'],
    ['no event for a run that stopped by one', atEvent, config, 'continue'],
    ['another event', atEvent, asking({ when: 'plateau > 99' }), 'continue'],
    ['a run that stopped by an event, shorter', atEvent, asking({ maxIterations: 500 }), 'reuse'],
    ['an event for a run that is long enough', stored({}), asking({ when: 'plateau > 9' }), 'reuse'],
    ['a run that never began', stored({ status: 'pending', iterations: 0 }), config, 'continue'],
    ['a run that is held', stored({ status: 'running' }), config, 'continue'],
    [
      'another metric of a run that is held',
      stored({ status: 'running' }),
      asking({}, { metrics: ['rank'] }),
      'restart',
    ],
    ['a run that failed', stored({ status: 'failed' }), config, 'continue'],
    ['a run that was cancelled', stored({ status: 'cancelled' }), config, 'continue'],
    ['a diverged run, longer', stored({ status: 'diverged' }), asking({ maxIterations: 9999 }), 'reuse'],
    ['snapshots twice as often', stored({}), asking({}, { every: 12 }), 'restart'],
    ['every second snapshot', stored({}), asking({}, { every: 50 }), 'reuse'],
    ['some snapshots a decade', stored({}), asking({}, { perDecade: 50, onChange: 0.1 }), 'reuse'],
    [
      'all snapshots where some a decade are stored',
      stored({ config: asking({}, { perDecade: 50 }) }),
      config,
      'restart',
    ],
    ['another metric', stored({}), asking({}, { metrics: ['rank'] }), 'restart'],
    ['the theory', stored({}), asking({}, { theory: true }), 'restart'],
    [
      'the theory, where what it is made of is stored without it',
      stored({ config: asking({}, { metrics: [...partsOfTheory] }) }),
      asking({}, { metrics: [...partsOfTheory], theory: true }),
      'restart',
    ],
    [
      'what the theory is made of, where it is stored',
      stored({ config: asking({}, { theory: true }) }),
      asking({}, { metrics: [...partsOfTheory] }),
      'reuse',
    ],
    ['another metric, of the end', stored({}), asking({}, { metrics: ['cp_rank'] }), 'restart'],
    ['one metric of those', stored({}), asking({}, { metrics: ['singular_value'], top: 3 }), 'reuse'],
    [
      'another metric of a run that never began',
      stored({ status: 'pending' }),
      asking({}, { metrics: ['rank'] }),
      'restart',
    ],
  ])('%s', (_, run, wanted, expected) => {
    expect(actionFor(run, wanted)).toBe(expected);
  });
});

describe('continuedConfig', () => {
  it('stops as is asked for now, and records all that was recorded', () => {
    const recorded = asking({ maxIterations: 1000 }, { every: 25, metrics: ['train_loss', 'rank'] });
    const asked = asking({ maxIterations: 3000, patience: 9 }, { every: 50, metrics: ['train_loss'] });
    expect(continuedConfig(recorded, asked)).toEqual({ ...asked, record: recorded.record });
  });
});

describe('restartedConfig', () => {
  const restarted = (recorded: FactorizationConfig, asked: FactorizationConfig) =>
    restartedConfig(stored({ config: recorded, iterations: 700 }), asked) as FactorizationConfig;

  it('goes as far as the run has been, or as is asked for', () => {
    expect(restarted(config, asking({ maxIterations: 500 })).stop.maxIterations).toBe(700);
    expect(restarted(config, asking({ maxIterations: 900, patience: 1 })).stop).toEqual({
      ...config.stop,
      maxIterations: 900,
      patience: 1,
    });
  });

  it.each<[string, Partial<FactorizationConfig['record']>, Partial<FactorizationConfig['record']>]>([
    ['schedules of which one covers the other', { every: 10 }, { every: 50, perDecade: 5 }],
    ['schedules of which neither does', { every: 15, perDecade: 10 }, { every: 10 }],
    ['snapshots where values change', { every: 10, perDecade: 5, onChange: 0.1 }, { every: 25 }],
    ['metrics', { metrics: ['train_loss', 'rank'] }, { metrics: ['effective_rank'] }],
    ['default metrics and others', {}, { metrics: ['rank'] }],
    ['other metrics and the default ones', { metrics: ['rank'] }, {}],
    ['few of ranked values and more', { top: 3 }, { top: 1, every: 10 }],
    ['what the theory says', { theory: true }, { theory: false, every: 10 }],
    ['nothing of the theory', {}, { theory: true }],
  ])('records all of both: %s', (_, one, other) => {
    for (const [recorded, asked] of [
      [one, other],
      [other, one],
    ] as const) {
      const both = restarted(asking({}, recorded), asking({}, asked));
      for (const record of [recorded, asked]) {
        expect(actionFor(stored({ config: both }), asking({ maxIterations: 700 }, record))).toBe('reuse');
      }
    }
  });

  it('is what is asked for where nobody knows what was recorded', () => {
    expect(restartedConfig(damaged, config)).toEqual(config);
  });
});
