import type { UnreadPartition } from '../../../../lib/adapters/kafka/choose-unread';
import { readFirst } from '../../../../lib/adapters/kafka/first-unread';
import {
  brokerAddress,
  type FakeCluster,
  fakeCluster,
  type Script,
} from '../../../_helpers/kafka/fake-cluster';
import { recordBatch } from '../../../_helpers/kafka/record-batch';
import type { ScriptedRequests } from '../../../_helpers/kafka/scripted-requests';

const GZIP = 1;
const CONTROL = 0x20;
const OFFSET_OUT_OF_RANGE = 1;
const NOT_ALLOWED = 29;
const NOW_MS = Date.UTC(2026, 0, 15, 12);

type Fetch = ScriptedRequests['Fetch'];

const unread = (partition: number, from: bigint, end: bigint, leader = 1): UnreadPartition => ({
  ...{ index: partition, topic: 'spans', partition, from, end, leader, times: 'in-order' },
});
const batch = (baseOffset: bigint, timestampMs = 1_000) =>
  recordBatch({ baseOffset, records: [{ timestampMs }] });
const marker = (baseOffset: bigint) =>
  recordBatch({ baseOffset, attributes: CONTROL, records: [{ timestampMs: 1 }] });

/** A leader's answer, partition by partition: bytes, or an error code. */
function answerOf(question: Fetch['request'], of: Record<number, Buffer | number>): Fetch['response'] {
  return {
    errorCode: 0,
    responses: question.topics.map(({ topic, partitions }) => ({
      topic,
      partitions: partitions.map(({ partition }) => {
        const said = of[partition] ?? Buffer.alloc(0);
        return typeof said === 'number'
          ? { partition, errorCode: said, records: Buffer.alloc(0) }
          : { partition, errorCode: 0, records: said };
      }),
    })),
  };
}

/** Answers in turn, and the questions that were asked. */
function scripted(answers: Record<number, Buffer | number>[], more: Script = {}) {
  const questions: Fetch['request'][] = [];
  const cluster = fakeCluster({
    Fetch: (question) => {
      questions.push(question);
      return answerOf(question, answers.shift() ?? {});
    },
    ...more,
  });
  cluster.learn([1, 2].map(brokerAddress));
  return { cluster, questions };
}

const asked = ({ topics }: Fetch['request']) =>
  topics.flatMap(({ partitions }) =>
    partitions.map(({ partition, fetchOffset }) => [partition, fetchOffset]),
  );

async function kindsOf(cluster: FakeCluster, partitions: UnreadPartition[]) {
  const table = await readFirst(cluster, partitions, NOW_MS);
  return partitions.map((key) => table.get(key)?.kind ?? 'unknown');
}

describe('readFirst', () => {
  it('sends no request if nothing is unread', async () => {
    const { cluster } = scripted([]);

    await readFirst(cluster, [], NOW_MS);

    expect(cluster.sent).toEqual([]);
  });

  it('sends one request to each leader, the partition with the most unread offsets first', async () => {
    const { cluster, questions } = scripted([{ 0: batch(5n), 1: batch(0n), 2: batch(7n, 9_000) }]);

    const table = await readFirst(
      cluster,
      [unread(0, 5n, 10n), unread(1, 0n, 100n), unread(2, 7n, 50n)],
      NOW_MS,
    );

    expect(questions.map(asked)).toEqual([
      [
        [1, 0n],
        [2, 7n],
        [0, 5n],
      ],
    ]);
    expect(table.get({ topic: 'spans', partition: 2 })).toEqual({
      ...{ kind: 'record', offset: 7n, timestampMs: 9_000 },
    });
  });

  it('reports that there is none only after it has read up to the log end', async () => {
    const { cluster, questions } = scripted([
      { 0: marker(5n), 1: marker(5n) },
      { 1: marker(6n) },
      { 1: batch(7n) },
    ]);

    expect(await kindsOf(cluster, [unread(0, 5n, 6n), unread(1, 5n, 8n)])).toEqual(['none', 'record']);
    expect(questions.map(asked).slice(1)).toEqual([[[1, 6n]], [[1, 7n]]]);
  });

  it('retries with a larger limit for batches that did not fit, three times in total, then reports unknown', async () => {
    const { cluster, questions } = scripted([{ 0: batch(0n) }, { 1: batch(0n) }]);

    const kinds = await kindsOf(
      cluster,
      [0, 1, 2].map((partition) => unread(partition, 0n, 10n)),
    );

    expect(kinds).toEqual(['record', 'record', 'unknown']);
    const rooms = questions.map(({ topics, partitionMaxBytes }) => topics.map(() => partitionMaxBytes));
    expect(rooms).toEqual([[65_536, 65_536, 65_536], [1_048_640, 1_048_640], [1_048_640]]);
  });

  it('divides 8 MiB among many partitions, but requests at least 16 KiB of each', async () => {
    const { cluster, questions } = scripted([{}, {}, {}]);

    await readFirst(
      cluster,
      Array.from({ length: 256 }, (_, partition) => unread(partition, 0n, 10n)),
      NOW_MS,
    );
    await readFirst(
      cluster,
      Array.from({ length: 2_000 }, (_, partition) => unread(partition, 0n, 10n)),
      NOW_MS,
    );

    expect(questions[0]?.partitionMaxBytes).toBe(32_768);
    expect(questions.at(-1)?.partitionMaxBytes).toBe(16_384);
    expect(new Set(questions.map(({ maxBytes }) => maxBytes))).toEqual(new Set([8_388_608]));
  });

  it.each([
    ['the log moved on', OFFSET_OUT_OF_RANGE],
    ['it may not read', NOT_ALLOWED],
    ['the format is an old one', recordBatch({ baseOffset: 0n, records: [], header: { magic: 1 } })],
  ])('reports unknown if %s, once, and reads the others', async (_why, said) => {
    const { cluster, questions } = scripted([{ 0: said, 1: batch(0n) }]);

    expect(await kindsOf(cluster, [unread(0, 0n, 5n), unread(1, 0n, 5n)])).toEqual(['unknown', 'record']);
    expect(questions).toHaveLength(1);
  });

  it('reports unknown for a partition that is listed twice', async () => {
    const twice = (question: Fetch['request']): Fetch['response'] => {
      const { errorCode, responses } = answerOf(question, { 0: batch(0n) });
      return { errorCode, responses: [...responses, ...responses] };
    };
    const { cluster } = scripted([], { Fetch: twice });

    expect(await kindsOf(cluster, [unread(0, 0n, 5n)])).toEqual(['unknown']);
  });

  it('loses only the partitions of a leader that fails', async () => {
    const { cluster } = scripted([], {
      Fetch: (question, nodeId) =>
        nodeId === 2 ? { errorCode: 70, responses: [] } : answerOf(question, { 0: batch(0n) }),
    });

    expect(
      await kindsOf(cluster, [unread(0, 0n, 5n, 1), unread(1, 0n, 5n, 2), unread(2, 0n, 5n, 3)]),
    ).toEqual(['record', 'unknown', 'unknown']);
  });

  it('halves the range of a compressed batch until it is a second, and keeps a range that is narrow', async () => {
    // Prepare: offset 3 of 0 to 9 is truly at 7,300; evenly spread it would be at 6,000.
    const truth = [1_000, 2_000, 6_500, 7_300, 8_000, 9_000, 11_000, 13_000, 15_000, 16_000];
    const times: number[] = [];
    const squeezed = recordBatch({
      ...{ baseOffset: 0n, attributes: GZIP },
      records: truth.map((timestampMs) => ({ timestampMs })),
    });
    const narrow = recordBatch({
      ...{ baseOffset: 0n, attributes: GZIP },
      records: [{ timestampMs: 500 }, { timestampMs: 700 }, { timestampMs: 900 }],
    });
    const { cluster } = scripted([{ 0: squeezed, 1: narrow }], {
      ListOffsets: ({ topics }) => ({
        responses: topics.map(({ topic, partitions }) => ({
          topic,
          partitions: partitions.map(({ partition, timestamp }) => {
            times.push(Number(timestamp));
            const offset = truth.findIndex((timeMs) => timeMs >= Number(timestamp));
            return { partition, offset: String(offset), errorCode: 0 };
          }),
        })),
      }),
    });

    // Act
    const table = await readFirst(cluster, [unread(0, 3n, 10n), unread(1, 1n, 3n)], NOW_MS);

    // Assess: 1,000–16,000, halved four times.
    expect(times).toEqual([8_500, 4_750, 6_625, 7_562]);
    const found = table.get({ topic: 'spans', partition: 0 });
    const timestampMs = found?.kind === 'record' ? found.timestampMs : 0;
    expect(Math.abs(timestampMs - 7_300)).toBeLessThanOrEqual(500);
    expect(table.get({ topic: 'spans', partition: 1 })).toEqual({
      ...{ kind: 'record', offset: 1n, timestampMs: 700 },
    });
  });

  it.each([
    ['bounds the age by offsets', 'in-order', 'record'],
    ['says unknown where records are stamped ahead', 'unknown', 'unknown'],
  ] as const)('%s, if the topic may not be read', async (_what, times, kind) => {
    const writtenMs = NOW_MS - 3_600_000;
    const { cluster } = scripted([{ 0: NOT_ALLOWED }], {
      ListOffsets: ({ topics }) => ({
        responses: topics.map(({ topic, partitions }) => ({
          topic,
          partitions: partitions.map(({ partition, timestamp }) => ({
            ...{ partition, errorCode: 0, offset: Number(timestamp) <= writtenMs ? '4' : '-1' },
          })),
        })),
      }),
    });

    const table = await readFirst(cluster, [{ ...unread(0, 4n, 5n), times }], NOW_MS);

    const found = table.get({ topic: 'spans', partition: 0 });
    expect(found?.kind ?? 'unknown').toBe(kind);
    if (found?.kind !== 'record') return;
    expect(found.offset).toBe(4n);
    expect(writtenMs - found.timestampMs).toBeGreaterThanOrEqual(0);
    expect(writtenMs - found.timestampMs).toBeLessThanOrEqual(18_000);
  });

  it('assumes evenly spread times if the broker does not return them', async () => {
    const squeezed = recordBatch({
      ...{ baseOffset: 0n, attributes: GZIP },
      records: [{ timestampMs: 1_000 }, { timestampMs: 2_000 }, { timestampMs: 11_000 }],
    });
    const { cluster } = scripted([{ 0: squeezed }]);

    const table = await readFirst(cluster, [unread(0, 1n, 3n)], NOW_MS);

    expect(cluster.sent).toEqual(['Fetch@1', 'ListOffsets@1']);
    expect(table.get({ topic: 'spans', partition: 0 })).toEqual({
      ...{ kind: 'record', offset: 1n, timestampMs: 6_000 },
    });
  });
});
