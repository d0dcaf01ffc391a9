/** Limits that a shell, a batch system or a service manager has set for this process: `ulimit`, setrlimit(2). */

/** Infinity where there is none. */
export interface ResourceLimits {
  /** `ulimit -v`. */
  readonly addressSpaceBytes: number;
  /** `ulimit -f`. */
  readonly fileBytes: number;
  /** `ulimit -n`. */
  readonly openFiles: number;
}

interface Report {
  /** None on Windows. */
  readonly userLimits?: Readonly<Record<string, { readonly soft: number | 'unlimited' }>>;
}

/** From the system call, not from /proc, which a container may lack. */
export function resourceLimits(): ResourceLimits {
  // Node's types lack it. The report would look up the names of all addresses.
  Object.assign(process.report, { excludeNetwork: true });
  const { userLimits = {} } = process.report.getReport() as Report;
  const limit = (name: string): number => {
    const soft = userLimits[name]?.soft;
    return typeof soft === 'number' ? soft : Infinity;
  };
  return {
    addressSpaceBytes: limit('virtual_memory_bytes'),
    fileBytes: limit('file_size_blocks'), // in bytes, whatever its name says
    openFiles: limit('open_files'),
  };
}
