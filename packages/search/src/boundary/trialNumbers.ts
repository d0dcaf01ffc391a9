/** Numbers of the trials of all lines of a boundary: trials that have one number along their lines stand side by side. */

/** @param trial its number along its line */
export const trialNumber = (line: number, trial: number, lines: number): number => trial * lines + line;

export const placeOfTrial = (number: number, lines: number): [line: number, trial: number] => [
  number % lines,
  Math.floor(number / lines),
];
