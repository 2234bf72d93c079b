import { complaints, refusals } from '../complaints';

const at160 = (settings: string, extensions: string[] = []) =>
  complaints('receivers/kafka', settings, 160, { extensions });

describe('kafkaReceiver', () => {
  it.each([
    ['initial_offset: newest', 'validate initial_offset: is "newest", but must be latest or earliest'],
    ['initial_offset: Latest', 'validate initial_offset: is "Latest", but must be latest or earliest'],
    ['min_fetch_size: -1', 'validate min_fetch_size: overflows 32 bits to -1, but must not be negative'],
    [
      'max_fetch_size: 3000000000',
      'validate max_fetch_size: overflows 32 bits to -1294967296, but must not be negative',
    ],
    [
      'min_fetch_size: 5000000',
      'validate max_fetch_size: is 1048576, which is below min_fetch_size (5000000)',
    ],
    ['conn_idle_timeout: 0s', 'validate conn_idle_timeout: must be positive'],
    [
      'group_rebalance_strategies: [""]',
      'validate group_rebalance_strategies.0: is the invalid ID "": it is empty',
    ],
    [
      'group_rebalance_strategies: ["a b"]',
      'validate group_rebalance_strategies.0: is the invalid ID "a b": its type must start with a letter and contain only letters, digits and underscores',
    ],
    [
      'logs: {topics: [a], exclude_topics: [b]}',
      'validate logs.exclude_topics: needs a topic that is a pattern',
    ],
    [
      'logs: {topics: ["^a"], exclude_topics: [""]}',
      'validate logs.exclude_topics.0: is empty, which would exclude every topic',
    ],
    [
      'logs: {topics: ["^a"], exclude_topics: ["("]}',
      'validate logs.exclude_topics.0: is "(", which is not a valid regular expression',
    ],
    [
      'partition_processing: {independent: true, max_buffered_batches: 0}',
      'validate partition_processing.max_buffered_batches: must be positive',
    ],
    [
      'partition_processing: {independent: true}\nautocommit: {enable: false}',
      'validate partition_processing.independent: needs autocommit.enable: true',
    ],
    [
      'error_backoff: {initial_interval: -1s}',
      'validate error_backoff.initial_interval: must not be negative',
    ],
  ])('refuses at validate: %s', (settings, complaint) => {
    expect(at160(settings)).toEqual([complaint]);
  });

  it.each([
    ['heartbeat_interval: 11s', 'start heartbeat_interval: is above session_timeout'],
    ['session_timeout: 2s', 'start session_timeout: is below heartbeat_interval, which is 3s by default'],
    ['session_timeout: 20', 'start session_timeout: is below 100ms'],
    ['session_timeout: 25h\nheartbeat_interval: 26h', 'start heartbeat_interval: is above session_timeout'],
    ['session_timeout: 600h', 'start session_timeout: is above the largest value of the Kafka protocol'],
    ['metadata: {refresh_interval: 1s}', 'start metadata.refresh_interval: is below 5s'],
    ['metadata: {refresh_interval: 2h}', 'start metadata.refresh_interval: is above 1h'],
    ['group_id: ""', 'start group_id: is empty'],
    ['max_fetch_wait: 1ms', 'start max_fetch_wait: is below 10ms'],
    ['autocommit: {interval: 10ms}', 'start autocommit.interval: is below 100ms'],
    [
      'group_rebalance_strategies: [fastest]',
      'start group_rebalance_strategies.0: is "fastest", which is neither a strategy nor an extension that service.extensions starts',
    ],
    [
      'traces: {topics: ["^otlp_(spans"]}',
      'start traces.topics.0: is "^otlp_(spans", which is not a valid regular expression',
    ],
    ['traces: {topics: [""]}', 'start traces.topics.0: is empty'],
    [
      'traces: {encoding: otlp_protobuf}',
      'start traces.encoding: is "otlp_protobuf", which is not an encoding for traces',
    ],
    ['traces: {encoding: raw}', 'start traces.encoding: is "raw", which is not an encoding for traces'],
    ['traces: {encoding: }', 'start traces.encoding: is empty for traces'],
  ])('refuses only at start: %s', (settings, complaint) => {
    expect(at160(settings)).toEqual([complaint]);
  });

  it.each([
    'heartbeat_interval: 10s',
    'metadata: {refresh_interval: 5s}',
    'metadata: {refresh_interval: 0s}',
    'autocommit: {enable: false, interval: 1ms}',
    'traces: {topics: ["^otlp_.*"], exclude_topics: ["^otlp_x$"]}',
    // The signal is not used by a pipeline.
    'logs: {encoding: nope, topics: [""]}',
    'group_rebalance_strategies: [range, cooperative-sticky]',
  ])('accepts %s', (settings) => {
    expect(at160(settings)).toEqual([]);
  });

  it('accepts an extension as a strategy or an encoding if the service starts it', () => {
    const settings = 'group_rebalance_strategies: [fastest]\ntraces: {encoding: my_encoding}';

    expect(at160(settings, ['fastest', 'my_encoding'])).toEqual([]);
  });

  it.each([
    [
      'heartbeat_interval: 11s',
      { 160: ['start heartbeat_interval'], 145: [], 115: ['start heartbeat_interval'] },
    ],
    ['heartbeat_interval: 10s', { 160: [], 145: [], 115: ['start heartbeat_interval'] }],
    [
      'initial_offset: newest',
      { 160: ['validate initial_offset'], 145: ['validate initial_offset'], 115: ['start initial_offset'] },
    ],
    ['brokers: []', { 160: ['validate brokers'], 145: ['validate brokers'], 115: ['start brokers'] }],
    [
      'max_fetch_size: -1',
      { 160: ['validate max_fetch_size'], 145: ['validate max_fetch_size'], 115: ['start max_fetch_size'] },
    ],
    ['min_fetch_size: 0', { 160: [], 145: [], 115: ['start min_fetch_size'] }],
    ['traces: {topics: [""]}', { 160: ['start traces.topics.0'], 145: [] }],
    ['group_id: ""', { 160: ['start group_id'], 145: ['start group_id'], 115: [] }],
  ])('differs by version: %s', (settings, expected) => {
    const byVersion = Object.keys(expected).map((minor) => [
      minor,
      refusals('receivers/kafka', settings, Number(minor)),
    ]);

    expect(Object.fromEntries(byVersion)).toEqual(expected);
  });

  it('applies exclude_topic of older versions to topic', () => {
    const excluding = (topic: string) =>
      refusals('receivers/kafka', `traces: {topic: "${topic}", exclude_topic: "^x$"}`, 145).filter(
        (line) => !line.startsWith('none'),
      );

    expect(excluding('otlp_spans')).toEqual(['validate traces.exclude_topic']);
    expect(excluding('^otlp_.*')).toEqual([]);
  });

  it('refuses topic together with topics in the versions that have both', () => {
    expect(refusals('receivers/kafka', 'traces: {topic: a, topics: [b]}', 145)).toContain(
      'validate traces.topic',
    );
  });
});
