import { complaints, refusals } from './complaints';

const receiver = (settings: string, minor = 160) => complaints('receivers/kafka', settings, minor);

describe('The types of settings', () => {
  it.each([
    ['group_id: 5', 'validate group_id: is a number, but must be a string'],
    ['group_id: true', 'validate group_id: is a boolean, but must be a string'],
    ['group_id: [a]', 'validate group_id: is a list, but must be a string'],
    ['max_fetch_size: "5"', 'validate max_fetch_size: is a string, but must be a number'],
    ['autocommit: {enable: "true"}', 'validate autocommit.enable: is a string, but must be true or false'],
    ['autocommit: {enable: 1}', 'validate autocommit.enable: is a number, but must be true or false'],
    ['autocommit: true', 'validate autocommit: is a boolean, but must be a map'],
    ['autocommit: []', 'validate autocommit: is a list, but must be a map'],
    ['brokers: {a: 1}', 'validate brokers: is a map, but must be a list'],
    ['brokers: [1]', 'validate brokers.0: is a number, but must be a string'],
    ['session_timeout: "5"', 'validate session_timeout: is "5", but must be a duration'],
    ['session_timeout: 1d', 'validate session_timeout: is "1d", but must be a duration'],
  ])('are strict: %s', (settings, complaint) => {
    expect(receiver(settings)).toEqual([complaint]);
  });

  it.each([
    'brokers: a:1',
    'brokers: "a:1,b:2"',
    'max_fetch_size: 2000000.5',
    'max_fetch_size: 1e6',
    'session_timeout: 10000000000',
    'header_extraction: {headers: a}',
    'tls: {}',
    '',
  ])('accept values that Go converts: %s', (settings) => {
    expect(receiver(settings)).toEqual([]);
  });

  it('split a string at its commas only for a list of strings', () => {
    expect(receiver('group_rebalance_strategies: range')).toEqual([
      'validate group_rebalance_strategies: is a string, but must be a list',
    ]);
  });

  it.each([
    ['tls:', []],
    ['brokers:', []],
    ['auth: {sasl: }', []],
    ['logs: {topics: }', []],
    // Since v0.127 null means zero instead of the default.
    ['initial_offset:', ['validate initial_offset']],
    ['max_fetch_size:', ['validate max_fetch_size']],
    ['conn_idle_timeout:', ['validate conn_idle_timeout']],
  ])('accept null: %s', (settings, found) => {
    expect(refusals('receivers/kafka', settings, 160)).toEqual(found);
  });

  it('keep the default for null up to v0.126', () => {
    expect(refusals('receivers/kafka', 'initial_offset:', 115)).toEqual([]);
    expect(refusals('exporters/kafka', 'sending_queue: {queue_size: }', 115)).toEqual([]);
    expect(refusals('exporters/kafka', 'sending_queue: {queue_size: }', 160)).toEqual([
      'validate sending_queue.queue_size',
    ]);
  });

  it('parse null as an empty string for types with their own parser', () => {
    expect(refusals('exporters/otlphttp', 'endpoint: http://a\nencoding:', 160)).toEqual([
      'validate encoding',
    ]);
  });

  it('accept values that are known only when the Collector runs', () => {
    const settings = [
      'initial_offset: ${env:OFFSET}',
      'session_timeout: ${env:TIMEOUT:-10}',
      'max_fetch_size: ${SIZE}',
      'autocommit: ${env:AUTOCOMMIT}',
      'brokers: ["${env:HOST}:9092"]',
      'tls: {ca_file: "${env:CA}", ca_pem: "${env:PEM}"}',
      'auth: {sasl: {mechanism: "${env:M}", username: "${env:U}", password: "${env:P}"}}',
    ];

    expect(receiver(settings.join('\n'))).toEqual(['validate tls.ca_pem: cannot be combined with ca_file']);
  });

  it('know the `enabled` of an optional section', () => {
    expect(complaints('exporters/kafka', 'sending_queue: {enabled: "x"}', 160)).toEqual([
      'validate sending_queue.enabled: is a string, but must be true or false',
    ]);
    expect(complaints('exporters/kafka', 'sending_queue: {enabled: false, queue_size: 0}', 160)).toEqual([]);
    expect(complaints('exporters/kafka', 'sending_queue: {enabled: true, queue_size: 0}', 160)).toEqual([
      'validate sending_queue.queue_size: must be positive',
    ]);
  });

  it('accept headers as a map or as a list of names and values', () => {
    expect(complaints('exporters/otlphttp', 'endpoint: http://a\nheaders: {a: b}', 160)).toEqual([]);
    expect(
      complaints('exporters/otlphttp', 'endpoint: http://a\nheaders: [{name: a, value: b}]', 160),
    ).toEqual([]);
    expect(complaints('exporters/otlphttp', 'endpoint: http://a\nheaders: {a: 1}', 160)).toEqual([
      'validate headers.a: is a number, but must be a string',
    ]);
  });

  it('reject a negative number where Go has an unsigned type', () => {
    expect(complaints('processors/batch', 'send_batch_size: -1', 160)).toEqual([
      'validate send_batch_size: is -1, but must not be negative',
    ]);
  });

  it('never show a value that could be a secret', () => {
    expect(receiver('auth: {sasl: {mechanism: PLAIN, username: u, password: 90210}}').join()).not.toContain(
      '90210',
    );
  });
});
