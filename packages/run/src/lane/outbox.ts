/** The messages that a lane sends. Those of short runs are posted together, because every post costs the scheduler a commit. */
import type { LaneMessage } from '../messages.ts';

export type Post = (messages: readonly LaneMessage[]) => void;

/** How long a begin or an end may wait to be posted. The lane may check later than that. */
const POST_EVERY_MS = 20;

export class Outbox {
  readonly #post: Post;
  #messages: LaneMessage[] = [];
  #postedAt = -Infinity;
  #posted = 0;

  constructor(post: Post) {
    this.#post = post;
  }

  add(message: LaneMessage): void {
    this.#messages.push(message);
    if (message.kind === 'chunk' || message.kind === 'checkpoint') this.flush();
    else this.lookUp();
  }

  /** How many messages were posted so far. */
  get posted(): number {
    return this.#posted;
  }

  /** Posts messages that have waited long enough. Call it regularly. */
  lookUp(): void {
    if (performance.now() - this.#postedAt >= POST_EVERY_MS) this.flush();
  }

  /** Posts all waiting messages. */
  flush(): void {
    if (this.#messages.length === 0) return;
    const messages = this.#messages;
    this.#messages = [];
    this.#posted += messages.length;
    this.#post(messages);
    this.#postedAt = performance.now();
  }
}
