/** The view of one run: what it is, its curves, its events, its configuration; also while it goes on. */
import type { Line, Span } from '../../chart/index.ts';
import type { Context } from '../../context.ts';
import { fitLines, textLine } from '../../table.ts';
import { done, type Size, type View } from '../../view.ts';
import { configurationPane } from './configurationPane.ts';
import { eventsPane } from './eventsPane.ts';
import { finalsPane } from './finalsPane.ts';
import { headerLines } from './header.ts';
import type { Pane } from './pane.ts';
import { PlotsPane } from './plotsPane.ts';
import { RunState, type RunFacts } from './runState.ts';

export function runView({ store, now }: Context, runId: number): View {
  const state = new RunState(store, runId);
  const plots = new PlotsPane(store, runId);
  const panes: readonly Pane[] = [plots, eventsPane(), configurationPane(store.path), finalsPane()];
  let at = 0;
  let isLooked = false;
  return {
    title: () => titleOf(runId, state.facts),
    get keys() {
      return [{ keys: 'tab', does: 'pane' }, ...panes[at]!.keys];
    },
    refresh() {
      isLooked = true;
      state.refresh();
      plots.update(state.facts);
    },
    draw(size) {
      const { facts } = state;
      if (facts === undefined) return fitLines(isLooked ? [goneLine(runId, store.path)] : [], size);
      const head = [...headFor(headerLines(facts, now(), size.width), size), tabLine(panes, at, facts)];
      const body = panes[at]!.draw(facts, { ...size, height: Math.max(0, size.height - head.length) });
      return fitLines([...head, ...body], size);
    },
    press(key) {
      if (key === 'tab') at = (at + 1) % panes.length;
      else if (!panes[at]!.press(key)) return undefined;
      return done;
    },
  };
}

const titleOf = (runId: number, facts: RunFacts | undefined): string =>
  [`run ${runId}`, facts?.sweep?.name ?? '', facts?.place?.part ?? '']
    .filter((word) => word !== '')
    .join(', ');

const goneLine = (runId: number, db: string): Line =>
  textLine(`Run ${runId} is not in ${db}: it may have been deleted.`);

/** A third of the lines at most. */
const headFor = (lines: readonly Line[], { height }: Size): readonly Line[] =>
  lines.slice(0, Math.max(1, Math.floor(height / 3)));

function tabLine(panes: readonly Pane[], at: number, { events }: RunFacts): Line {
  return panes.flatMap(({ name }, i): Span[] => {
    const text = name === 'Events' ? `${name} ${events.length}` : name;
    return [{ text: i === at ? `[${text}]` : ` ${text} `, bold: i === at, inverse: i === at }, { text: ' ' }];
  });
}
