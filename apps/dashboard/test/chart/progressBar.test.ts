import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { progressBar, progressMarks, type Progress } from '../../src/chart/progressBar.ts';
import { plainText } from '../../src/chart/spans.ts';
import { anyNumber, hasSize } from './support.ts';

const drawn = (width: number, progress: Progress): string => plainText([progressBar({ width, ...progress })]);

describe('progressBar', () => {
  it('shows how runs ended, those that run, and those to come', () => {
    const bars = [
      { total: 40 },
      { total: 40, done: 13, running: 2 },
      { total: 40, done: 13 },
      { total: 4000, done: 1, failed: 1, diverged: 1, running: 4 },
      { total: 40, done: 35, failed: 3, diverged: 2 },
      { total: 3, failed: 1, diverged: 2 },
      { total: 27, done: 18, cancelled: 9 },
      { total: 1000, done: 999 },
      { total: 1000, done: 999, running: 1 },
      { total: 1000, done: 1000 },
      { total: 0 },
    ];
    expect(bars.map((progress) => drawn(22, progress))).toMatchInlineSnapshot(`
      [
        "[                    ]",
        "[██████▌░            ]",
        "[██████▌             ]",
        "[×∞▏░                ]",
        "[×∞██████████████████]",
        "[××××××∞∞∞∞∞∞∞∞∞∞∞∞∞∞]",
        "[------██████████████]",
        "[███████████████████▉]",
        "[███████████████████░]",
        "[████████████████████]",
        "[                    ]",
      ]
    `);
    expect([4, 3, 2, 1, 0].map((width) => drawn(width, { total: 4, done: 2 }))).toMatchInlineSnapshot(`
      [
        "[█ ]",
        "[▌]",
        "█ ",
        "▌",
        "",
      ]
    `);
  });

  const counts = fc.record({
    done: fc.nat(500),
    failed: fc.nat(5),
    diverged: fc.nat(5),
    cancelled: fc.nat(5),
    running: fc.nat(20),
    left: fc.nat(900),
  });

  it('is full exactly when nothing is left, and shows every kind of run that there is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 8, max: 120 }), counts, (width, { left, ...progress }) => {
        const { done, failed, diverged, cancelled, running } = progress;
        const total = done + failed + diverged + cancelled + running + left;
        fc.pre(total > 0);
        const bar = drawn(width, { total, ...progress });
        for (const kind of ['failed', 'diverged', 'cancelled', 'running'] as const) {
          expect(bar.includes(progressMarks[kind].character)).toBe(progress[kind] > 0);
        }
        expect(/[▏▎▍▌▋▊▉█]/.test(bar)).toBe(done > 0);
        const isOver = running + left === 0;
        if (isOver) expect(bar).toMatch(/^\[[×∞█-]+\]$/);
        else if (failed + diverged + cancelled === 0) expect(bar).not.toMatch(/^\[█+\]$/);
      }),
    );
  });

  it('has exactly its width, whatever it is given', () => {
    const progress = fc.record({
      total: anyNumber,
      done: anyNumber,
      failed: anyNumber,
      diverged: anyNumber,
      cancelled: anyNumber,
      running: anyNumber,
    });
    fc.assert(
      fc.property(
        fc.nat(80),
        fc.oneof(
          progress,
          counts.map(({ left, ...rest }) => ({ ...rest, total: left })),
        ),
        (width, rest) => {
          expect(hasSize([progressBar({ width, ...rest })], { width, height: 1 })).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });
});
