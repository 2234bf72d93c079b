import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { OffsetRows, PartitionRows } from '../../../../../lib/adapters/kafka/protocol/partition-rows';
import type { RequestCodec } from '../../../../../lib/adapters/kafka/protocol/request-codec';
import {
  type KafkaRequestName,
  type KafkaRequests,
  REQUESTS,
} from '../../../../../lib/adapters/kafka/protocol/requests';
import { firstRecord } from '../../../../../lib/adapters/kafka/record-batch';
import { decodeBody } from '../../../../_helpers/kafka/codec';
import { kafkajsResponse } from '../../../../_helpers/kafka/kafkajs-codecs';
import type { RecordedAnswer } from '../../../../_helpers/kafka/record-answers';

const FOLDER = path.join(__dirname, 'recorded');
const RELEASES = readdirSync(FOLDER).map((file) => file.replace(/^kafka-(.*)\.json$/, '$1'));
const WRITTEN_MS = Date.UTC(2026, 0, 1);
const UNKNOWN_TOPIC = 3;
const OFFSET_OUT_OF_RANGE = 1;

function answersOf(release: string): RecordedAnswer[] {
  return JSON.parse(readFileSync(path.join(FOLDER, `kafka-${release}.json`), 'utf8'), (_key, value) => {
    if (value && typeof value.offset === 'string') return BigInt(value.offset);
    if (value && Array.isArray(value.offsets)) return BigInt64Array.from(value.offsets, BigInt);
    return value?.type === 'Buffer' ? Buffer.from(value.data) : value;
  });
}

function decode({ name, version, request }: RecordedAnswer, body: Buffer): unknown {
  return decodeBody(REQUESTS[name] as RequestCodec<unknown, unknown>, body, request, version);
}

/** `topic partition` with its error code and what else there is, in order: brokers list topics in any order. */
function rowsOf(rows: PartitionRows & Partial<OffsetRows>): string[] {
  let row = 0;
  const lines = rows.topics.flatMap(({ topic, rows: count }) =>
    Array.from({ length: count }, () => {
      const offset = rows.offset ? ` ${rows.offset[row]}` : '';
      const line = `${topic} ${rows.partition[row]} error ${rows.errorCode[row]}${offset}`;
      row += 1;
      return line;
    }),
  );
  return lines.sort();
}

/** The same, of a response that kafkajs has read. */
function kafkajsRows(response: unknown): string[] {
  type Partition = { partition: number; errorCode: number; offset?: string };
  const { responses } = response as { responses: { topic: string; partitions: Partition[] }[] };
  return responses
    .flatMap(({ topic, partitions }) =>
      partitions.map(({ partition, errorCode, offset }) => {
        return `${topic} ${partition} error ${errorCode}${offset === undefined ? '' : ` ${offset}`}`;
      }),
    )
    .sort();
}

describe.each(RELEASES)('Kafka %s', (release) => {
  const answers = answersOf(release);
  const bodyOf = (answer: RecordedAnswer) => Buffer.from(answer.body, 'base64');
  const read = <K extends KafkaRequestName>(name: K, nth = 0): KafkaRequests[K]['response'] => {
    const answer = answers.filter((each) => each.name === name)[nth];
    if (!answer) throw new Error(`${name} was not recorded`);
    return decode(answer, bodyOf(answer)) as KafkaRequests[K]['response'];
  };
  const cases = answers.map((answer, index) => ({ title: `${index} ${answer.name}`, answer }));

  it('has answered every request', () => {
    // Kafka 2.8 has CreatePartitions only with ZooKeeper.
    const expected = Object.keys(REQUESTS).filter(
      (name) => release !== '2.8.2' || name !== 'CreatePartitions',
    );
    expect(new Set(answers.map(({ name }) => name))).toEqual(new Set(expected));
  });

  it.each(cases)('$title: is rejected when cut short anywhere, or with extra bytes', ({ answer }) => {
    const body = bodyOf(answer);

    for (let length = 0; length < body.length; length += 1) {
      expect(() => decode(answer, body.subarray(0, length))).toThrow(RangeError);
    }
    expect(() => decode(answer, Buffer.concat([body, Buffer.alloc(1)]))).toThrow(RangeError);
  });

  it('reads commits, and none and errors as such', () => {
    expect(rowsOf(read('OffsetFetch'))).toEqual([
      '__proto__ 0 error 0 0',
      'no-such-topic 0 error 0 -1',
      'spans 0 error 0 1',
      'spans 1 error 0 0',
      `spans 2 error 0 ${2n ** 40n}`,
    ]);
    expect(read('OffsetFetch').groupErrorCode).toBe(0);
    expect(rowsOf(read('OffsetCommit'))).toEqual([
      '__proto__ 0 error 0',
      `no-such-topic 0 error ${UNKNOWN_TOPIC}`,
      ...[0, 1, 2].map((partition) => `spans ${partition} error 0`),
    ]);
  });

  it.each([
    ['log end', 0, [0, 2, 1, 0]],
    ['log start', 1, [0, 0, 0, 0]],
    ['a time between two records', 2, [-1, 1, -1, -1]],
    ['a time after all records', 3, [-1, -1, -1, -1]],
  ])('reads offsets at the %s', (_at, nth, [proto, ...spans]) => {
    expect(rowsOf(read('ListOffsets', nth))).toEqual([
      `__proto__ 0 error 0 ${proto}`,
      `no-such-topic 0 error ${UNKNOWN_TOPIC} -1`,
      ...spans.map((offset, partition) => `spans ${partition} error 0 ${offset}`),
    ]);
  });

  it('reads records', () => {
    const { errorCode, responses } = read('Fetch');
    const spans = responses.filter(({ topic }) => topic === 'spans').flatMap(({ partitions }) => partitions);
    const [first, outOfRange] = [0, 1].map((wanted) => spans.find(({ partition }) => partition === wanted));

    expect(errorCode).toBe(0);
    expect(firstRecord(first?.records ?? Buffer.alloc(0), 1n)).toEqual({
      ...{ kind: 'record', offset: 1n, timestampMs: WRITTEN_MS + 1_000 },
    });
    expect(outOfRange).toMatchObject({ errorCode: OFFSET_OUT_OF_RANGE, records: Buffer.alloc(0) });
  });

  it('reads topics by name, with their ids and what is allowed', () => {
    const { topics, partitions, brokers, operations } = read('Metadata');
    const spans = topics.find(({ topic }) => topic === 'spans');
    const rows = { from: spans?.first ?? 0, to: (spans?.first ?? 0) + (spans?.rows ?? 0) };

    expect(spans).toMatchObject({ errorCode: 0, isInternal: false, rows: 3 });
    expect(spans?.topicId).toMatch(/^[\w-]{22}$/);
    expect(spans?.operations).toBeGreaterThan(0);
    expect(operations).toBeGreaterThan(0);
    expect([...partitions.partition.subarray(rows.from, rows.to)].sort()).toEqual([0, 1, 2]);
    expect([...partitions.leader.subarray(rows.from, rows.to)]).toEqual([1, 1, 1]);
    expect([...partitions.replicas.subarray(rows.from, rows.to)]).toEqual([1, 1, 1]);
    expect(topics.find(({ topic }) => topic === 'no-such-topic')).toMatchObject({ errorCode: UNKNOWN_TOPIC });
    expect(brokers).toMatchObject([{ nodeId: 1, host: '127.0.0.1' }]);
    expect(read('Metadata', 1).topics.map(({ topic }) => topic)).toEqual(
      expect.arrayContaining(['spans', '__proto__', '__consumer_offsets']),
    );
  });

  it('reads groups', () => {
    expect(read('FindCoordinator')).toMatchObject({ errorCode: 0, coordinator: { nodeId: 1 } });
    expect(read('DescribeGroups')).toMatchObject({
      ...{ errorCode: 0, groupId: 'running', state: 'Stable', protocolType: 'consumer' },
      members: [{ clientId: 'spillway-local', clientHost: '/127.0.0.1' }],
    });
    expect(read('DescribeGroups')?.operations).toBeGreaterThan(0);
    expect(read('DescribeGroups', 1)).toMatchObject({ state: 'Dead', members: [] });
    expect(read('ListGroups')).toMatchObject({ errorCode: 0, group: {} });
    expect([read('JoinGroup'), read('SyncGroup'), read('LeaveGroup')]).toMatchObject(
      Array.from({ length: 3 }, () => ({ errorCode: 25 })), // UNKNOWN_MEMBER_ID
    );
  });

  it('reads settings and sizes', () => {
    const configs = new Map(read('DescribeConfigs').map((config) => [config.name, config]));
    expect(configs.get('spans')).toMatchObject({ errorCode: 0, kind: 'topic' });
    expect(configs.get('spans')?.values).toEqual(
      new Map([
        ['retention.bytes', '-1'],
        ['retention.ms', '604800000'],
      ]),
    );
    expect(configs.get('no-such-topic')?.errorCode).toBe(UNKNOWN_TOPIC);
    expect(configs.get('1')?.values.get('offsets.retention.minutes')).toBe('10080');
    const sizes = read('DescribeLogDirs').folders.flatMap((folder) => folder.sizes);
    expect(sizes.map(({ topic, partition }) => `${topic} ${partition}`).sort()).toEqual([
      '__proto__ 0',
      'spans 0',
      'spans 1',
      'spans 2',
    ]);
    if (release === '2.8.2') return;
    expect(read('CreatePartitions')).toMatchObject({ topics: [{ topic: 'spans', errorCode: 37 }] });
  });

  it('is read as kafkajs reads it, where kafkajs has the version', async () => {
    const compared: string[] = [];
    for (const answer of answers) {
      const body = bodyOf(answer);
      const theirs = await kafkajsResponse(answer.name, answer.version, body);
      if (!['OffsetFetch', 'ListOffsets', 'OffsetCommit'].includes(answer.name)) continue;
      compared.push(answer.name);
      expect(rowsOf(decode(answer, body) as OffsetRows)).toEqual(kafkajsRows(theirs));
    }
    expect(compared).toHaveLength(6);
  });
});
