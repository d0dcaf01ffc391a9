/** The tabs, by their places. */
export const tabNames = ['Sweeps', 'Runs', 'Run', 'Cells', 'Lanes', 'SQL', 'Compare'] as const;

export const tabNumber = { sweeps: 0, runs: 1, run: 2, cells: 3, lanes: 4, sql: 5, compare: 6 } as const;
