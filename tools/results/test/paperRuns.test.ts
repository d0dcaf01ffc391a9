import { tensorRank } from '@ranksweep/experiments';
import { describe, expect, it } from 'vitest';
import { chosenNames, outcome, runAll, statusOfAll } from '../paperRuns.ts';

const definitions = ['one', 'natural-rank', 'phase-diagram', 'two'].map((name) => ({ ...tensorRank, name }));

describe('which definitions', () => {
  it('are none without such a preset', () => {
    const { quick } = tensorRank.presets;
    const small = { ...tensorRank, name: 'small', presets: { quick: quick! } };
    expect(chosenNames([...definitions, small], [])).toEqual(['one', 'two']);
    expect(() => chosenNames([small], ['small'])).toThrow("found 'small'");
  });

  it('are all, but for those on request', () => {
    expect(chosenNames(definitions, [])).toEqual(['one', 'two']);
  });

  it('are those asked for, those on request last', () => {
    expect(chosenNames(definitions, ['phase-diagram', 'natural-rank', 'two'])).toEqual([
      'two',
      'natural-rank',
      'phase-diagram',
    ]);
  });

  it('are none that does not exist', () => {
    expect(() => chosenNames(definitions, ['twoo'])).toThrow("found 'twoo'; did you mean two?");
  });
});

describe('one after another', () => {
  const names = ['one', 'two', 'three'];
  const run = (...statuses: number[]) =>
    runAll(names, (name) => Promise.resolve(statuses[names.indexOf(name)]!));

  it('goes on behind one with failed runs, and says so in the end', async () => {
    const all = await run(0, 1, 0);
    expect(all.map((ended) => [ended.name, outcome(ended)])).toEqual([
      ['one', 'done'],
      ['two', 'failed'],
      ['three', 'done'],
    ]);
    expect(statusOfAll(all)).toBe(1);
  });

  it.each([
    [130, 'interrupted'],
    [2, 'failed'],
  ])('ends with status %i: %s', async (status, word) => {
    const all = await run(1, status, 0);
    expect(all.map(({ name }) => name)).toEqual(['one', 'two']);
    expect(outcome(all[1]!)).toBe(word);
    expect(statusOfAll(all)).toBe(status);
  });

  it('has status 0 where all is done', async () => {
    expect(statusOfAll(await run(0, 0, 0))).toBe(0);
  });
});
