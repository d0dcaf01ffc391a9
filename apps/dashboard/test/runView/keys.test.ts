import { beforeEach, expect, test } from 'vitest';
import type { View } from '../../src/view.ts';
import { addCell, finish, large, press, readerOf, screen, small, temporaryStore, viewOf } from './support.ts';

let view: View;

beforeEach(() => {
  const store = temporaryStore();
  const runs = addCell(store, [0, 1]);
  runs.forEach((runId) => finish(store, runId));
  view = viewOf(readerOf(store), runs[0]!);
});

const line = (at: number, size = small): string => screen(view, size).split('\n')[at]!.trimEnd();
const TABS = 2;
const OPTIONS = 3;
const TITLE = 4;

test('tab walks through the panes, and tells the keys of each', () => {
  const shown = Array.from({ length: 5 }, () => {
    const name = /\[(.*)\]/.exec(line(TABS))![1];
    press(view, 'tab');
    return name;
  });
  expect(shown).toEqual(['Plots', 'Events 3', 'Configuration', 'Final values', 'Plots']);
  expect(view.keys.map(({ does }) => does)).toEqual(['next pane', 'scroll', 'filter', 'mark', 'compare']);
});

test('left and right walk through the families, around', () => {
  const shown = Array.from({ length: 6 }, () => {
    const name = line(TITLE).split('  ')[0];
    press(view, 'right');
    return name;
  });
  expect(shown).toEqual([
    'component_norm',
    'train_loss',
    'reconstruction_error',
    'effective_rank',
    'unbalancedness',
    'component_norm',
  ]);
  press(view, 'left');
  expect(line(TITLE)).toContain('component_norm');
  press(view, 'h');
  expect(line(TITLE)).toContain('unbalancedness');
  press(view, 'l');
  expect(line(TITLE)).toContain('component_norm');
});

test('plus and minus choose how many ranks', () => {
  expect(line(TITLE)).toContain('top 3 of 3');
  press(view, '-', '-', '-');
  expect(line(TITLE)).toContain('top 2 of 3');
  press(view, '-', '-', '-');
  expect(line(TITLE)).toContain('top 1 of 3');
  press(view, '+', '=');
  expect(line(TITLE)).toContain('top 3 of 3');
});

test('y changes the values of all families of the kind', () => {
  press(view, 'y');
  expect(line(OPTIONS)).toContain('values log');
  expect(line(TITLE)).toContain('log');
  press(view, 'right');
  expect(line(OPTIONS)).toContain('values log');
  press(view, 'y');
  expect(line(OPTIONS)).toContain('values linear');
  press(view, 'left');
  expect(line(OPTIONS)).toContain('values log');
});

test('x, t, s and e change what is drawn', () => {
  const plain = screen(view);
  for (const key of ['x', 't', 's', 'e']) {
    press(view, key);
    expect(screen(view), key).not.toBe(plain);
    press(view, key);
    if (key === 's') press(view, 't');
    expect(screen(view), key).toBe(plain);
  }
});

test('theory and other seeds are dotted, one of them at a time', () => {
  expect(line(TITLE)).toContain('dotted: theory');
  press(view, 's');
  expect(line(TITLE)).toContain('dotted: seed 1');
  expect(line(OPTIONS)).toContain('seeds 1 of 1');
  press(view, 't');
  expect(line(TITLE)).toContain('dotted: theory');
  press(view, 't');
  expect(line(TITLE)).not.toContain('dotted');
});

test('large terminals have four charts, of the families that follow', () => {
  const text = screen(view, large);
  for (const name of ['component_norm', 'train_loss', 'reconstruction_error', 'effective_rank']) {
    expect(text).toContain(`${name} `);
  }
  expect(text).not.toContain('unbalancedness');
  press(view, 'right');
  expect(screen(view, large)).toContain('unbalancedness');
});

test('long panes scroll', () => {
  press(view, 'tab', 'tab');
  const first = line(3);
  press(view, 'j');
  expect(line(3)).not.toBe(first);
  press(view, 'k', 'up');
  expect(line(3)).toBe(first);
  press(view, 'end');
  expect(screen(view)).toContain('--seeds 0');
  press(view, 'pageUp', 'home');
  expect(line(3)).toBe(first);
});

test('a chart is found by the name of its metric', () => {
  const prompt = view.press('/');
  if (prompt?.kind !== 'prompt') throw new Error('expected a prompt');
  expect(prompt.complete?.('unb').choices).toEqual(['unbalancedness']);
  void prompt.accept('unb');
  expect(line(TITLE)).toMatch(/^unbalancedness/);
});

test('events and final values are filtered', () => {
  press(view, 'tab');
  const prompt = view.press('/');
  if (prompt?.kind !== 'prompt') throw new Error('expected a prompt');
  prompt.change?.('event=rise iteration>300');
  expect(screen(view)).toMatch(/600 {2}rise[^]*row 1 of 1 {3}filter: event=rise iteration>300/);
  expect(view.escape?.()?.does).toBe('clear filter');
  view.escape?.()?.act();
  expect(screen(view)).toContain('row 1 of 3');
});

test('the run is marked', () => {
  expect(view.title()).not.toContain('●');
  press(view, ' ');
  expect(view.title()).toMatch(/^● run \d/);
});

test('events are selected', () => {
  press(view, 'tab', 'down');
  expect(screen(view)).toMatch(/>\s+450 {2}plateau_start/);
  press(view, 'G');
  expect(screen(view)).toMatch(/>\s+600 {2}rise/);
});

test('other keys are left to the dashboard', () => {
  for (const key of ['q', '?', 'escape', 'enter', '1', 'up', 'z'])
    expect(view.press(key), key).toBeUndefined();
  press(view, 'tab');
  for (const key of ['q', '?', 'escape', 'enter', 'left', 'y']) expect(view.press(key), key).toBeUndefined();
});
