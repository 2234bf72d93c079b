import { didYouMean, nearestNames } from '../../../lib/pipeline/nearest-names';

const CODES = ['KAFKA_TLS_NULL', 'KAFKA_TIMEOUT', 'HOLD_NO_COMMIT'];
const KEYS = ['name', 'kafka', 'group', 'signals', 'tiers', 'policy', 'aws', 'deploy', 'retentionHeadroom'];

describe('The nearest name', () => {
  it.each([
    ['KAFKA_TLS_NUL', 'KAFKA_TLS_NULL'],
    ['kafka-tls-null', 'KAFKA_TLS_NULL'],
    ['TLS_NULL', 'KAFKA_TLS_NULL'],
    ['NO_COMMIT', 'HOLD_NO_COMMIT'],
    ['KAFKA_TIEMOUT', 'KAFKA_TIMEOUT'],
  ])('to the code %s is %s', (wanted, name) => {
    expect(nearestNames(wanted, CODES)[0]).toBe(name);
  });

  it.each([
    ['nmae', 'name'],
    ['polcy', 'policy'],
    ['signal', 'signals'],
    ['retention_headroom', 'retentionHeadroom'],
  ])('to the key %s is %s', (wanted, name) => {
    expect(didYouMean(wanted, KEYS)).toBe(` Did you mean ${name}?`);
  });

  it.each(['', 'X', 'QUOTA', 'grupo'])('to "%s" does not exist among codes', (wanted) => {
    expect(nearestNames(wanted, CODES)).toEqual([]);
    expect(didYouMean(wanted, CODES)).toBe('');
  });
});
