import { describe, expect, it } from 'vitest';
import { detectEvents, type Series } from '../src/events/detectEvents.ts';
import { columnsByStem } from '../src/events/columnsByStem.ts';

const series = (metric: string, values: number[], every = 100): Series => ({
  metric,
  iterations: values.map((_, i) => i * every),
  values,
});

const found = (all: Series[], reason?: Parameters<typeof detectEvents>[1], kind?: string): string[] =>
  detectEvents(all, reason)
    .filter((event) => kind === undefined || event.kind === kind)
    .map((event) => `${event.iteration} ${event.kind} ${event.subject}`);

describe('events', () => {
  const norms = [
    series('component_norm_1', [0, 1, 6, 10, 10, 10]),
    series('component_norm_2', [0, 0, 0, 1, 3, 5]),
    series('component_norm_3', [0, 0, 0.1, 0.1, 0.1, 0.4]),
  ];

  it('a rise is the first passing of half the final value, of values that matter in the end', () => {
    expect(found(norms, undefined, 'rise')).toEqual([
      '200 rise component_norm_1',
      '400 rise component_norm_2',
    ]);
  });

  it('rank changes count the values above 5 % of the largest', () => {
    expect(found(norms, undefined, 'rank_change')).toEqual([
      '100 rank_change component_norm',
      '300 rank_change component_norm',
    ]);
  });

  it('a plateau lasts at least a tenth of the iterations so far and stays within 2 %', () => {
    const error = series('reconstruction_error', [1, 0.999, 0.998, 0.6, 0.599, 0.598, 0.2, 0.1, 0.05]);
    expect(found([error], undefined)).toEqual([
      '0 plateau_start reconstruction_error',
      '200 plateau_end reconstruction_error',
      '300 plateau_start reconstruction_error',
      '500 plateau_end reconstruction_error',
    ]);
  });

  it('a plateau that lasts to the end has no end', () => {
    const error = series('reconstruction_error', [1, 0.3, 0.2, 0.2, 0.2]);
    expect(found([error])).toEqual(['200 plateau_start reconstruction_error']);
  });

  it('a short standstill late in a run is no plateau', () => {
    const error = series('reconstruction_error', [
      ...Array.from({ length: 40 }, (_, i) => 0.9 ** i),
      0.9 ** 39,
    ]);
    expect(found([error])).toEqual([]);
  });

  it('a rise begins below half, and reaching half is passing it', () => {
    const rise = (values: number[]): string[] =>
      found([series('component_norm_1', values)], undefined, 'rise');
    expect(rise([5, 6, 10])).toEqual([]);
    expect(rise([4.99, 5, 10])).toEqual(['100 rise component_norm_1']);
  });

  it('a value of 5 % of the largest matters in the end, and counts for the rank when it is above', () => {
    const of = (final: number) => [
      series('component_norm_1', [1, 1, 100]),
      series('component_norm_2', [0, 0, final]),
    ];
    expect(found(of(5), undefined, 'rise')).toContain('200 rise component_norm_2');
    expect(found(of(4.99), undefined, 'rise')).toEqual(['200 rise component_norm_1']);
    expect(found(of(5), undefined, 'rank_change')).toEqual([]);
    expect(found(of(5.01), undefined, 'rank_change')).toEqual(['200 rank_change component_norm']);
  });

  it('a plateau ends where the error has changed by 2 %, not later', () => {
    const error = (second: number): Series => series('reconstruction_error', [50, second, 1]);
    expect(found([error(49)])).toEqual([]);
    expect(found([error(49.01)])).toEqual([
      '0 plateau_start reconstruction_error',
      '100 plateau_end reconstruction_error',
    ]);
  });

  it('a tenth of the iterations so far is long enough for a plateau', () => {
    const error = (start: number): Series => ({
      metric: 'reconstruction_error',
      iterations: [0, start, 1000, 1001],
      values: [9, 5, 5, 1],
    });
    expect(found([error(900)])).toContain('900 plateau_start reconstruction_error');
    expect(found([error(901)])).toEqual([]);
  });

  it('says how the run ended', () => {
    const loss = series('train_loss', [1, 0.5, 0]);
    expect(found([loss], 'loss', 'converged')).toEqual(['200 converged train_loss']);
    expect(found([series('train_loss', [1, 0.5, NaN])], 'non-finite-loss', 'diverged')).toEqual([
      '200 diverged train_loss',
    ]);
    expect(found([loss], 'iteration-limit', 'converged')).toEqual([]);
  });
});

it('ranked columns are those of one stem, the largest first', () => {
  expect(columnsByStem(['train_loss', 'a_2', 'b{1,2}_1', 'a_1', 'a_10', 'b{1,2}_3'])).toEqual(
    new Map([
      ['a', [3, 1, 4]],
      ['b{1,2}', [2, 5]],
    ]),
  );
});
