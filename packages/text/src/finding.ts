/**
 * Findings: what checks of a machine, an installation or a database say, in the form of `ranksweep doctor`. They are an entry of their
 * own, since words as short as `ok` mean something among checks alone.
 */

/** What one check says. */
export interface Finding {
  readonly what: string;
  readonly isOk: boolean;
  /** It is not there or cannot be used, and nothing has to be done, since nothing here needs it. */
  readonly isMissing?: true;
  /** What was found and, where something is wrong, what to do. */
  readonly text: string;
}

/** As it should be. */
export const ok = (what: string, text: string): Finding => ({ what, isOk: true, text });
/** Not there, and not needed. */
export const missing = (what: string, text: string): Finding => ({
  what,
  isOk: true,
  isMissing: true,
  text,
});
/** @param text what was found, and what to do */
export const todo = (what: string, text: string): Finding => ({ what, isOk: false, text });

/** A check that fails otherwise than it knows is a finding too. */
export async function finding(what: string, check: () => Finding | Promise<Finding>): Promise<Finding> {
  try {
    return await check();
  } catch (error) {
    return todo(what, (error as Error).message);
  }
}
