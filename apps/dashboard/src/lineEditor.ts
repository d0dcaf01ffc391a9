/** One line that is typed in, with a cursor, what was entered before, and completion. */
import { characters } from './cellWidth.ts';
import { commonBeginning, type Completion } from './completion.ts';
import type { Key, Prompt } from './view.ts';

export type EditStep =
  | { readonly kind: 'editing' }
  | { readonly kind: 'accepted'; readonly text: string }
  | { readonly kind: 'left' };

const editing: EditStep = { kind: 'editing' };

/** Choices that Tab walks through, and the text around them. */
interface Choosing extends Completion {
  readonly head: string;
  readonly tail: string;
  /** Place of the one that stands in the text; -1 before the first one does. */
  at: number;
}

export class LineEditor {
  readonly prompt: Prompt;
  #text: string;
  /** Place of the cursor. */
  #at: number;
  /** Place in the history; its length: what is typed now. */
  #place: number;
  #typed: string;
  #choosing: Choosing | undefined;

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

  /** What may stand at the cursor, while there are several; `at` is the one that does. */
  get choices(): { readonly choices: readonly string[]; readonly at: number } | undefined {
    return this.#choosing;
  }

  press(key: Key): EditStep {
    const before = this.#text;
    const step = this.#press(key);
    if (step.kind === 'editing' && this.#text !== before) this.prompt.change?.(this.#text);
    if (step.kind === 'left') this.prompt.leave?.();
    return step;
  }

  #press(key: Key): EditStep {
    if (key === 'tab' || key === 'backTab') {
      this.#complete(key === 'tab' ? 1 : -1);
      return editing;
    }
    this.#choosing = undefined;
    switch (key) {
      case 'enter':
        return { kind: 'accepted', text: this.#text };
      case 'escape':
        return { kind: 'left' };
      case 'left':
        this.#at -= this.#lengthBefore();
        return editing;
      case 'right':
        this.#at += this.#lengthBehind();
        return editing;
      case 'home':
        this.#at = 0;
        return editing;
      case 'end':
        this.#at = this.#text.length;
        return editing;
      case 'backspace':
        this.#replace(this.#at - this.#lengthBefore(), this.#at, '');
        return editing;
      case 'delete':
        this.#replace(this.#at, this.#at + this.#lengthBehind(), '');
        return editing;
      case 'clear':
        this.#replace(0, this.#at, '');
        return editing;
      case 'deleteWord':
        this.#replace(this.#text.slice(0, this.#at).search(/\S*\s*$/), this.#at, '');
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

  /** Of the character before the cursor: one with accents has several units. */
  #lengthBefore = (): number => characters(this.#text.slice(0, this.#at)).at(-1)?.length ?? 0;
  #lengthBehind = (): number => characters(this.#text.slice(this.#at))[0]?.length ?? 0;

  #replace(from: number, to: number, text: string): void {
    this.#text = this.#text.slice(0, from) + text + this.#text.slice(to);
    this.#at = from + text.length;
    this.#typed = this.#text;
  }

  #recall(step: number): void {
    const history = this.prompt.history ?? [];
    this.#place = Math.max(0, Math.min(history.length, this.#place + step));
    this.#text = history[this.#place] ?? this.#typed;
    this.#at = this.#text.length;
  }

  /** As far as all choices agree at first, then through them one by one. */
  #complete(step: 1 | -1): void {
    if (this.#choosing !== undefined) return this.#choose(this.#choosing, step);
    const before = this.#text.slice(0, this.#at);
    const completion = this.prompt.complete?.(before);
    if (completion === undefined || completion.choices.length === 0) return;
    const { from, choices } = completion;
    const common = choices.reduce(commonBeginning);
    // What was typed in other letters may be longer than what the choices have in common.
    if (common.length >= before.length - from) this.#replace(from, this.#at, common);
    if (choices.length === 1) return;
    const [head, tail] = [this.#text.slice(0, from), this.#text.slice(this.#at)];
    this.#choosing = { from, choices, head, tail, at: -1 };
  }

  #choose(choosing: Choosing, step: 1 | -1): void {
    const { choices, head, tail } = choosing;
    choosing.at = (Math.max(choosing.at, step === 1 ? -1 : 0) + step + choices.length) % choices.length;
    this.#text = head + choices[choosing.at]! + tail;
    this.#at = this.#text.length - tail.length;
    this.#typed = this.#text;
  }
}

/** All other keys have names. */
const isCharacter = (key: Key): boolean => characters(key).length === 1;
