/** What was selected last: what a tab shows that is opened by its number. */
export interface Focus {
  sweepId: number | undefined;
  runId: number | undefined;
}
