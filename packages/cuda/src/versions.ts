/** Compares versions such as 2.21.0 and 550.54.14. */
export function atLeast(version: string, least: string): boolean {
  return version.localeCompare(least, 'en', { numeric: true }) >= 0;
}
