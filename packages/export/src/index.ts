export { exportArrays, type ArraysExported } from './exportArrays.ts';
export { exportTable, type TableExported, type TableFormat } from './exportTable.ts';
export { writeNewFile, type NewFileOptions } from './newFile.ts';
export { findSubject, type Subject } from './subject.ts';
export { tableNames, type TableName } from './tables.ts';
export { toNewFile, toStream, type Pieces, type PieceWriter } from './writePieces.ts';
export { exportOptuna, type StudiesExported, type StudyObjective } from './optuna/exportOptuna.ts';
