/** Programs of the user's own as a kind of run: any command, in any language. */
export { program } from './kind.ts';
export { isProgram, type ProgramConfig, type ProgramInput } from './schema.ts';
export { logTail } from './logFile.ts';
