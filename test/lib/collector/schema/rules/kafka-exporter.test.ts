import { complaints, refusals } from '../complaints';

const at160 = (settings: string) => complaints('exporters/kafka', settings, 160);

describe('kafkaExporter', () => {
  it.each([
    [
      'producer: {compression: brotli}',
      'validate producer.compression: is "brotli", but must be one of none, gzip, snappy, lz4, zstd',
    ],
    ['producer: {compression: }', 'validate producer.compression: is empty'],
    [
      'producer: {compression: gzip, compression_params: {level: 10}}',
      'validate producer.compression_params.level: is 10, but the levels of gzip are -2 to 9',
    ],
    [
      'producer: {compression: lz4, compression_params: {level: 3}}',
      'validate producer.compression_params.level: is 3, but lz4 has no levels',
    ],
    [
      'producer: {required_acks: "1"}',
      'validate producer.required_acks: is "1", but must be one of all, -1, 0, 1',
    ],
    ['producer: {required_acks: 2}', 'validate producer.required_acks: is 2, but must be one of -1, 0, 1'],
    ['producer: {flush_max_messages: 0}', 'validate producer.flush_max_messages: must be positive'],
    ['producer: {max_message_bytes: -1}', 'validate producer.max_message_bytes: must not be negative'],
    [
      'producer: {max_message_bytes: 200000000}',
      'validate producer.max_message_bytes: is 200000000, which is above max_broker_write_bytes (104857600)',
    ],
    [
      'producer: {max_broker_write_bytes: 1000}',
      'validate producer.max_broker_write_bytes: is 1000, but must be 104857600 to 2147483647',
    ],
    ['timeout: -1s', 'validate timeout: must not be negative'],
    [
      'partition_logs_by_trace_id: true\npartition_logs_by_resource_attributes: true',
      'validate partition_logs_by_trace_id: cannot be combined with partition_logs_by_resource_attributes',
    ],
    [
      'partition_traces_by_id: true\ntraces: {message_key_from_metadata_key: a}',
      'validate traces.message_key_from_metadata_key: cannot be combined with the option that partitions traces',
    ],
    [
      'include_metadata_keys: [a]\nsending_queue: {batch: {min_size: 1}}',
      'validate sending_queue.batch: drops the metadata that include_metadata_keys needs: a',
    ],
    [
      'traces: {topic_from_metadata_key: a}\nsending_queue: {batch: {min_size: 1}}',
      'validate sending_queue.batch: drops the metadata that traces.topic_from_metadata_key needs: a',
    ],
    [
      'signal_header: true\ninclude_metadata_keys: [otelcol.signal]',
      'validate signal_header: writes the header otelcol.signal, but another setting writes it too',
    ],
    ['record_partitioner: {round_robin: }', 'validate record_partitioner: has no strategy'],
    [
      'record_partitioner: {round_robin: {}, least_backup: {}}',
      'validate record_partitioner: has both round_robin and least_backup, but must have only one',
    ],
    ['record_partitioner: {sticky_key: {}}', 'validate record_partitioner.sticky_key.hasher: is missing'],
    [
      'record_partitioner: {sticky_key: {hasher: crc32}}',
      'validate record_partitioner.sticky_key.hasher: is "crc32", but must be sarama_compat or murmur2',
    ],
    [
      'record_partitioner: {extension: mine}',
      'start record_partitioner.extension: names the extension mine, which service.extensions does not start',
    ],
    ['producer: {linger: 2m}', 'start producer.linger: is above 1m'],
    ['timeout: 10', 'start timeout: is below 100ms'],
    ['producer: {max_message_bytes: 100}', 'start producer.max_message_bytes: is below 512'],
    ['traces: {encoding: raw}', 'start traces.encoding: is "raw", which is not an encoding for traces'],
  ])('refuses %s', (settings, complaint) => {
    expect(at160(settings)).toEqual([complaint]);
  });

  it.each([
    'producer: {required_acks: all, compression: zstd, compression_params: {level: 40}}',
    'producer: {required_acks: -1}',
    'record_partitioner: {}',
    'record_partitioner: {round_robin: {}}',
    'include_metadata_keys: [a]\nsending_queue: {batch: {min_size: 1, partition: {metadata_keys: [a]}}}',
    'include_metadata_keys: [a]\nsending_queue: {enabled: false, batch: {}}',
  ])('accepts %s', (settings) => {
    expect(at160(settings)).toEqual([]);
  });

  it.each([
    [
      'producer: {max_message_bytes: 0}',
      { 160: ['start producer.max_message_bytes'], 115: ['start producer.max_message_bytes'] },
    ],
    ['timeout: 0s', { 160: ['start timeout'], 115: ['start timeout'] }],
    ['timeout: 50ms', { 160: ['start timeout'], 115: [] }],
    [
      'producer: {max_message_bytes: 200000000}',
      { 160: ['validate producer.max_message_bytes'], 145: ['start producer.max_message_bytes'], 115: [] },
    ],
    ['producer: {required_acks: all}', { 160: [], 145: [], 115: ['validate producer.required_acks'] }],
  ])('differs by version: %s', (settings, expected) => {
    const byVersion = Object.keys(expected).map((minor) => [
      minor,
      refusals('exporters/kafka', settings, Number(minor)),
    ]);

    expect(Object.fromEntries(byVersion)).toEqual(expected);
  });
});
