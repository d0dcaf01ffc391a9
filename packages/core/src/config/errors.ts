/** Bad input of any kind: what was expected, what was found, where. Programs end with exit status 2 on it. */
export class InputError extends Error {
  override readonly name = 'InputError';
}

/** Nothing that was asked for is wrong, but what it is kept on: a full disk, a file that somebody has locked. */
export class StorageError extends Error {
  override readonly name = 'StorageError';
  /** SQLite's name for it. */
  readonly code: string;

  constructor(message: string, code: string, cause: unknown) {
    super(message, { cause });
    this.code = code;
  }
}
