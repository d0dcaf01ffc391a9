/** Formats values for people. */
export { formatBytes } from './bytes.ts';
export { countOf } from './count.ts';
export { formatDuration } from './duration.ts';
export { formatLocalTime } from './localTime.ts';
export { formatNumber } from './number.ts';
export { databaseWords, DEFAULT_DATABASE, ranksweepCommand } from './ranksweepCommand.ts';
export { shellCommand, shellWord } from './shell.ts';
export { visibleText } from './visibleText.ts';
