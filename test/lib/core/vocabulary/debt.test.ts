import fc from 'fast-check';
import { type Debt, formatDebt, parseDebt } from '../../../../lib/core/vocabulary/debt';

const STOPPED_MS = Date.UTC(2026, 0, 15, 12);
const WRITTEN_MS = STOPPED_MS + 20;
const DEBT: Debt = { count: 6, stoppedAtMs: STOPPED_MS, for: 'rewind' };

describe('a debt', () => {
  it('has a format that never changes, because every later version has to read and repay it', () => {
    expect(formatDebt(DEBT)).toBe(
      '{"version":1,"count":6,"stoppedAt":"2026-01-15T12:00:00.000Z","for":"rewind"}',
    );
  });

  it('is read as written', () => {
    expect(parseDebt(formatDebt(DEBT), WRITTEN_MS)).toEqual(DEBT);
  });

  it('does not exist without the parameter', () => {
    expect(parseDebt(undefined, WRITTEN_MS)).toBeUndefined();
  });

  const UNREADABLE: Debt = { count: 1, stoppedAtMs: WRITTEN_MS, for: 'recreate' };
  it.each<[string, string, Partial<Debt>]>([
    ['nothing', '', {}],
    ['no JSON', '{"count":6', {}],
    ['a number', '5', {}],
    ['null', 'null', {}],
    ['a list', '[]', {}],
    ['no fields', '{}', {}],
    ['a count of 0', '{"count":0}', {}],
    ['a negative count', '{"count":-3}', {}],
    ['a fraction', '{"count":1.5}', {}],
    ['a count in words', '{"count":"many"}', {}],
    ['a stop after it was written', '{"count":6,"stoppedAt":"2026-01-15T12:00:00.021Z"}', { count: 6 }],
    ['a stop at no time', '{"count":6,"stoppedAt":"yesterday","for":"skip"}', { count: 6, for: 'skip' }],
    [
      'fields of a later version',
      '{"version":9,"count":6,"stoppedAt":"2026-01-15T12:00:00.000Z","for":"tidy","more":[1]}',
      { count: 6, stoppedAtMs: STOPPED_MS, for: 'tidy' },
    ],
  ])(
    'that says %s still owes at least one task, since it was written at the latest',
    (_name, text, expected) => {
      expect(parseDebt(text, WRITTEN_MS)).toEqual({ ...UNREADABLE, ...expected });
    },
  );

  it('owes at least one task, stopped at the latest when it was written, whatever the parameter contains', () => {
    const anything = fc.oneof(fc.string(), fc.json(), fc.constant(formatDebt(DEBT)));
    fc.assert(
      fc.property(anything, (text) => {
        const debt = parseDebt(text, WRITTEN_MS);

        expect(debt?.count).toBeGreaterThanOrEqual(1);
        expect(debt?.stoppedAtMs).toBeLessThanOrEqual(WRITTEN_MS);
      }),
    );
  });
});
