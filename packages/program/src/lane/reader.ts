/** Reads what a program writes: snapshots and checkpoints go to its run, and everything else to its log. */
import type { StreamedRun } from '@ranksweep/run';
import type { LogFile } from '../logFile.ts';
import { Lines } from './lines.ts';
import { readLine } from './readLine.ts';
import type { Output, OutputReceiver } from './start/starter.ts';

export class OutputReader implements OutputReceiver {
  readonly #run: StreamedRun;
  readonly #log: LogFile;
  readonly #lines: Readonly<Record<Output, Lines>>;
  /** Whether the run has no room for more reports. */
  #isFull = false;

  constructor(run: StreamedRun, log: LogFile) {
    this.#run = run;
    this.#log = log;
    const logged = {
      line: (text: string) => log.add(`${text}\n`),
      // Of a progress bar, the log has the last state.
      overwritten: () => {},
      piece: (text: string) => log.add(text),
    };
    const told = {
      ...logged,
      line: (text: string) => this.#line(text),
      // Where a progress bar is printed, too, a snapshot may come before or after one of its states.
      overwritten: (text: string) => this.#line(text, false),
    };
    this.#lines = { output: new Lines(told), errors: new Lines(logged), metrics: new Lines(told) };
  }

  add(output: Output, block: Buffer): Promise<void> | undefined {
    this.#lines[output].add(block);
    if (!this.#isFull) return undefined;
    this.#isFull = false;
    return this.#run.room();
  }

  /** The program has ended, and everything that it has written was added. */
  end(): void {
    for (const lines of Object.values(this.#lines)) lines.end();
    this.#log.flush();
  }

  #line(text: string, isLogged = true): void {
    const read = readLine(text);
    if (isLogged && (read === undefined || read.hasMore)) this.#log.add(`${text}\n`);
    if (read === undefined) return;
    const { iteration, values, checkpoint } = read;
    if (!this.#run.report(iteration, values)) this.#isFull = true;
    if (checkpoint !== undefined) this.#run.save(iteration, checkpoint);
  }
}
