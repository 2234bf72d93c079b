import { GATES, type GateCode, gatesWithout } from '../../../../lib/core/vocabulary/gates';

const CODES = Object.keys(GATES) as GateCode[];

it('every gate is asked, but for the one that the explorer takes away', () => {
  expect(CODES.filter((code) => !gatesWithout(undefined)(code))).toEqual([]);
  for (const away of CODES) expect(CODES.filter((code) => !gatesWithout(away)(code))).toEqual([away]);
});
