import { describe, expect, it } from 'vitest';
import { renderTable } from '../src/render/table.ts';
import { estimateTimeLeft, type WorkLeft } from '../src/render/timeLeft.ts';

const planned = (part: string, runId = 0) => ({ runId, part, cell: {}, seed: 0, maxIterations: 1000 });
const nothing: WorkLeft = { waiting: new Map(), running: [], finishedMs: new Map(), lanes: 1 };

describe('estimateTimeLeft', () => {
  it('is what finished runs of the part took, shared by the lanes', () => {
    const finished = new Map([['a', [100, 300, 200]]]);
    const waiting = new Map([['a', 3]]);
    expect(estimateTimeLeft({ ...nothing, waiting, finishedMs: finished, lanes: 2 })).toEqual({
      ms: 300,
      isBound: false,
    });
    const running = [{ run: planned('a'), iteration: 10, elapsedMs: 150 }];
    expect(estimateTimeLeft({ ...nothing, running, finishedMs: finished, lanes: 2 })).toEqual({
      ms: 50,
      isBound: false,
    });
  });

  it('is a bound by the iteration limit while no run of the part has ended', () => {
    const running = [{ run: planned('a'), iteration: 100, elapsedMs: 50 }];
    expect(estimateTimeLeft({ ...nothing, waiting: new Map([['a', 1]]), running })).toEqual({
      ms: 500 + 450,
      isBound: true,
    });
  });

  it('is a bound for a run that takes longer than the finished ones did', () => {
    const running = [{ run: planned('a'), iteration: 500, elapsedMs: 400 }];
    expect(estimateTimeLeft({ ...nothing, running, finishedMs: new Map([['a', [100]]]), lanes: 2 })).toEqual({
      ms: 400,
      isBound: true,
    });
  });

  it('is unknown while nothing is known of a part', () => {
    expect(
      estimateTimeLeft({ ...nothing, waiting: new Map([['b', 1]]), finishedMs: new Map([['a', [1]]]) }),
    ).toBeUndefined();
  });
});

describe('rendering', () => {
  it('tables: numbers to the right, NULL empty, no trailing blanks', () => {
    expect(
      renderTable(
        ['name', 'value'],
        [
          ['a', 1],
          ['bcd', 12.345678],
          ['e', null],
        ],
      ),
    ).toBe(['name   value', 'a          1', 'bcd   12.346', 'e'].join('\n'));
  });
});
