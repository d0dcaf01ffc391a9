/**
 * A source that looks for a scale of the initialization from which so many iterations do not fit the observations: it doubles the
 * scale until one is found. A run that is there for its whole trajectory pauses meanwhile, and one that never ends is
 * given up.
 */
import type { Extension, Job, Registered, Report, RunSource, SourceOptions, Turn } from '@ranksweep/sweep';

const FITS = 0.65;
const MOST_CELLS = 6;

class Doubling implements RunSource {
  readonly #options: SourceOptions;
  readonly #first: Job[];
  /** What goes on in the end: the run that is there for its whole trajectory. */
  #whole: Job | undefined;
  #hasPaused = false;
  #std = 0.01;
  #cells = 0;
  #isWaiting = false;
  #hasFound = false;

  constructor(options: SourceOptions) {
    this.#options = options;
    this.#first = options.jobs.map((job) => (job.run.part === 'whole' ? { ...job, pauseAt: 70 } : job));
    this.#whole = options.jobs.find(({ run }) => run.part === 'whole');
  }

  async next(): Promise<Turn> {
    const first = this.#first.pop();
    if (first !== undefined) return [first];
    if (this.#isWaiting) return 'wait';
    if (this.#hasFound || this.#cells === MOST_CELLS) return this.#goOn();
    const { jobs, ended } = await this.#nextCell();
    for (const run of ended) this.tell(this.#options.resultOf(run));
    return jobs.length > 0 ? jobs : this.next();
  }

  tell(report: Report): 'go on' | 'pause' {
    const { part, cell } = report.run;
    if (report.kind === 'progress') return part === 'endless' ? 'pause' : 'go on';
    if (part === 'whole') this.#hasPaused = true;
    // The part's own cell may end at any time; its scale was not chosen here.
    if (part === 'scale' && cell['init.std'] === this.#std) {
      this.#isWaiting = false;
      this.#hasFound = report.values().get('train_loss')! >= FITS;
    }
    return 'go on';
  }

  #nextCell(): Promise<Registered> {
    this.#isWaiting = true;
    this.#cells++;
    this.#std *= 2;
    return this.#options.register([{ part: 'scale', cell: { 'init.std': this.#std }, seed: 0 }]);
  }

  #goOn(): Turn {
    const whole = this.#whole;
    if (whole === undefined) return 'end';
    if (!this.#hasPaused) return 'wait';
    this.#whole = undefined;
    return [whole];
  }
}

export default { sources: { doubling: (options) => new Doubling(options) } } satisfies Extension;
