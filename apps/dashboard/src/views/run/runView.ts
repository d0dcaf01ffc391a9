/** The view of one run: what it is, its curves, its events, its configuration; also while it goes on. */
import { isProgram } from '@ranksweep/program';
import type { Line, Span } from '../../chart/index.ts';
import type { Context } from '../../context.ts';
import { markKey, markKeys } from '../../markKeys.ts';
import type { Marks } from '../../marks.ts';
import { fitLines, textLine } from '../../table.ts';
import { done, type View } from '../../view.ts';
import { configurationPane } from './configurationPane.ts';
import { eventsPane } from './eventsPane.ts';
import { finalsPane } from './finalsPane.ts';
import { headerLines } from './header.ts';
import { logPane } from './logPane.ts';
import type { Pane } from './pane.ts';
import { PlotsPane } from './plotsPane.ts';
import { taskOfRunText } from '../../slurm/taskTable.ts';
import { RunState, type RunFacts } from './runState.ts';

export function runView({ store, now, slurm }: Context, marks: Marks, runId: number): View {
  const state = new RunState(store, runId);
  const plots = new PlotsPane(store, runId);
  const { config } = store.run(runId) ?? {};
  const hasLog = config !== undefined && isProgram(config);
  const panes: readonly Pane[] = [
    plots,
    ...(hasLog ? [logPane(store.path)] : []),
    eventsPane(),
    configurationPane(store.path),
    finalsPane(),
  ];
  let at = 0;
  let isLooked = false;
  return {
    title: () => `${marks.runs.has(runId) ? '● ' : ''}${titleOf(runId, state.facts)}`,
    escape: () => panes[at]!.escape?.(),
    get keys() {
      return [{ keys: 'tab', does: 'next pane' }, ...panes[at]!.keys, ...markKeys];
    },
    refresh() {
      isLooked = true;
      state.refresh();
      plots.update(state.facts);
    },
    draw(size) {
      const { facts } = state;
      if (facts === undefined) return fitLines(isLooked ? [goneLine(runId, store.path)] : [], size);
      const most = Math.max(1, Math.floor(size.height / 3));
      const header = headerLines(facts, {
        nowMs: now(),
        width: size.width,
        mostErrorLines: most,
        task: taskOfRunText(facts.sweep && slurm?.of(facts.sweep), runId),
      });
      const head = [...header.slice(0, 2 * most), tabLine(panes, at, facts)];
      const body = panes[at]!.draw(facts, { ...size, height: Math.max(0, size.height - head.length) });
      return fitLines([...head, ...body], size);
    },
    press(key) {
      if (key === 'tab' || key === 'backTab') {
        at = (at + (key === 'tab' ? 1 : panes.length - 1)) % panes.length;
        return done;
      }
      return panes[at]!.press(key) ?? markKey(marks, { key, kind: 'runs', id: runId, next: () => {} });
    },
  };
}

const titleOf = (runId: number, facts: RunFacts | undefined): string =>
  [`run ${runId}`, facts?.sweep?.name ?? '', facts?.place?.part ?? '']
    .filter((word) => word !== '')
    .join(', ');

const goneLine = (runId: number, db: string): Line =>
  textLine(`Run ${runId} is not in ${db}: it may have been deleted.`);

function tabLine(panes: readonly Pane[], at: number, { events }: RunFacts): Line {
  return panes.flatMap(({ name }, i): Span[] => {
    const text = name === 'Events' ? `${name} ${events.length}` : name;
    return [{ text: i === at ? `[${text}]` : ` ${text} `, bold: i === at, inverse: i === at }, { text: ' ' }];
  });
}
