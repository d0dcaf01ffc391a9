/** What a lane has to say: the ends of short runs are posted together, since each post costs the scheduler a commit. */
import type { MessagePort } from 'node:worker_threads';
import type { LaneMessage, LanePost } from './laneMessages.ts';

/** Ends wait at most for so long and the rest of the run that is going on. */
const POST_EVERY_MS = 20;

export class Outbox {
  readonly #port: Pick<MessagePort, 'postMessage'>;
  #messages: LaneMessage[] = [];
  #postedAt = performance.now();

  constructor(port: Pick<MessagePort, 'postMessage'>) {
    this.#port = port;
  }

  add(message: LaneMessage): void {
    this.#messages.push(message);
    const tellsNow = message.kind === 'chunk' || message.kind === 'checkpoint';
    if (tellsNow || performance.now() - this.#postedAt >= POST_EVERY_MS) this.#post(false);
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
