import { similarNames } from '../../../lib/report/similar-names';

const NAMES = ['KAFKA_TLS_NULL', 'KAFKA_TIMEOUT', 'HOLD_NO_COMMIT'];

describe('names that are like one', () => {
  it.each([
    ['KAFKA_TLS_NUL', 'KAFKA_TLS_NULL'],
    ['TLS_NULL', 'KAFKA_TLS_NULL'],
    ['NO_COMMIT', 'HOLD_NO_COMMIT'],
    ['KAFKA_TIEMOUT', 'KAFKA_TIMEOUT'],
  ])('%s is most like %s', (wanted, name) => {
    expect(similarNames(wanted, NAMES)[0]).toBe(name);
  });

  it.each(['', 'X', 'QUOTA'])('"%s" is like none', (wanted) => {
    expect(similarNames(wanted, NAMES)).toEqual([]);
  });
});
