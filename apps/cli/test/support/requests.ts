/** What a process that serves command lines is told, and how it tells their end. */
export interface Request {
  readonly words: readonly string[];
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
}

/** How a command ended. */
export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Stands behind what a command has written, on stdout and on stderr. No command writes it. */
export const END = '\0end of command\0';
