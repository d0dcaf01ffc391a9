/** One side of a comparison: a process that advances one workload on request. */
import { execa } from 'execa';
import type { Advanced, AdvanceRequest, Failure, Measured, Peak, Ready, Request } from './protocol.ts';

export interface Side {
  readonly framework: string;
  advance(request: AdvanceRequest): Promise<Advanced>;
  /** Mean square of the residuals, over all that is fitted; NaN where it is not finite. */
  loss(): Promise<number>;
  close(): Promise<void>;
}

/** The process behind a side; answers come one at a time, in the order of the requests. */
export class SideProcess implements Side {
  readonly framework: string;
  readonly #child: ReturnType<typeof spawn>;
  readonly #answers: AsyncIterator<string>;

  private constructor(child: ReturnType<typeof spawn>, answers: AsyncIterator<string>, ready: Ready) {
    this.#child = child;
    this.#answers = answers;
    this.framework = ready.framework;
  }

  /**
   * Starts a process and waits until it is ready.
   * @throws Error with what the process said when it fails
   */
  static async start(file: string, args: readonly string[]): Promise<SideProcess> {
    const child = spawn(file, args);
    const answers = child.iterable()[Symbol.asyncIterator]();
    return new SideProcess(child, answers, await nextAnswer<Ready>(child, answers));
  }

  advance(request: AdvanceRequest): Promise<Advanced> {
    return this.#ask<Advanced>(request);
  }

  async loss(): Promise<number> {
    return (await this.#ask<Measured>({ measure: 'loss' })).loss ?? NaN;
  }

  peak(peakMs: number): Promise<Peak> {
    return this.#ask<Peak>({ peakMs });
  }

  async close(): Promise<void> {
    this.#child.stdin.end();
    await this.#child;
  }

  #ask<Answer>(request: Request): Promise<Answer> {
    this.#child.stdin.write(`${JSON.stringify(request)}\n`);
    return nextAnswer<Answer>(this.#child, this.#answers);
  }
}

const spawn = (file: string, args: readonly string[]) =>
  execa(file, args, { stdin: 'pipe', reject: false, buffer: { stdout: false, stderr: true } });

async function nextAnswer<Answer>(
  child: ReturnType<typeof spawn>,
  answers: AsyncIterator<string>,
): Promise<Answer> {
  const { value, done } = await answers.next();
  if (done) {
    const { shortMessage, stderr } = await child;
    throw new Error(`${shortMessage ?? 'ended before it answered'} ${stderr}`.trim());
  }
  const answer = JSON.parse(value) as Answer | Failure;
  if (typeof answer === 'object' && answer !== null && 'error' in answer) throw new Error(answer.error);
  return answer as Answer;
}
