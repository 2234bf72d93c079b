import { complaints, refusals } from '../complaints';

const queue = (settings: string, extensions: string[] = []) =>
  complaints('exporters/kafka', `sending_queue: {${settings}}`, 160, { extensions }).map((line) =>
    line.replace('sending_queue.', ''),
  );
const retry = (settings: string, minor = 160) =>
  refusals('exporters/kafka', `retry_on_failure: {${settings}}`, minor).map((line) =>
    line.replace('retry_on_failure.', ''),
  );

describe('The sending queue', () => {
  it.each([
    ['queue_size: 0', 'validate queue_size: must be positive'],
    ['num_consumers: -1', 'validate num_consumers: must be positive'],
    ['sizer: spans', 'validate sizer: is "spans", but must be one of requests, items, bytes'],
    ['storage: disk', 'start storage: names the extension disk, which service.extensions does not start'],
    [
      'sizer: items, queue_size: 10000, batch: {sizer: requests, min_size: 1}',
      'validate batch.sizer: is requests, but a batch must be counted in items or bytes',
    ],
    ['batch: {flush_timeout: 0s}', 'validate batch.flush_timeout: must be positive'],
    ['batch: {max_size: 10}', 'validate batch.max_size: is 10, which is below min_size (8192)'],
    ['batch: {min_size: -1}', 'validate batch.min_size: must not be negative'],
    [
      'sizer: items, queue_size: 1000, batch: ',
      'validate batch.min_size: is 8192, which is above queue_size (1000), so no batch ever fills',
    ],
    [
      'sizer: bytes, queue_size: 100, batch: {min_size: 200}',
      'validate batch.min_size: is 200, which is above queue_size (100), so no batch ever fills',
    ],
    [
      'batch: {partition: {metadata_keys: [a, A]}}',
      'validate batch.partition.metadata_keys: contains "A" twice',
    ],
  ])('refuses %s', (settings, complaint) => {
    expect(queue(settings)).toEqual([complaint]);
  });

  it.each([
    '',
    'batch: {enabled: true}',
    'enabled: false, queue_size: 0',
    'sizer: items, queue_size: 10000, batch: ',
    'sizer: items, queue_size: 8192, batch: ',
  ])('accepts %s', (settings) => {
    expect(queue(settings)).toEqual([]);
  });

  it('does not wait for results with a storage', () => {
    expect(queue('storage: disk, wait_for_result: true', ['disk'])).toEqual([
      'validate wait_for_result: cannot be combined with storage',
    ]);
  });
});

describe('Retries', () => {
  it.each([
    ['max_elapsed_time: 1s', ['validate max_elapsed_time']],
    ['max_elapsed_time: 10s', ['validate max_elapsed_time']],
    ['max_elapsed_time: 0s', []],
    ['initial_interval: 10m', ['validate max_elapsed_time']],
    ['initial_interval: -1s', ['validate initial_interval']],
    ['multiplier: -1', ['validate multiplier']],
    ['randomization_factor: 2', ['validate randomization_factor']],
  ])('with %s', (settings, found) => {
    expect(retry(settings)).toEqual(found);
  });

  it('that are off are validated too, except at v0.145', () => {
    expect(retry('enabled: false, max_elapsed_time: 1s', 160)).toEqual(['validate max_elapsed_time']);
    expect(retry('enabled: false, max_elapsed_time: 1s', 145)).toEqual([]);
  });
});
