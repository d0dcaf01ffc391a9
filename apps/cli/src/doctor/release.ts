/** Which ranksweep this is. */
import { describeCommit, version } from '@ranksweep/sweep/release';
import { ok, type Finding } from '@ranksweep/text/finding';

export const versionFinding = (): Finding => ok('ranksweep', version);

export const commitFinding = (): Finding =>
  ok('commit', describeCommit() ?? 'not told: no git, or no checkout; attempts are stored without it');
