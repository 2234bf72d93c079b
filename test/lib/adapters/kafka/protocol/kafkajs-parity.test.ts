import fc from 'fast-check';
import { ByteWriter } from '../../../../../lib/adapters/kafka/protocol/byte-writer';
import { createPartitions } from '../../../../../lib/adapters/kafka/protocol/create-partitions';
import { describeConfigs } from '../../../../../lib/adapters/kafka/protocol/describe-configs';
import { describeGroups } from '../../../../../lib/adapters/kafka/protocol/describe-groups';
import { findCoordinator } from '../../../../../lib/adapters/kafka/protocol/find-coordinator';
import { joinGroup } from '../../../../../lib/adapters/kafka/protocol/join-group';
import { leaveGroup } from '../../../../../lib/adapters/kafka/protocol/leave-group';
import { listGroups } from '../../../../../lib/adapters/kafka/protocol/list-groups';
import { listOffsets } from '../../../../../lib/adapters/kafka/protocol/list-offsets';
import { offsetCommit } from '../../../../../lib/adapters/kafka/protocol/offset-commit';
import { offsetFetch } from '../../../../../lib/adapters/kafka/protocol/offset-fetch';
import { syncGroup } from '../../../../../lib/adapters/kafka/protocol/sync-group';
import { decodeBody, encodeBody } from '../../../../_helpers/kafka/codec';
import { kafkajsRequest, kafkajsResponse } from '../../../../_helpers/kafka/kafkajs-codecs';

const text = fc.string({ unit: 'grapheme', maxLength: 20 });
const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const int16 = fc.integer({ min: -(2 ** 15), max: 2 ** 15 - 1 });
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });

/** Topics with partitions, and a 64-bit number and an error code for each partition. */
const rows = fc.array(
  fc.record({
    topic: text,
    partitions: fc.array(fc.record({ partition: int32, offset: int64, errorCode: int16 }), {
      minLength: 1,
      maxLength: 6,
    }),
  }),
  // kafkajs writes null for an empty list.
  { minLength: 1, maxLength: 5 },
);
type Rows = typeof rows extends fc.Arbitrary<infer T> ? T : never;

const numbersOf = (topics: Rows) =>
  topics.map(({ topic, partitions }) => ({
    topic,
    partitions: partitions.map(({ partition }) => partition),
  }));
const offsetsOf = (topics: Rows) =>
  BigInt64Array.from(
    topics.flatMap(({ partitions }) => partitions),
    ({ offset }) => offset,
  );
const inText = (topics: Rows) =>
  topics.map(({ topic, partitions }) => ({
    topic,
    partitions: partitions.map(({ partition, offset }) => ({
      ...{ partition, offset: String(offset), timestamp: String(offset) },
    })),
  }));

describe('requests are written byte for byte as kafkajs writes them', () => {
  it('about partitions', async () => {
    await fc.assert(
      fc.asyncProperty(
        rows,
        text,
        text,
        int32,
        int64,
        async (topics, groupId, memberId, generationId, at) => {
          const asked = numbersOf(topics);
          expect(encodeBody(offsetFetch, { groupId, topics: asked })).toEqual(
            await kafkajsRequest('OffsetFetch', 4, { groupId, topics: inText(topics) }),
          );
          expect(encodeBody(listOffsets, { topics: asked, at: offsetsOf(topics) })).toEqual(
            await kafkajsRequest('ListOffsets', 2, {
              replicaId: -1,
              isolationLevel: 0,
              topics: inText(topics),
            }),
          );
          expect(encodeBody(listOffsets, { topics: asked, at })).toEqual(
            encodeBody(listOffsets, { topics: asked, at: offsetsOf(topics).fill(at) }),
          );
          const commit = { groupId, memberId, generationId, topics: asked, offsets: offsetsOf(topics) };
          expect(encodeBody(offsetCommit, commit)).toEqual(
            await kafkajsRequest('OffsetCommit', 3, {
              ...{ groupId, memberId, groupGenerationId: generationId, retentionTime: -1 },
              topics: inText(topics).map(({ topic, partitions }) => ({
                topic,
                partitions: partitions.map((each) => ({ ...each, metadata: '' })),
              })),
            }),
          );
        },
      ),
    );
  });

  it('about groups and settings', async () => {
    const bytes = fc.uint8Array({ maxLength: 20 }).map((each) => Buffer.from(each));
    await fc.assert(
      fc.asyncProperty(text, text, text, int32, bytes, async (groupId, memberId, name, number, metadata) => {
        expect(encodeBody(findCoordinator, { groupId })).toEqual(
          await kafkajsRequest('FindCoordinator', 2, { coordinatorKey: groupId, coordinatorType: 0 }),
        );
        expect(encodeBody(describeGroups, { groupId }, 2)).toEqual(
          await kafkajsRequest('DescribeGroups', 2, { groupIds: [groupId] }),
        );
        expect(encodeBody(listGroups, { groupId }, 2)).toEqual(await kafkajsRequest('ListGroups', 2, {}));
        const join = { groupId, memberId, protocolType: 'consumer' };
        expect(
          encodeBody(joinGroup, {
            ...{ ...join, sessionTimeoutMs: number, rebalanceTimeoutMs: number },
            protocol: { name, metadata },
          }),
        ).toEqual(
          await kafkajsRequest('JoinGroup', 4, {
            ...{ ...join, sessionTimeout: number, rebalanceTimeout: number },
            groupProtocols: [{ name, metadata }],
          }),
        );
        expect(encodeBody(syncGroup, { groupId, memberId, generationId: number })).toEqual(
          await kafkajsRequest('SyncGroup', 2, {
            ...{ groupId, memberId, generationId: number },
            groupAssignment: [],
          }),
        );
        expect(encodeBody(leaveGroup, { groupId, memberId })).toEqual(
          await kafkajsRequest('LeaveGroup', 2, { groupId, memberId }),
        );
        expect(encodeBody(createPartitions, { topic: name, count: number, timeoutMs: number })).toEqual(
          await kafkajsRequest('CreatePartitions', 1, {
            topicPartitions: [{ topic: name, count: number }],
            ...{ timeout: number, validateOnly: false },
          }),
        );
        expect(
          encodeBody(describeConfigs, { resources: [{ kind: 'topic', name, keys: [groupId, memberId] }] }),
        ).toEqual(
          await kafkajsRequest('DescribeConfigs', 1, {
            ...{ resources: [{ type: 2, name, configNames: [groupId, memberId] }], includeSynonyms: false },
          }),
        );
      }),
    );
  });
});

describe('responses are read as kafkajs reads them', () => {
  const body = (topics: Rows, kind: 'ListOffsets' | 'OffsetFetch', groupError: number): Buffer => {
    const writer = new ByteWriter().int32(0);
    writer.array(topics, ({ topic, partitions }) => {
      writer.string(topic).array(partitions, ({ partition, offset, errorCode }) => {
        writer.int32(partition);
        if (kind === 'ListOffsets') writer.int16(errorCode).int64(offset).int64(offset);
        else writer.int64(offset).string('metadata').int16(errorCode);
      });
    });
    if (kind === 'OffsetFetch') writer.int16(groupError);
    return Buffer.from(writer.toBuffer());
  };

  it.each(['ListOffsets', 'OffsetFetch'] as const)('%s', async (kind) => {
    await fc.assert(
      fc.asyncProperty(rows, int16, async (topics, groupError) => {
        const bytes = body(topics, kind, groupError);
        const asked = { groupId: 'g', topics: numbersOf(topics), at: 0n };
        const ours =
          kind === 'ListOffsets'
            ? decodeBody(listOffsets, bytes, asked)
            : decodeBody(offsetFetch, bytes, asked);
        const theirs = (await kafkajsResponse(kind, kind === 'ListOffsets' ? 2 : 4, bytes)) as {
          responses: {
            topic: string;
            partitions: { partition: number; offset: string; errorCode: number }[];
          }[];
        };

        expect(ours.topics).toEqual(
          theirs.responses.map(({ topic, partitions }) => ({ topic, rows: partitions.length })),
        );
        const partitions = theirs.responses.flatMap((each) => each.partitions);
        expect([...ours.partition]).toEqual(partitions.map(({ partition }) => partition));
        expect([...ours.errorCode]).toEqual(partitions.map(({ errorCode }) => errorCode));
        expect([...ours.offset].map(String)).toEqual(partitions.map(({ offset }) => offset));
      }),
    );
  });

  it('and never in part: bytes of anything are read whole or rejected', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), rows, (bytes, topics) => {
        const asked = { groupId: 'g', topics: numbersOf(topics), at: 0n };
        for (const codec of [listOffsets, offsetFetch] as const) {
          try {
            const read = decodeBody<typeof asked, unknown>(codec, Buffer.from(bytes), asked);
            expect(read).toBeDefined();
          } catch (error) {
            expect(error).toBeInstanceOf(RangeError);
          }
        }
      }),
    );
  });
});
