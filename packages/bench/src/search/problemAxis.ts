/** What a problem is searched along. */
export type ProblemAxis =
  | { readonly from: number; readonly to: number; readonly integer?: true }
  /** So many values without an order. */
  | { readonly choices: number };
