import { refusals } from '../complaints';

describe('batch', () => {
  it.each([
    ['send_batch_max_size: 1', ['validate send_batch_max_size']],
    ['send_batch_max_size: 10\nsend_batch_size: 10', []],
    ['send_batch_max_size: 0', []],
    ['metadata_keys: [tenant, Tenant]', ['validate metadata_keys']],
    ['timeout: -1s', ['validate timeout']],
    ['timeout: 5', []],
  ])('with %s', (settings, expected) => {
    expect(refusals('processors/batch', settings, 160)).toEqual(expected);
  });

  it('reads null as zero since v0.127', () => {
    expect(refusals('processors/batch', 'send_batch_max_size: 10\nsend_batch_size: ', 160)).toEqual([]);
    expect(refusals('processors/batch', 'send_batch_max_size: 10\nsend_batch_size: ', 115)).toEqual([
      'validate send_batch_max_size',
    ]);
  });
});

describe('memoryLimiter', () => {
  it.each([
    ['', ['validate ', 'validate ']],
    ['check_interval: 1s', ['validate ']],
    ['limit_mib: 100', ['validate ']],
    ['check_interval: 0s\nlimit_mib: 100', ['validate check_interval']],
    ['check_interval: 1s\nlimit_mib: 100', []],
    ['check_interval: 1s\nlimit_mib: 100\nspike_limit_mib: 100', ['validate spike_limit_mib']],
    ['check_interval: 1s\nlimit_percentage: 101', ['validate limit_percentage']],
    [
      'check_interval: 1s\nlimit_percentage: 50\nspike_limit_percentage: 60',
      ['validate spike_limit_percentage'],
    ],
    ['check_interval: 1s\nlimit_mib: ${env:LIMIT}', []],
    [
      'check_interval: 1s\nlimit_mib: 1\nmin_gc_interval_when_soft_limited: 1s\nmin_gc_interval_when_hard_limited: 2s',
      ['validate min_gc_interval_when_soft_limited'],
    ],
  ])('with %s', (settings, expected) => {
    expect(refusals('processors/memory_limiter', settings, 160)).toEqual(expected);
  });
});
