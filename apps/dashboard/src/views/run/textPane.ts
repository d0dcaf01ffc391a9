/** A pane of lines that are read from top to bottom. */
import type { Line } from '../../chart/index.ts';
import { Cursor } from '../../scrolling.ts';
import { done } from '../../view.ts';
import type { Pane } from './pane.ts';
import type { RunFacts } from './runState.ts';

/** @param linesOf called again when the run has changed or the width has */
export function textPane(name: string, linesOf: (facts: RunFacts, width: number) => readonly Line[]): Pane {
  const top = new Cursor();
  let page = 1;
  let places = 1;
  let known:
    { readonly facts: RunFacts; readonly width: number; readonly lines: readonly Line[] } | undefined;
  return {
    name,
    keys: [{ keys: '↑↓', does: 'scroll' }],
    draw(facts, { width, height }) {
      if (known?.facts !== facts || known.width !== width)
        known = { facts, width, lines: linesOf(facts, width) };
      const { lines } = known;
      page = Math.max(1, height);
      places = Math.max(1, lines.length - height + 1);
      top.moveTo(top.at, places);
      return lines.slice(top.at, top.at + height);
    },
    press: (key) => (top.press(key, places, page) ? done : undefined),
  };
}
