/** What is said of work that takes long: nothing at first, then how many of how many. */
import { expect, it } from 'vitest';
import { phaseProgress } from '../src/render/phaseProgress.ts';

/** A phase of steps of 100 ms each on a clock of its own. */
function written(isTTY: boolean, steps: number): string {
  let text = '';
  let now = 0;
  const stream = { isTTY, write: (chunk: string) => ((text += chunk), true) };
  const progress = phaseProgress(stream, { now: () => now });
  for (let step = 0; step < steps; step++) {
    progress.observer('checking cells', step, steps);
    now += 100;
  }
  progress.clear();
  return text;
}

it('says nothing of what is done within a second', () => {
  expect(written(true, 10)).toBe('');
  expect(written(false, 10)).toBe('');
});

it('draws one line over again on a terminal, and takes it away', () => {
  expect(written(true, 13)).toBe(
    'checking cells: 10 of 13\r\u001b[Kchecking cells: 11 of 13\r\u001b[Kchecking cells: 12 of 13\r\u001b[K',
  );
});

it('writes a line every ten seconds into a pipe', () => {
  expect(written(false, 250)).toBe(
    'checking cells: 10 of 250\nchecking cells: 110 of 250\nchecking cells: 210 of 250\n',
  );
});
