/** Has whatever is let go of when this process exits also be let go of when a signal ends it: other processes, disks, folders. */
export function exitOnSignals(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => process.exit(130));
}
