/** What a lane has to say: what it says of short runs is posted together, since each post costs the scheduler a commit. */
import type { LaneMessage } from '../messages.ts';

export type Post = (messages: readonly LaneMessage[]) => void;

/** What is said of begins and ends waits at most for so long and until the lane looks up again. */
const POST_EVERY_MS = 20;

export class Outbox {
  readonly #post: Post;
  #messages: LaneMessage[] = [];
  #postedAt = -Infinity;

  constructor(post: Post) {
    this.#post = post;
  }

  add(message: LaneMessage): void {
    this.#messages.push(message);
    if (message.kind === 'chunk' || message.kind === 'checkpoint') this.flush();
    else this.lookUp();
  }

  /** Posts what has waited for long enough; to be called every now and then. */
  lookUp(): void {
    if (performance.now() - this.#postedAt >= POST_EVERY_MS) this.flush();
  }

  /** Posts what there is. */
  flush(): void {
    if (this.#messages.length === 0) return;
    const messages = this.#messages;
    this.#messages = [];
    this.#post(messages);
    this.#postedAt = performance.now();
  }
}
