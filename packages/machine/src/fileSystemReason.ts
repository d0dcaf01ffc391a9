/** Why the file system refuses, in words. Its own messages name calls, and files that the user has not named. */

/** Describes the code of a file-system error. */
export function fileSystemReason(error: unknown): string {
  const { code, message } = error as { code?: string; message: string };
  const words: Record<string, string> = {
    EACCES: 'permission denied',
    EPERM: 'not permitted',
    EROFS: 'read-only file system',
    ENOTDIR: 'a part of the path is not a folder',
    EEXIST: 'a part of the path is not a folder',
    ENOENT: 'it does not exist and cannot be created',
    ENOSPC: 'the disk is full',
  };
  return words[code ?? ''] ?? message;
}
