/**
 * Runs that trials want up to an iteration, or to their end. Several trials may want the same run, each as far as it likes. A run that has come
 * so far already, here or in an earlier sweep, is not handed out for it.
 */
import type { Job, OutcomeReport, PlannedRun } from '@ranksweep/sweep';

/** How far a run has come. */
export interface Stand {
  readonly run: PlannedRun;
  readonly iterations: number;
  /** How it has ended; undefined if it can go on. */
  readonly end: OutcomeReport | undefined;
}

export interface DemandOptions {
  /** Receives runs, which are told of when they have paused or ended. */
  readonly handOut: (job: Job) => void;
  /** Whether a run has what trials need of it at an iteration. */
  readonly isRecorded: (run: PlannedRun, iteration: number) => boolean;
}

interface Wish {
  readonly upTo: number;
  /** Told where the run is then. */
  readonly answer: (stand: Stand) => void;
}

interface Known {
  stand: Stand;
  /** How it is handed out; undefined if it has ended before. */
  job: Job | undefined;
  isOut: boolean;
  wishes: Wish[];
}

export class RunsOnDemand {
  readonly #options: DemandOptions;
  readonly #runs = new Map<number, Known>();

  constructor(options: DemandOptions) {
    this.#options = options;
  }

  has(runId: number): boolean {
    return this.#runs.has(runId);
  }

  /** A run that can go on from where it is. */
  add(job: Job): void {
    const { run, iterations = 0 } = job;
    this.#add({ stand: { run, iterations, end: undefined }, job, isOut: false, wishes: [] });
  }

  /** A run that is computed to its end whether trials want it or not. */
  addUnderWay(run: PlannedRun): void {
    this.#add({ stand: { run, iterations: 0, end: undefined }, job: undefined, isOut: true, wishes: [] });
  }

  /** A run that has ended before it was wanted. */
  addEnded(end: OutcomeReport): void {
    const { run } = end;
    const stand = { run, iterations: iterationsOf(end), end };
    this.#add({ stand, job: undefined, isOut: false, wishes: [] });
  }

  #add(known: Known): void {
    const { runId } = known.stand.run;
    if (!this.#runs.has(runId)) this.#runs.set(runId, known);
  }

  /** Has a run go on up to an iteration, or to its end, and tells where it is then. */
  want(runId: number, upTo: number, answer: Wish['answer']): void {
    const known = this.#runs.get(runId)!;
    if (isThere(known.stand, upTo) && this.#isRecorded(known, upTo)) {
      answer(known.stand);
      return;
    }
    known.wishes.push({ upTo, answer });
    if (!known.isOut) this.#send(known);
  }

  tell(report: OutcomeReport): void {
    const known = this.#runs.get(report.run.runId)!;
    const { status } = report.outcome;
    if (status === 'interrupted' || status === 'held-elsewhere') return; // It comes back by itself.
    const end = status === 'paused' ? undefined : report;
    known.isOut = false;
    known.stand = { run: report.run, iterations: iterationsOf(report), end };
    const fulfilled = known.wishes.filter(({ upTo }) => isThere(known.stand, upTo));
    known.wishes = known.wishes.filter((wish) => !fulfilled.includes(wish));
    for (const { answer } of fulfilled) answer(known.stand);
    if (known.wishes.length > 0 && !known.isOut) this.#send(known);
  }

  /** What is there of a run that has not ended may lack what is asked for now: it then begins again. */
  #isRecorded({ stand, wishes }: Known, upTo: number): boolean {
    if (stand.end !== undefined) return true;
    return wishes.length === 0 && this.#options.isRecorded(stand.run, upTo);
  }

  #send(known: Known): void {
    const { job, stand, wishes } = known;
    const upTo = wishes.reduce((least, wish) => Math.min(least, wish.upTo), Infinity);
    const { pauseAt: _, ...rest } = { ...job!, iterations: stand.iterations };
    known.isOut = true;
    this.#options.handOut(upTo === Infinity ? rest : { ...rest, cost: costUpTo(upTo, rest), pauseAt: upTo });
  }
}

const isThere = ({ iterations, end }: Stand, upTo: number): boolean =>
  end !== undefined || iterations >= upTo;

/** A run that has failed or was cancelled is told of without its iterations, and goes no further. */
const iterationsOf = ({ outcome }: OutcomeReport): number =>
  'iterations' in outcome ? outcome.iterations : 0;

function costUpTo(upTo: number, { cost, iterations = 0, run: { maxIterations } }: Job): number {
  const left = maxIterations - iterations;
  return left > 0 ? (cost * Math.min(left, upTo - iterations)) / left : cost;
}
