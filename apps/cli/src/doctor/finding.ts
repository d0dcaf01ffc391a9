/** What one check says. */
export interface Finding {
  readonly what: string;
  readonly isOk: boolean;
  /** It is not there or cannot be used, and nothing has to be done, since nothing here needs it. */
  readonly isMissing?: true;
  /** What was found and, where something is wrong, what to do. */
  readonly text: string;
}

export const ok = (what: string, text: string): Finding => ({ what, isOk: true, text });
export const missing = (what: string, text: string): Finding => ({
  what,
  isOk: true,
  isMissing: true,
  text,
});
export const todo = (what: string, text: string): Finding => ({ what, isOk: false, text });

/** A check that fails otherwise than it knows is a finding too. */
export async function finding(what: string, check: () => Finding | Promise<Finding>): Promise<Finding> {
  try {
    return await check();
  } catch (error) {
    return todo(what, (error as Error).message);
  }
}
