import { judgeMessageSize, judgeReplication, judgeTopic, type Need } from '../../../lib/doctor/judge-topic';
import type { ConfigAnswer, TopicView } from '../../../lib/doctor/ports';
import type { Client, Writing } from '../../../lib/doctor/target';

const view = (more: Partial<TopicView> = {}, copies = 3, inSync = copies): TopicView => ({
  topic: 'otlp_spans',
  errorCode: 0,
  rights: ['READ', 'WRITE', 'DESCRIBE'],
  partitions: [0, 1].map((partition) => ({ partition, leader: 1, replicas: copies, inSync })),
  ...more,
});
const config = (values: Record<string, string>): ConfigAnswer => ({
  name: 'otlp_spans',
  errorCode: 0,
  values: new Map(Object.entries(values)),
});
const writer = (writes: Partial<Writing> = {}): Client => ({
  ...{ who: 'exporter', from: 'collector' },
  writes: { topics: ['otlp_spans'], maxMessageBytes: 1_000_000, acks: 'all', ...writes },
});
const needs = (...all: Need[]) => new Set(all);

describe('a topic', () => {
  it.each<[string, TopicView, ReadonlySet<Need>, string | undefined]>([
    ['is there', view(), needs('READ', 'WRITE'), undefined],
    ['is not there', view({ errorCode: 3, partitions: [] }), needs('READ'), 'TOPIC_MISSING'],
    ['may not be described', view({ errorCode: 29, partitions: [] }), needs('READ'), 'TOPIC_DESCRIBE_DENIED'],
    ['may be described but not read', view({ rights: ['DESCRIBE'] }), needs('READ'), 'TOPIC_READ_DENIED'],
    ['may be read, and is to be written', view({ rights: ['READ'] }), needs('WRITE'), 'TOPIC_WRITE_DENIED'],
    ['may be read, and is to be read', view({ rights: ['READ'] }), needs('READ'), undefined],
    ['does not tell its rights', view({ rights: 'unknown' }), needs('READ', 'WRITE'), undefined],
    ['failed otherwise', view({ errorCode: 17 }), needs('READ'), 'REQUEST_FAILED'],
    [
      'lost a leader',
      view({ errorCode: 5, partitions: [{ partition: 7, leader: -1, replicas: 3, inSync: 0 }] }),
      needs('READ'),
      'TOPIC_LEADERLESS',
    ],
  ])('that %s', (_title, topic, wanted, code) => {
    expect(judgeTopic(wanted, topic).code).toBe(code);
  });
});

describe('replication of a topic', () => {
  it.each([
    ['three, two needed', view(), '2', 'all', undefined],
    ['three, two in sync, three needed', view({}, 3, 2), '3', 'all', 'MIN_INSYNC_TOO_HIGH'],
    ['the same, for acks of the leader', view({}, 3, 2), '3', 'leader', 'MIN_INSYNC_NO_SPARE'],
    ['one, two needed', view({}, 1), '2', 'all', 'MIN_INSYNC_TOO_HIGH'],
    ['one, one needed', view({}, 1), '1', 'all', 'REPLICATION_SINGLE'],
    ['three, three needed', view(), '3', 'all', 'MIN_INSYNC_NO_SPARE'],
    ['three, acks of the leader', view(), '2', 'leader', 'ACKS_NOT_ALL'],
  ] as const)('%s', (_title, topic, minimum, acks, code) => {
    const finding = judgeReplication([writer({ acks })], topic, config({ 'min.insync.replicas': minimum }));

    expect(finding.code).toBe(code);
  });

  it('is judged without the permission to read min.insync.replicas', () => {
    expect(judgeReplication([writer()], view(), undefined)).toMatchObject({
      status: 'ok',
      says: '3 replicas, 3 in sync, min.insync.replicas unknown',
    });
  });
});

describe('the largest message', () => {
  it.each([
    ['1000000', 'ok'],
    ['999999', 'fault'],
  ])('of an exporter that sends 1,000,000 bytes to a topic with max.message.bytes %s', (limit, status) => {
    const finding = judgeMessageSize([writer()], 'otlp_spans', config({ 'max.message.bytes': limit }));

    expect(finding?.status).toBe(status);
  });

  it('is the largest one of all exporters that write to the topic', () => {
    const clients = [
      writer({ maxMessageBytes: 10 }),
      writer({ maxMessageBytes: 20 }),
      writer({ topics: ['x'] }),
    ];

    expect(judgeMessageSize(clients, 'otlp_spans', config({ 'max.message.bytes': '15' }))?.says).toBe(
      'exporter up to 20 bytes, topic up to 15',
    );
  });

  it('is not judged without an exporter or a limit', () => {
    expect(judgeMessageSize([], 'otlp_spans', config({ 'max.message.bytes': '1' }))).toBeUndefined();
    expect(judgeMessageSize([writer()], 'otlp_spans', undefined)).toBeUndefined();
  });
});
