/** One line that is typed in, with a cursor and what was entered before. */
import type { Key, Prompt } from './view.ts';

export type EditStep =
  | { readonly kind: 'editing' }
  | { readonly kind: 'accepted'; readonly text: string }
  | { readonly kind: 'left' };

const editing: EditStep = { kind: 'editing' };

export class LineEditor {
  readonly prompt: Prompt;
  #text: string;
  /** Place of the cursor, in characters. */
  #at: number;
  /** Place in the history; its length: what is typed now. */
  #place: number;
  #typed: string;

  constructor(prompt: Prompt) {
    this.prompt = prompt;
    this.#text = prompt.initial;
    this.#typed = prompt.initial;
    this.#at = prompt.initial.length;
    this.#place = prompt.history?.length ?? 0;
  }

  get text(): string {
    return this.#text;
  }

  get cursor(): number {
    return this.#at;
  }

  press(key: Key): EditStep {
    switch (key) {
      case 'enter':
        return { kind: 'accepted', text: this.#text };
      case 'escape':
        return { kind: 'left' };
      case 'left':
        this.#at = Math.max(0, this.#at - 1);
        return editing;
      case 'right':
        this.#at = Math.min(this.#text.length, this.#at + 1);
        return editing;
      case 'home':
        this.#at = 0;
        return editing;
      case 'end':
        this.#at = this.#text.length;
        return editing;
      case 'backspace':
        this.#replace(this.#at - 1, this.#at, '');
        return editing;
      case 'delete':
        this.#replace(this.#at, this.#at + 1, '');
        return editing;
      case 'clear':
        this.#replace(0, this.#at, '');
        return editing;
      case 'up':
      case 'down':
        this.#recall(key === 'up' ? -1 : 1);
        return editing;
      default:
        if (isCharacter(key)) this.#replace(this.#at, this.#at, key);
        return editing;
    }
  }

  #replace(from: number, to: number, text: string): void {
    const start = Math.max(0, from);
    this.#text = this.#text.slice(0, start) + text + this.#text.slice(to);
    this.#at = start + text.length;
    this.#typed = this.#text;
  }

  #recall(step: number): void {
    const history = this.prompt.history ?? [];
    this.#place = Math.max(0, Math.min(history.length, this.#place + step));
    this.#text = history[this.#place] ?? this.#typed;
    this.#at = this.#text.length;
  }
}

/** All other keys have names. */
const isCharacter = (key: Key): boolean => Array.from(key).length === 1;
