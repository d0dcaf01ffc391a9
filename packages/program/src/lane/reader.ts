/** Reads what a program writes: snapshots and checkpoints go to its run, and everything else to its log. */
import type { Readable } from 'node:stream';
import type { StreamedRun } from '@ranksweep/run';
import type { LogFile } from '../logFile.ts';
import { Lines } from './lines.ts';
import { readLine } from './readLine.ts';

/** How long the output of a program that has ended may stay open. Someone who has left its group may hold it. */
const LONGEST_OPEN_MS = 2000;

export class OutputReader {
  readonly #run: StreamedRun;
  readonly #log: LogFile;
  readonly #streams: readonly Readable[];
  readonly #ended: Promise<unknown>;

  constructor(run: StreamedRun, log: LogFile, [output, errors, metrics]: readonly Readable[]) {
    this.#run = run;
    this.#log = log;
    this.#streams = [output!, errors!, metrics!];
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
    this.#ended = Promise.all([
      this.#read(output!, new Lines(told)),
      this.#read(errors!, new Lines(logged)),
      this.#read(metrics!, new Lines(told)),
    ]);
  }

  /** Resolves once everything is read that a program has written which has ended. */
  async end(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise((resolve) => (timer = setTimeout(resolve, LONGEST_OPEN_MS)));
    await Promise.race([this.#ended, late]);
    clearTimeout(timer);
    for (const stream of this.#streams) stream.destroy();
    this.#log.flush();
  }

  async #read(stream: Readable, lines: Lines): Promise<void> {
    try {
      for await (const bytes of stream) {
        lines.add(bytes as Buffer);
        if (this.#isFull) {
          this.#isFull = false;
          await this.#run.room();
        }
      }
    } catch {
      // It was closed, since the program has ended.
    }
    lines.end();
  }

  #isFull = false;

  #line(text: string, isLogged = true): void {
    const read = readLine(text);
    if (isLogged && (read === undefined || read.hasMore)) this.#log.add(`${text}\n`);
    if (read === undefined) return;
    const { iteration, values, checkpoint } = read;
    if (!this.#run.report(iteration, values)) this.#isFull = true;
    if (checkpoint !== undefined) this.#run.save(iteration, checkpoint);
  }
}
