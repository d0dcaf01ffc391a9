/** What one check says, in the form of `ranksweep doctor`. */
export interface Finding {
  readonly what: string;
  readonly isOk: boolean;
  /** What was found and, where something is wrong, what to do. */
  readonly text: string;
}

export const ok = (what: string, text: string): Finding => ({ what, isOk: true, text });
export const todo = (what: string, text: string): Finding => ({ what, isOk: false, text });
