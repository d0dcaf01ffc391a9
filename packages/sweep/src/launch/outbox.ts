/** What a lane has to say: what it says of short runs is posted together, since each post costs the scheduler a commit. */
import type { MessagePort } from 'node:worker_threads';
import type { LaneMessage } from '@ranksweep/run';
import type { LanePost } from './threads/laneTask.ts';

/** What is said of begins and ends waits at most for so long and until the lane looks up again. */
const POST_EVERY_MS = 20;

export class Outbox {
  readonly #port: Pick<MessagePort, 'postMessage'>;
  #messages: LaneMessage[] = [];
  #postedAt = -Infinity;

  constructor(port: Pick<MessagePort, 'postMessage'>) {
    this.#port = port;
  }

  add(message: LaneMessage): void {
    this.#messages.push(message);
    const tellsNow = message.kind === 'chunk' || message.kind === 'checkpoint';
    if (tellsNow) this.#post(false);
    else this.lookUp();
  }

  /** Posts what has waited for long enough; to be called every now and then. */
  lookUp(): void {
    if (this.#messages.length > 0 && performance.now() - this.#postedAt >= POST_EVERY_MS) this.#post(false);
  }

  /** Posts what is left, as the last. */
  close(): void {
    this.#post(true);
  }

  #post(isLast: boolean): void {
    const post: LanePost = { messages: this.#messages, isLast };
    this.#port.postMessage(post);
    this.#messages = [];
    this.#postedAt = performance.now();
  }
}
