/** The part of a program's configuration that fixes its numbers. */
import type { ProgramConfig } from './schema.ts';

/**
 * Left out is what may differ from machine to machine, or from one attempt to the next, without changing any number: the folder, the
 * resources, the limits and the tries. The metric that is called the loss says when a run is ended, as `stop` does. Files count by
 * their contents.
 */
export function hashedConfig(config: ProgramConfig): object {
  const { command, env, files, sha256 = {} } = config.program;
  return {
    ...config,
    program: {
      command,
      ...(env === undefined ? {} : { env }),
      ...(files === undefined ? {} : { files: files.map((file) => sha256[file] ?? file) }),
    },
  };
}
