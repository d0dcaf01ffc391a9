/** How sweeps and runs are named, in the words of every command's help. */

/** What an argument may be, in short. */
export const SWEEP = 'such as dynamics, dynamics@2, sweep:4 or a tag';

/** The rules, below the options of every command that takes an address. */
export const ADDRESS_HELP = `
A sweep is sweep:4 (or just 4), a name (its newest sweep), name@3 (its third
newest) or a tag. Runs are run:13 or run:3,5..9. Where a word is both a name and
a tag, say tag:final.`;
