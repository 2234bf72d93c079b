import { findTopics } from '../../../../lib/adapters/kafka/find-topics';
import type { Signal } from '../../../../lib/pipeline';
import { brokerAddress, fakeCluster } from '../../../_helpers/kafka/fake-cluster';
import type { ScriptedRequests } from '../../../_helpers/kafka/scripted-requests';

const UNKNOWN_TOPIC = 3;
const NOT_ALLOWED = 29;

type TopicEntry = ScriptedRequests['Metadata']['response']['topicMetadata'][number];

const entry = (topic: string, more: Partial<TopicEntry> = {}): TopicEntry => ({
  ...{ topic, topicErrorCode: 0, isInternal: false },
  partitionMetadata: [{ partitionId: 0, partitionErrorCode: 0, leader: 1 }],
  ...more,
});
const hidden = (topic: string, topicErrorCode: number) =>
  entry(topic, { topicErrorCode, partitionMetadata: [] });

/** Finds topics in a cluster that lists these. By name it also returns those of `named`. */
async function find(asked: [Signal, string][], listed: TopicEntry[], named: TopicEntry[] = []) {
  const questions: (readonly string[] | 'all')[] = [];
  const cluster = fakeCluster({
    Metadata: ({ topics }) => {
      questions.push(topics);
      const known = [...listed, ...named];
      const topicMetadata =
        topics === 'all' ? listed : topics.flatMap((name) => known.filter(({ topic }) => topic === name));
      return { brokers: [brokerAddress(1)], controllerId: 1, topicMetadata };
    },
  });
  const found = await findTopics(
    cluster,
    asked.map(([signal, topic]) => ({ signal, topic })),
  );
  const summary = found.map(({ signal, layout }) => `${signal} ${layout.topic} ${layout.kind}`);
  return { found, summary, questions };
}

describe('findTopics', () => {
  it('requests named topics by name, once, and sends nothing without topics', async () => {
    const some = await find(
      [
        ['traces', 'spans'],
        ['logs', 'logs'],
      ],
      [entry('logs'), entry('spans')],
    );
    const none = await find([], [entry('logs')]);

    expect(some.summary).toEqual(['traces spans present', 'logs logs present']);
    expect(some.questions).toEqual([['spans', 'logs']]);
    expect(none.questions).toEqual([]);
  });

  it.each([
    ['^tenant', ['a-tenant', 'tenant-b', 'tenants'], ['tenant-b', 'tenants']],
    ['^tenant$', ['tenant', 'tenant-b'], ['tenant']],
    ['^.*spans', ['my.spans.v2', 'spans', 'logs'], ['my.spans.v2', 'spans']],
    ['^(?i)OTLP_', ['otlp_logs', 'OTLP_spans'], ['OTLP_spans', 'otlp_logs']],
    ['^a|b', ['xb', 'a', 'c'], ['a', 'xb']],
    ['^\\Qa.b\\E', ['a.b', 'axb'], ['a.b']],
    ['^[[:digit:]]+$', ['42', '4x'], ['42']],
  ])('matches %s as the receiver does', async (pattern, names, expected) => {
    const { found, questions } = await find(
      [['traces', pattern]],
      names.map((name) => entry(name)),
    );

    expect(found.map(({ layout }) => layout.topic)).toEqual(expected);
    expect(questions).toEqual(['all']);
  });

  it("excludes Kafka's own topics and those being deleted from a pattern", async () => {
    const { summary } = await find(
      [['traces', '^.*']],
      [entry('__consumer_offsets', { isInternal: true }), hidden('going', UNKNOWN_TOPIC), entry('__mine')],
    );

    expect(summary).toEqual(['traces __mine present']);
  });

  it('keeps a matching topic that cannot be described', async () => {
    const { summary } = await find([['traces', '^.*']], [hidden('secret', NOT_ALLOWED)]);

    expect(summary).toEqual(['traces secret unknown']);
  });

  it('reports a topic of two signals only under the first one', async () => {
    const { summary } = await find(
      [
        ['traces', '^otlp_'],
        ['metrics', '^otlp_m'],
        ['logs', 'otlp_logs'],
      ],
      [entry('otlp_logs'), entry('otlp_metrics')],
    );

    expect(summary).toEqual(['traces otlp_logs present', 'traces otlp_metrics present']);
  });

  it('reports a pattern without matches as missing', async () => {
    const { summary } = await find([['traces', '^nothing']], [entry('other')]);

    expect(summary).toEqual(['traces ^nothing missing']);
  });

  it('requests a named topic once more if the list of all topics lacks it: it may only be hidden', async () => {
    const { summary, questions } = await find(
      [
        ['traces', '^otlp_'],
        ['metrics', 'secret'],
        ['logs', 'gone'],
      ],
      [entry('otlp_spans')],
      [hidden('secret', NOT_ALLOWED), hidden('gone', UNKNOWN_TOPIC)],
    );

    expect(summary).toEqual(['traces otlp_spans present', 'metrics secret unknown', 'logs gone missing']);
    expect(questions).toEqual(['all', ['secret', 'gone']]);
  });

  it.each(['^(', '^a(?=b)', '^(a)\\1'])(
    'rejects %s, which Go does not support, before any request',
    async (pattern) => {
      const refusal = await find([['traces', pattern]], []).catch((error) => error);

      expect(refusal).toMatchObject({
        code: 'TOPIC_PATTERN_INVALID',
        message: expect.stringContaining(`The topic pattern ${pattern} is invalid`),
      });
    },
  );

  it.each([
    ['twice', [entry('spans'), entry('spans')]],
    ['without partitions', [entry('spans', { partitionMetadata: [] })]],
    ['with a gap', [withPartitions([0, 2])]],
    ['with a partition twice', [withPartitions([0, 1, 1])]],
    ['with a negative partition', [withPartitions([-1, 0])]],
  ])('ignores a response with a topic %s', async (_how, entries) => {
    const { found } = await find([['traces', 'spans']], entries);

    expect(found).toMatchObject([{ layout: { kind: 'unknown', fault: { code: 'KAFKA_BAD_ANSWER' } } }]);
  });
});

function withPartitions(numbers: number[]): TopicEntry {
  return entry('spans', {
    partitionMetadata: numbers.map((partitionId) => ({ partitionId, partitionErrorCode: 0, leader: 1 })),
  });
}
