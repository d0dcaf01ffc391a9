/** Progress of a sweep: a live block on a terminal, plain lines in a pipe. */
import { createLogUpdate } from 'log-update';
import type { ExpandedSweep, RunOutcome, SweepObserver } from '@ranksweep/sweep';
import { visibleText } from '@ranksweep/text';
import { waitingText } from '../waiting.ts';
import { phaseProgress } from './phaseProgress.ts';
import { outcomeText, runName } from './runText.ts';
import { SearchState } from './searchState.ts';
import { SweepState } from './sweepState.ts';

const REDRAW_EVERY_MS = 100;
/** A pipe is soon told whether there is anything to wait for, and then now and then. */
const FIRST_LINE_MS = 2000;
const LINE_EVERY_MS = 10_000;

export interface Progress {
  readonly observer: SweepObserver;
  /** Prints a line above the live block. */
  note(line: string): void;
  /** Takes the live block away. */
  stop(): void;
}

export function showProgress(
  stream: NodeJS.WriteStream,
  parts: ExpandedSweep['spec']['parts'] = {},
): Progress {
  const state = new SweepState();
  const searches = new SearchState(parts);
  const phases = phaseProgress(stream);
  const live = stream.isTTY ? createLogUpdate(stream) : undefined;
  const colors = stream.isTTY && stream.hasColors() ? 1 : 0;
  // Lines wait for the next redraw: runs may end by the hundred in a moment.
  let lines: string[] = [];
  const write = (): void => {
    if (lines.length === 0) return;
    phases.clear();
    live?.clear();
    stream.write(`${lines.join('\n')}\n`);
    lines = [];
  };
  const print = (line: string): void => {
    lines.push(visibleText(line));
    if (!live) write();
  };
  const redraw = (): void => {
    write();
    const block = [...state.block(colors), ...searches.lines.map(visibleText)];
    if (block.length > 0) live?.(block.join('\n'));
  };
  const tell = (): void => {
    const line = state.line();
    if (line !== undefined) print(line);
    for (const search of searches.lines) print(search);
  };
  let timer = live ? setInterval(redraw, REDRAW_EVERY_MS) : undefined;
  const tellFrom = (ms: number): void => {
    if (live) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      tell();
      tellFrom(LINE_EVERY_MS);
    }, ms);
  };
  return {
    observer: {
      phase: phases.observer,
      planned(plan) {
        phases.clear();
        state.begin(plan);
        tellFrom(FIRST_LINE_MS);
        for (const { run, damage } of plan.damaged)
          print(`anew     ${runName(run)}  run ${run.runId}: ${damage}`);
      },
      added: (runs) => state.add(runs),
      tried: (part, trials) => searches.tried(part, trials),
      started(run, lane) {
        state.start(run, lane);
        if (!live && state.tellsAll) print(`started  ${runName(run)} on ${lane}`);
      },
      progressed: (run, iteration, loss) => state.progress(run, iteration, loss),
      laneDied(run, message) {
        print(`again    ${runName(run)}  its lane died: ${message}`);
      },
      triedAgain(run, message) {
        print(`again    ${runName(run)}  ${message}`);
      },
      laneGivenUp(lane, message) {
        print(`given up ${lane}, which died before each of its runs began: ${message}`);
      },
      setBack(run, message) {
        print(`damaged  ${runName(run)}  ${message}`);
      },
      warned(run, message) {
        print(`warning  ${runName(run)}  ${message}`);
      },
      heldElsewhere: (runs) => (state.heldElsewhere = runs.length),
      databaseLocked(isLocked) {
        print(waitingText(isLocked));
      },
      ended(run, outcome) {
        state.end(run);
        if (!state.tellsAll && !isWorthALine(outcome)) return;
        print(`${outcome.status.padEnd(8)} ${runName(run)}  ${outcomeText(outcome, run)}`);
      },
    },
    note(line) {
      print(line);
      if (live) redraw();
    },
    stop() {
      clearTimeout(timer);
      phases.clear();
      write();
      live?.clear();
      live?.done();
    },
  };
}

/** Runs of a large sweep that no lane had begun when it was stopped are thousands. */
const isWorthALine = (outcome: RunOutcome): boolean =>
  outcome.status !== 'done' && !(outcome.status === 'interrupted' && outcome.iterations === 0);
