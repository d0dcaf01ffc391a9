import { builtInDefinitions } from '@ranksweep/experiments';
import { expect, it } from 'vitest';
import { PAPER_PRESET } from '../paperSweeps.ts';
import { checkRemarks, remarks } from '../remarks.ts';

it('accepts those that are there', () => {
  checkRemarks(remarks, builtInDefinitions, PAPER_PRESET);
});

it.each([
  [
    { definition: 'tensor-rnak', text: '' },
    "remarks: expected the name of a definition, found 'tensor-rnak'; did you mean tensor-rank?",
  ],
  [
    { definition: 'dynamics', part: 'b-tff', text: '' },
    "remarks: expected a part of dynamics, found 'b-tff'; did you mean b-tf?",
  ],
])('refuses one on what does not exist: %o', (remark, message) => {
  expect(() => checkRemarks([remark], builtInDefinitions, PAPER_PRESET)).toThrow(message);
});
