import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import {
  addCell,
  chunk,
  ended,
  events,
  finish,
  growth,
  large,
  newRun,
  press,
  readerOf,
  screen,
  take,
  temporaryStore,
  viewOf,
} from './support.ts';

test('a run with ranks, theory and events', () => {
  const store = temporaryStore();
  const [runId] = addCell(store, [0]);
  finish(store, runId);
  const view = viewOf(readerOf(store), runId);
  expect(view.title()).toBe('run 1, a, main');
  expect(screen(view)).toMatchSnapshot();
  expect(screen(view, large)).toMatchSnapshot();
});

test('other seeds of its cell are dotted in the colours of their ranks', () => {
  const store = temporaryStore();
  const runs = addCell(store, [0, 1, 2]);
  runs.forEach((runId, i) => finish(store, runId, ended, 60 * i));
  const view = viewOf(readerOf(store), runs[1]!);
  press(view, 's');
  expect(screen(view)).toMatchSnapshot();
});

test('a run that goes on', () => {
  const store = temporaryStore();
  const [runId] = addCell(store, [0]);
  const attempt = take(store, runId);
  store.appendChunk(runId, attempt, growth(0, 500));
  store.replaceEvents(runId, attempt, events.slice(0, 1));
  const started = Date.parse(store.attempts(runId)[0]!.startedAt);
  const view = viewOf(readerOf(store), runId, () => started + 65_000);
  expect(screen(view)).toMatchSnapshot();
  expect(screen(view, large)).toMatchSnapshot();
});

test('a run that has failed', () => {
  const store = temporaryStore();
  const [runId] = addCell(store, [0]);
  finish(store, runId, {
    ...ended,
    status: 'failed',
    stopReason: null,
    error: `expected a device, \u001b[31mfound\nnone; ${'this is told at length '.repeat(9)}`,
  });
  const view = viewOf(readerOf(store), runId);
  expect(screen(view)).toMatchSnapshot();
  press(view, 'tab', 'tab');
  expect(screen(view, large)).toContain('this is told at length');
});

test('a run that has diverged', () => {
  const store = temporaryStore();
  const [runId] = addCell(store, [0]);
  const attempt = take(store, runId);
  const iterations = [0, 10, 20, 30, 40, 50];
  const loss = [1, 5, 400, 3e30, Infinity, NaN];
  store.appendChunk(runId, attempt, chunk(iterations, { component_norm_1: loss, train_loss: loss }));
  store.finishRun(runId, attempt, {
    ...ended,
    status: 'diverged',
    stopReason: 'non-finite-loss',
    iterations: 50,
    derived: [],
    events: [{ iteration: 50, kind: 'diverged', subject: 'train_loss', value: NaN }],
  });
  const view = viewOf(readerOf(store), runId);
  press(view, 'y');
  expect(screen(view)).toMatchSnapshot();
  press(view, 'tab');
  expect(screen(view)).toMatchSnapshot();
});

test('a run that has not begun', () => {
  const store = temporaryStore();
  const [runId] = addCell(store, [0]);
  const view = viewOf(readerOf(store), runId);
  expect(screen(view)).toMatchSnapshot();
  press(view, 'tab');
  expect(screen(view)).toContain('Nothing has yet happened');
  press(view, 'tab', 'tab');
  expect(screen(view)).toContain('once the run has ended');
});

test('a run that is not there, and one that is deleted while it is looked at', () => {
  const store = temporaryStore();
  const [runId] = addCell(store, [0]);
  finish(store, runId);
  const reader = readerOf(store);
  expect(screen(viewOf(reader, 99))).toContain('Run 99 is not in');
  const view = viewOf(reader, runId);
  press(view, 's');
  expect(store.deleteStep({ runIds: [runId] })).toBe(false);
  view.refresh();
  for (const key of ['tab', 'tab', 'tab', 'tab', 'left', '+', 'y', 's']) view.press(key);
  expect(screen(view)).toContain('Run 1 is not in');
  expect(view.title()).toBe('run 1');
});

test('a run that no sweep has', () => {
  const store = temporaryStore();
  const sweep = store.upsertSweep({ name: 'a', definition: 'a', preset: 'quick', spec: 7, specHash: 'a' });
  const { runId } = store.registerRuns(sweep, [newRun()])[0]!;
  finish(store, runId);
  const reader = Object.assign(Object.create(readerOf(store)), { runPlaces: () => [] });
  const view = viewOf(reader, runId);
  press(view, 's');
  expect(screen(view)).toContain('of no sweep');
  press(view, 'tab', 'tab');
  expect(screen(view, large)).not.toContain('npx ranksweep run');
  expect(screen(view, large)).toContain('npx ranksweep show run:1');
});

test('a process that is gone is told', () => {
  const store = temporaryStore();
  const [runId] = addCell(store, [0]);
  const attempt = take(store, runId, { leaseMs: 0 });
  expect(attempt).toBe(1);
  expect(screen(viewOf(readerOf(store), runId))).toContain('running, but its process is gone');
});

test.each(['{}', '[', '{"model": 5, "stop": 7}', '{"model": {"kind": "x"}, "task": []}'])(
  'a configuration that is damaged: %s',
  (text) => {
    const store = temporaryStore();
    const [runId] = addCell(store, [0]);
    finish(store, runId);
    const other = new Database(store.path);
    other.pragma('ignore_check_constraints = ON');
    other.prepare('UPDATE runs SET config = ?').run(text);
    other.close();
    const view = viewOf(readerOf(store), runId);
    expect(screen(view)).toContain('1000 of at most ? iterations');
    press(view, 'tab', 'tab');
    expect(screen(view, large)).toContain('its configuration is damaged');
    expect(screen(view, large)).toContain('npx ranksweep show run:1');
  },
);
