/** What a screen of the dashboard is: it reads, draws itself as text, and answers keys. */
import type { Line } from './chart/index.ts';
import type { Complete } from './completion.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * `up`, `down`, `left`, `right`, `pageUp`, `pageDown`, `home`, `end`, `enter`, `escape`, `tab`, `backTab`, `backspace`, `delete`,
 * `clear` (Ctrl-U), `deleteWord` (Ctrl-W), or the character typed.
 */
export type Key = string;

export interface KeyHelp {
  /** As people read it: `↑↓`, `enter`, `/`. */
  readonly keys: string;
  /** One or two words. */
  readonly does: string;
}

/** What a key asks the dashboard for, beyond what the view has done itself. */
export type Outcome =
  | { readonly kind: 'done' }
  /** Shows a view in the tab of this number, from 0, or else what the tab has; escape comes back. */
  | { readonly kind: 'open'; readonly tab: number; readonly view?: View }
  | { readonly kind: 'tell'; readonly message: string }
  /** Acts once it is confirmed, and tells what came of it. */
  | { readonly kind: 'ask'; readonly question: string; readonly act: () => string | Promise<string> }
  | Prompt;

export interface Prompt {
  readonly kind: 'prompt';
  readonly label: string;
  readonly initial: string;
  /** What was entered before, the latest last; up and down walk through it. */
  readonly history?: readonly string[];
  /** What Tab offers. */
  readonly complete?: Complete;
  /** Called with the text whenever it has changed. */
  readonly change?: (text: string) => void;
  readonly accept: (text: string) => Outcome | Promise<Outcome>;
  /** Called when it is left without being accepted. */
  readonly leave?: () => void;
}

/** What escape does before it goes back. */
export interface Escape {
  /** Two words. */
  readonly does: string;
  readonly act: () => void;
}

export interface View {
  /** The line above it. */
  readonly title: () => string;
  readonly keys: readonly KeyHelp[];
  /** Undefined where escape goes back at once. */
  readonly escape?: () => Escape | undefined;
  /** Looks at the database anew; what it throws is shown. */
  readonly refresh: () => void;
  /** Exactly `height` lines of `width` characters. Cheap: it is called for every key. */
  readonly draw: (size: Size) => readonly Line[];
  /** @returns undefined for a key that is none of its own */
  readonly press: (key: Key) => Outcome | undefined;
}

export const done: Outcome = { kind: 'done' };
