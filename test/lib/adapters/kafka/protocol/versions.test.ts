import { commonVersion } from '../../../../../lib/adapters/kafka/connection/api-versions';
import { describeGroups } from '../../../../../lib/adapters/kafka/protocol/describe-groups';
import { listGroups } from '../../../../../lib/adapters/kafka/protocol/list-groups';
import { metadata } from '../../../../../lib/adapters/kafka/protocol/metadata';
import { decodeResponse, encodeRequest } from '../../../../../lib/adapters/kafka/protocol/request-codec';
import { REQUESTS } from '../../../../../lib/adapters/kafka/protocol/requests';
import { decodeBody, encodeBody } from '../../../../_helpers/kafka/codec';

/**
 * Every version that a broker may make us use, also those that no recorded broker speaks best, such as Metadata 8 and 9 of
 * Kafka 2.3 and 2.4. The bytes are written down from Kafka's definitions of its messages.
 */
const bytes = (...parts: string[]) => Buffer.from(parts.join('').replaceAll(' ', ''), 'hex');

const ID = '00010203 04050607 08090a0b 0c0d0e0f';
const NO_ID = '00'.repeat(16);
const [NOT_SAID, CLUSTER_BITS] = [-2_147_483_648, 0x14];

describe('Metadata', () => {
  it.each([
    [7, bytes('00000001 0001 61', '00')],
    [8, bytes('00000001 0001 61', '00', '00 01')],
    [9, bytes('02 02 61 00', '00', '00 01', '00')],
    [10, bytes('02', NO_ID, '02 61 00', '00', '00 01', '00')],
  ])('is requested in version %i for one topic, without its creation', (version, expected) => {
    expect(encodeBody(metadata, { topics: ['a'] }, version)).toEqual(expected);
  });

  it.each([
    [7, bytes('ffffffff', '00')],
    [8, bytes('ffffffff', '00', '01 01')],
    [9, bytes('00', '00', '01 01', '00')],
    [10, bytes('00', '00', '01 01', '00')],
  ])('is requested in version %i for all topics, with what is allowed', (version, expected) => {
    expect(encodeBody(metadata, { topics: 'all', operationsOf: 'cluster and topics' }, version)).toEqual(
      expected,
    );
  });

  // One broker, one topic, one partition with two replicas of which one is in sync.
  const broker = '00000007 0001 68 00002384 ffff';
  const partition = '0000 00000000 00000007 00000003 00000002 00000007 00000008 00000001 00000007 00000000';
  const compactBroker = '00000007 02 68 00002384 00 00';
  const compactPartition = '0000 00000000 00000007 00000003 03 00000007 00000008 02 00000007 01 00';
  it.each([
    [7, bytes('00000000 00000001', broker, 'ffff 00000007 00000001 0000 0001 61 00 00000001', partition), {}],
    [
      8,
      bytes(
        ...['00000000 00000001', broker, 'ffff 00000007 00000001 0000 0001 61 00 00000001', partition],
        '00000108 00000014',
      ),
      { topic: 0x108, cluster: CLUSTER_BITS },
    ],
    [
      9,
      bytes(
        ...['00000000 02', compactBroker, '00 00000007 02 0000 02 61 00 02', compactPartition],
        '00000108 00 00000014 00',
      ),
      { topic: 0x108, cluster: CLUSTER_BITS },
    ],
    [
      10,
      bytes(
        ...['00000000 02', compactBroker, '00 00000007 02 0000 02 61', ID, '00 02', compactPartition],
        '00000108 00 80000000 00',
      ),
      { topic: 0x108, cluster: NOT_SAID, id: 'AAECAwQFBgcICQoLDA0ODw' },
    ],
  ])(
    'is read in version %i',
    (version, body, { topic, cluster, id }: Partial<Record<string, number | string>>) => {
      expect(decodeBody(metadata, body, { topics: ['a'] }, version)).toEqual({
        brokers: [{ nodeId: 7, host: 'h', port: 9_092 }],
        controllerId: 7,
        topics: [
          {
            ...{ topic: 'a', errorCode: 0, isInternal: false, first: 0, rows: 1 },
            ...(topic === undefined ? {} : { operations: topic }),
            ...(id === undefined ? {} : { topicId: id }),
          },
        ],
        partitions: {
          ...{ partition: Int32Array.of(0), errorCode: Int16Array.of(0), leader: Int32Array.of(7) },
          ...{ replicas: Int16Array.of(2), inSync: Int16Array.of(1) },
        },
        ...(cluster === undefined ? {} : { operations: cluster }),
      });
    },
  );
});

describe('DescribeGroups', () => {
  const before = '00000000 00000001 0000 0001 67 0006 537461626c65 0001 63 0001 72 00000001 0001 6d';
  const client = '0002 6964 0002 2f31 00000000 00000002 0102';
  it.each([
    [2, '00000001000167', bytes(before, client), {}],
    [3, '0000000100016701', bytes(before, client, '00000108'), { operations: 0x108 }],
    [4, '0000000100016701', bytes(before, 'ffff', client, '00000108'), { operations: 0x108 }],
    [4, '0000000100016701', bytes(before, '0003 692d31', client, '00000108'), { operations: 0x108 }],
  ])('is requested and read in version %i', (version, request, body, more) => {
    expect(encodeBody(describeGroups, { groupId: 'g' }, version).toString('hex')).toBe(request);
    expect(decodeBody(describeGroups, body, { groupId: 'g' }, version)).toEqual({
      ...{ errorCode: 0, groupId: 'g', state: 'Stable', protocolType: 'c', protocol: 'r', ...more },
      members: [
        { memberId: 'm', clientId: 'id', clientHost: '/1', memberAssignment: Buffer.from('0102', 'hex') },
      ],
    });
  });
});

describe('ListGroups', () => {
  it.each([
    [2, bytes('00000000 0000 00000002 0001 66 0001 63 0001 67 0001 63'), {}],
    [3, bytes('00000000 0000 03 02 66 02 63 00 02 67 02 63 00 00'), {}],
    [4, bytes('00000000 0000 03 02 66 02 63 02 73 00 02 67 02 63 02 73 00 00'), {}],
    [5, bytes('00000000 0000 03 02 66 02 63 02 73 02 78 00 02 67 02 63 02 73 02 79 00 00'), { kind: 'y' }],
  ])('is read in version %i, and only about the group', (version, body, group) => {
    expect(decodeBody(listGroups, body, { groupId: 'g' }, version)).toEqual({ errorCode: 0, group });
  });
});

describe('the header', () => {
  const header = { correlationId: 5, clientId: 'c' };

  it.each([
    [8, '0003 0008 00000005 0001 63', ''],
    [9, '0003 0009 00000005 0001 63', '00'],
  ])('of a request has tags in flexible versions only: Metadata %i', (version, start, tags) => {
    const whole = encodeRequest(metadata, version, { topics: ['a'] }, header);

    const body = encodeBody(metadata, { topics: ['a'] }, version).toString('hex');
    expect(whole.subarray(4).toString('hex')).toBe(`${start.replaceAll(' ', '')}${tags}${body}`);
    expect(whole.readInt32BE(0)).toBe(whole.length - 4);
  });

  it.each([
    [2, '00000000 0000 00000000', ''],
    [3, '00000000 0000 01 00', '00'],
    [3, '00000000 0000 01 00', '01 00 02 abcd'],
  ])('of a response has tags in flexible versions only: ListGroups %i', (version, body, tags) => {
    const frame = bytes('00000005', tags, body);

    expect(decodeResponse(listGroups, version, { groupId: 'g' }, { correlationId: 5, frame })).toEqual({
      errorCode: 0,
    });
    expect(() => decodeResponse(listGroups, version, { groupId: 'g' }, { correlationId: 6, frame })).toThrow(
      'another request',
    );
  });
});

describe('the version of a request', () => {
  const codec = { name: 'Metadata', apiKey: 3, versions: { min: 7, max: 10 } };
  const versionWith = (min: number, max: number) => commonVersion(codec, new Map([[3, { min, max }]]));

  it.each([
    [0, 7, 7],
    [0, 8, 8],
    [0, 10, 10],
    [0, 13, 10],
    [10, 13, 10],
    [7, 7, 7],
    [9, 9, 9],
  ])('is, of a broker that speaks %i to %i, %i', (min, max, version) => {
    expect(versionWith(min, max)).toBe(version);
  });

  it.each([
    [0, 6],
    [11, 13],
    [0, -1],
  ])('does not exist for a broker that speaks %i to %i', (min, max) => {
    expect(() => versionWith(min, max)).toThrow(
      expect.objectContaining({
        kind: 'unsupported',
        message: 'the broker does not support versions 7 to 10 of Metadata',
      }),
    );
  });

  it('does not exist for a request that the broker does not have', () => {
    const one = { name: 'Fetch', apiKey: 1, versions: { min: 10, max: 10 } };

    expect(() => commonVersion(one, new Map([[3, { min: 0, max: 10 }]]))).toThrow(
      'the broker does not support version 10 of Fetch',
    );
  });
});

it('each request has its key, versions, and limit of a response', () => {
  const found = Object.values(REQUESTS).map(({ name, apiKey, versions, maxBytes, ...rest }) => {
    const flexible = 'flexibleFrom' in rest ? `, flexible from ${rest.flexibleFrom}` : '';
    const limit = typeof maxBytes === 'number' ? `${maxBytes / 1024 ** 2} MiB` : 'by what is asked for';
    return `${name} ${apiKey}: ${versions.min} to ${versions.max}${flexible}, ${limit}`;
  });

  expect(found).toEqual([
    'Metadata 3: 7 to 10, flexible from 9, 64 MiB',
    'FindCoordinator 10: 2 to 2, 1 MiB',
    'DescribeGroups 15: 2 to 4, 32 MiB',
    'ListGroups 16: 2 to 5, flexible from 3, 64 MiB',
    'OffsetFetch 9: 4 to 4, 64 MiB',
    'ListOffsets 2: 2 to 2, by what is asked for',
    'Fetch 1: 10 to 10, by what is asked for',
    'DescribeConfigs 32: 1 to 1, 64 MiB',
    'DescribeLogDirs 35: 1 to 1, by what is asked for',
    'OffsetCommit 8: 3 to 3, 64 MiB',
    'JoinGroup 11: 2 to 4, 64 MiB',
    'SyncGroup 14: 2 to 2, 16 MiB',
    'LeaveGroup 13: 2 to 2, 1 MiB',
    'CreatePartitions 37: 1 to 1, 1 MiB',
  ]);
});
