/** Makes what was done to files survive a power cut. */
import { closeSync, fsyncSync, openSync } from 'node:fs';

/** A rename may reach the disk before the file's contents do. */
export const flush = (file: string): void => flushing(file, 'r+');

/** Its names. Windows has no way to do this. */
export function flushFolder(folder: string): void {
  if (process.platform !== 'win32') flushing(folder, 'r');
}

function flushing(path: string, flags: string): void {
  const descriptor = openSync(path, flags);
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
