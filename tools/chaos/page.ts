/** docs/RELIABILITY.md: what is promised, how it is proven, and what came of every fault. */
import { format } from 'prettier';
import { count } from './database/finding.ts';
import type { Trials } from './tryFault.ts';

const INTRODUCTION = `# Reliability

Whatever ends a sweep, the same command goes on from where it was, and the database becomes the one that an undisturbed sweep
would have written: the same rows with the same bits, none missing, none twice.

## What is guaranteed

- **A commit is whole.** It waits for the disk, and readers see all of it or nothing.
- **A run goes on from its last checkpoint.** A checkpoint and the points up to it are one commit, so a killed process loses the time
  since then, and no row.
- **Taking up a run keeps nobody waiting.** Its transaction is short however long its trajectory is: the points are read and checked
  in blocks afterwards, and those that it does not go on with are deleted in steps. Killed in between, it goes on with that.
- **No damaged row becomes a result.** States, points, ends of runs, attempts, sweeps and metrics have digests. Points and states are held
  against theirs when they are read. A run goes on from its latest undamaged state, of two that are kept, or starts over, and says so.
  \`ranksweep doctor\` holds every row against its digest, and \`ranksweep retry --damaged\` computes damaged runs again.
- **One process writes a run.** It holds a lease, which ends with the process; whoever has lost it can write no more of that run.
- **A broken lane costs one try.** Lanes are threads: one that dies, hangs or runs out of memory is replaced, and its run tried
  again.
- **What cannot be used is left alone.** A database that is damaged, read-only or another program's is refused with a message, and is not
  changed by a byte.
- **Exit status 0 means that the rows are there.** Before it is said that runs are done, the file is checked through a new connection, and
  each of them is looked for in it: how it ended, and every point against its digest.
- **The log is part of the database.** Before each transaction, and before the log is written into the file, it is looked at whether
  database, log (\`-wal\`) and its index (\`-shm\`) are the files that were opened, and the log ends with what was committed last. A log that was
  deleted or moved away is saved into the database. One that was cut short or overwritten, and a database over which another file was copied,
  are left as they are, and written no more: what was in the log alone is lost.
- **A backup comes back whole.** \`ranksweep backup\` copies a database that is in use, and \`ranksweep restore\` puts such a copy in
  its place, with the old log out of the way: cp beside a log gives a damaged database. What was there is kept, and runs that would be lost
  are told first. Wherever it is killed, the old database or the backup is there, whole.

Not guaranteed: what a disk says is written and is not. A database that is deleted or replaced while it is
written is noticed, not brought back: restore a backup. A file copied over it that begins with the same bytes and is as long is noticed when
rows are missing at the end. A process that is stopped (not ended) in the
midst of a commit keeps SQLite's lock: others wait, and say so, until it is continued or killed.

Of 200 random bit flips in the file of a finished database, every one that changes what a table or view returns is found
(\`packages/store/test/bitFlips.test.ts\`). Digests are CRC-32: they find every change of up to 32 neighbouring bits, and miss one in 2^32
of larger ones. These have none: events and points of a run since its last checkpoint, which are computed again when it goes on from
there; leases; SQLite's list of the numbers given last (\`sqlite_sequence\`); tables and views of others.

What it costs: a checkpoint takes 2 ms of a matrix factorization of the papers' size, and some 30 ms of a hierarchical one with two million
parameters and state, every 30 seconds: less than 0.3 % of the time (\`npm run checkpoint-cost\`).

## How it is proven

\`tools/chaos\` runs the real program on a real file: matrix, CP and hierarchical factorizations, every optimizer and schedule, runs
of milliseconds and of a second, runs that end by their loss, by their limit or by divergence. One process computes the sweep undisturbed: the
twin. Others are killed or hindered at random moments and started again, until the sweep is complete. After every process the
file is checked as it was left: SQLite finds no fault, runs that have ended have all of the twin's rows, the others at least the points up
to their checkpoint, and what lies beyond is the twin's too. At the end of a round every row of every table is compared,
values to the last bit and events in their order. Times and the numbers of attempts may differ.

    npm run chaos -- --kills 200     # kills at random moments, inside commits, and of lanes
    npm run chaos -- --sweep mnist   # the same of runs in batches, inside epochs, on other numbers of lanes, and verified
    npm run chaos -- --sweep gpu     # the process of a GPU's lane, which dies, crashes or stands still; also on a software driver
    npm run chaos -- --sweep slurm   # tasks on a Slurm cluster of this machine, its nodes and its controller
    npm run chaos -- --table         # every fault below; writes this page
    npm run soak -- --minutes 60     # all of them mixed, round after round

A session prints its seed, what was hit, and the first rows that differ, if any; the files of a round that failed are kept. Some faults need
Debian packages (\`tools/installSystemPackages.sh\`, and a C compiler), those of the disk need root.

## What came of every fault

In each try one process suffers the fault; then the same command is given again until the sweep is complete. The last column is
a line that the program printed, or printed when it was started again.

`;

export async function reliabilityPage(all: readonly Trials[]): Promise<string> {
  const head = ['fault', 'tried', 'rows lost', 'rows doubled or changed', 'runs stuck', 'what the user sees'];
  const rows = all.map(({ fault, tried, tally: { findings }, seen }) => [
    `**${fault.name}**: ${fault.how}`,
    tried,
    count(findings, 'lost', 'damaged'),
    count(findings, 'doubled', 'changed'),
    count(findings, 'stuck'),
    code(seen),
  ]);
  const compared = all.reduce((sum, { tally }) => sum + tally.compared, 0);
  const line = (cells: readonly unknown[]): string => `| ${cells.join(' | ')} |`;
  const page = `${INTRODUCTION}${[line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')}

${compared.toLocaleString('en')} rows were compared.
`;
  return format(page, { parser: 'markdown' });
}

/** A line of output within a table. */
const code = (line: string): string => {
  const text = line.replaceAll('|', '\\|');
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``;
};
