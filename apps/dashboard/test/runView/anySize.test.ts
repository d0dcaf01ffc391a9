import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Span } from '../../src/chart/index.ts';
import { textWidth } from '../../src/cellWidth.ts';
import { anyNumber, anyText, size } from '../chart/support.ts';
import { addCell, chunk, ended, press, readerOf, take, temporaryStore, viewOf } from './support.ts';

const metric = fc.oneof(
  fc.constantFrom(
    'component_norm_1',
    'component_norm_2',
    'predicted_component_norm_1',
    'train_loss',
    'gamma_x_1',
  ),
  anyText.filter((text) => text.isWellFormed() && !text.includes('\0')),
);
const key = fc.constantFrom(
  'tab',
  'left',
  'right',
  '+',
  '-',
  'x',
  'y',
  't',
  's',
  'e',
  'down',
  'end',
  'pageDown',
);

/** Cells of a line that a terminal would obey nothing of. */
const cellsOf = (line: readonly Span[]): number =>
  line.reduce((sum, { text }) => sum + (/\p{Cc}/u.test(text) ? NaN : textWidth(text)), 0);

test('whatever is stored, every screen has exactly the size asked for', () => {
  const store = temporaryStore();
  const reader = readerOf(store);
  let seed = 0;
  const run = fc.record({
    names: fc.uniqueArray(metric, { maxLength: 6 }),
    values: fc.array(anyNumber, { maxLength: 8 }),
    error: fc.option(anyText),
    isEnded: fc.boolean(),
    sizes: fc.array(size, { minLength: 1, maxLength: 3 }),
    keys: fc.array(key, { maxLength: 8 }),
  });
  fc.assert(
    fc.property(run, ({ names, values, error, isEnded, sizes, keys }) => {
      const [runId] = addCell(store, [seed++]);
      const attempt = take(store, runId);
      const iterations = values.map((_, i) => i * i);
      store.appendChunk(
        runId,
        attempt,
        chunk(iterations, Object.fromEntries(names.map((name) => [name, values]))),
      );
      const events = names.map((subject, i) => ({
        iteration: i,
        kind: 'rise' as const,
        subject,
        value: NaN,
      }));
      if (isEnded)
        store.finishRun(runId, attempt, { ...ended, status: 'failed', error, events, derived: [] });
      const view = viewOf(reader, runId);
      for (const one of ['', ...keys]) {
        press(view, one);
        for (const each of sizes) {
          const lines = view.draw(each);
          expect(lines).toHaveLength(each.height);
          for (const line of lines) expect(cellsOf(line)).toBe(each.width);
        }
      }
    }),
    { numRuns: 150 },
  );
});
