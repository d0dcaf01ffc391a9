/** Bad input of any kind. The message says what was expected, what was found, and where. Programs exit with status 2. */
export class InputError extends Error {
  override readonly name = 'InputError';
}

/** No sweep has a name. Whoever knows of definitions can say how there would be one. */
export class NoSweepOfName extends InputError {
  readonly sweepName: string;

  constructor(message: string, sweepName: string) {
    super(message);
    this.sweepName = sweepName;
  }
}

/** An error of the storage instead of the input: for example a full disk, or a file that another program has locked. */
export class StorageError extends Error {
  override readonly name = 'StorageError';
  /** SQLite's code for the error. */
  readonly code: string;

  constructor(message: string, code: string, cause: unknown) {
    super(message, { cause });
    this.code = code;
  }
}
