import { readFileSync } from 'node:fs';
import path from 'node:path';
import { lint } from '../../../lib/lint';
import { chained, ingestion, processing } from '../../_helpers/lint/lint-rule';

const FIXTURES = path.resolve(__dirname, '../../_fixtures/lint-flow');

function linted(text: string, minor = 160) {
  const version = `0.${minor}.0`;
  const { findings, files } = lint([{ name: 'a.yaml', text }], { version });
  const [file] = files;
  if (!file) throw new Error('There is one file.');
  return { findings, file };
}

interface FixtureRow {
  file: string;
  delivers: string;
  /** The line that breaks the stronger delivery. */
  line?: number;
  /** `CODE:line` of the findings about loss. */
  found: string[];
}

/** What the rules on loss say of a configuration, one next to the other. */
const ABOUT_LOSS =
  /^(KAFKA_(RECEIVER|MARKED|POISON|FAN_OUT|RECORD|BATCH|ERROR)|QUEUE|RETRY|PIPELINE_MEMORY_LIMITER)/;

describe('Small configurations', () => {
  it.each<FixtureRow>([
    { file: 'sync-no-retry', delivers: 'at-least-once', found: [] },
    { file: 'sync-no-marking', delivers: 'buffered', line: 3, found: [] },
    {
      file: 'after-batch',
      delivers: 'buffered',
      line: 25,
      found: ['KAFKA_MARKED_BEFORE_DELIVERED:19', 'KAFKA_MARKED_BEFORE_DELIVERED:25'],
    },
    { file: 'after-queue', delivers: 'buffered', line: 19, found: ['KAFKA_MARKED_BEFORE_DELIVERED:19'] },
    { file: 'backoff-5m', delivers: 'buffered', line: 3, found: ['KAFKA_RECEIVER_GIVES_UP:10'] },
    {
      file: 'after-no-permanent',
      delivers: 'buffered',
      line: 19,
      found: ['KAFKA_POISON_STOPS_PARTITION:9', 'KAFKA_MARKED_BEFORE_DELIVERED:19'],
    },
    { file: 'json-unbounded', delivers: 'buffered', line: 12, found: ['KAFKA_RECORD_UNBOUNDED:12'] },
    { file: 'blocking-queue', delivers: 'buffered', line: 3, found: [] },
    {
      file: 'limiter-after-resource',
      delivers: 'buffered',
      line: 3,
      found: ['PIPELINE_MEMORY_LIMITER_NOT_FIRST:25'],
    },
  ])('$file delivers $delivers', ({ file: name, delivers, line, found }) => {
    const { findings, file } = linted(readFileSync(path.join(FIXTURES, `${name}.yaml`), 'utf8'));

    const aboutLoss = findings.filter(({ code }) => ABOUT_LOSS.test(code));
    expect(aboutLoss.map(({ code, place }) => `${code}:${place.line}`)).toEqual(found);
    expect([file.delivers, file.delivery[0]?.brokenBy?.line]).toEqual([delivers, line]);
  });
});

const AFTER = ', message_marking: {after: true, on_permanent_error: true}';
const SYNC = 'otlp_http: {endpoint: e, sending_queue: {enabled: false}}';
const alone = (others: string, kafka = AFTER, order = 'memory_limiter') =>
  processing({ kafka: `brokers: [k:9092]${kafka}`, others, order });

describe('The delivery of a pipeline', () => {
  it.each<[what: string, text: string, delivers: string, brokenBy?: [line: number, because: string]]>([
    ['no queue', alone(SYNC), 'at-least-once'],
    [
      'a queue that waits for the result',
      alone('otlp: {sending_queue: {wait_for_result: true}}'),
      'at-least-once',
    ],
    ['debug', alone('debug: {}'), 'at-least-once'],
    [
      'records marked whatever happens',
      alone(SYNC, ', message_marking: {after: true, on_error: true}'),
      'buffered',
      [2, 'on_error is true'],
    ],
    [
      'two backends, one of them with a queue',
      alone(`${SYNC}, otlp/b: {}`),
      'buffered',
      [4, 'queue of otlp/b'],
    ],
    [
      'a queue on disk',
      alone('otlp: {sending_queue: {storage: file_storage}}'),
      'buffered',
      [4, 'on the disk of the task'],
    ],
    [
      'an exporter that Spillway does not know',
      alone('own: {}'),
      'unknown',
      [4, 'whether own has a sending queue'],
    ],
    [
      'a queue known only at start',
      alone('otlp: {sending_queue: {enabled: "${env:Q:-false}"}}'),
      'unknown',
      [4, 'whether otlp has a sending queue'],
    ],
    [
      'marking known only at start',
      alone(SYNC, ', message_marking: {after: "${env:A}"}'),
      'unknown',
      [2, 'known only at start'],
    ],
    [
      'an unknown part and a certain break: the certain one decides',
      alone('otlp: {}, own: {}'),
      'buffered',
      [4, 'queue of otlp'],
    ],
    [
      'the ingestion tier without a queue and with all acks',
      ingestion({ kafka: 'sending_queue: {enabled: false}, producer: {required_acks: all}', order: '' }),
      'at-least-once',
    ],
    [
      'the ingestion tier without a queue and with one ack',
      ingestion({ kafka: 'sending_queue: {enabled: false}', order: '' }),
      'buffered',
      [4, 'required_acks is 1'],
    ],
    ['the ingestion tier with batch', ingestion(), 'buffered', [9, 'batch in traces']],
    [
      'a receiver that Spillway does not know',
      ingestion({
        kafka: 'sending_queue: {enabled: false}, producer: {required_acks: -1}',
        order: '',
        others: 'own: {}',
      }),
      'unknown',
      [1, 'whether own reads again'],
    ],
    ['a connector that hands errors on', chained({ kafka: AFTER, others: SYNC }), 'at-least-once'],
    [
      'batch before a connector',
      chained({ kafka: AFTER, order: 'batch', others: SYNC }),
      'buffered',
      [8, 'batch in traces'],
    ],
    [
      'batch behind a connector',
      chained({ kafka: AFTER, behind: 'batch', others: SYNC }),
      'buffered',
      [9, 'batch in traces/out'],
    ],
    [
      'a connector that Spillway does not know',
      chained({ kafka: AFTER, connector: 'own', others: SYNC }),
      'unknown',
      [8, 'whether own'],
    ],
    [
      'only a connector that aggregates',
      chained({ kafka: AFTER, connector: 'spanmetrics', others: SYNC }),
      'buffered',
      [8, 'spanmetrics in traces'],
    ],
  ])('%s', (_what, text, delivers, ...[brokenBy]) => {
    const { file } = linted(text);
    const [first] = file.delivery;

    expect([file.delivers, first?.delivers]).toEqual([delivers, delivers]);
    expect(first?.brokenBy && [first.brokenBy.line, first.brokenBy.because]).toEqual(
      brokenBy && [brokenBy[0], expect.stringContaining(brokenBy[1])],
    );
  });

  it('is one per pipeline, and that of the file is the weakest', () => {
    const { file } = linted(
      chained({ kafka: AFTER, connector: 'spanmetrics', also: 'otlp_http', others: SYNC }),
    );

    expect(file.delivery.map(({ pipeline, delivers }) => [pipeline, delivers])).toEqual([
      ['traces', 'at-least-once'],
      ['metrics', 'buffered'],
    ]);
    expect(file.delivers).toBe('buffered');
  });

  it('is unknown for a text that is no configuration', () => {
    const { file } = linted('- a\n');

    expect([file.delivers, file.delivery]).toEqual(['unknown', []]);
  });

  it('is found quickly in layers of pipelines that all lead to each other', () => {
    const layer = (n: number) => [`logs/${n}a`, `logs/${n}b`];
    const pipelines = Array.from({ length: 40 }, (_, n) =>
      layer(n).map(
        (id) =>
          `    ${id}: {receivers: [${n === 0 ? 'kafka' : `forward/${n}`}], exporters: [forward/${n + 1}]}`,
      ),
    ).flat();
    const connectors = Array.from({ length: 41 }, (_, n) => `forward/${n}: {}`).join(', ');
    const text = `receivers: {kafka: {message_marking: {after: true}}}
connectors: {${connectors}}
exporters: {${SYNC}}
service:
  pipelines:
${pipelines.join('\n')}
    logs/end: {receivers: [forward/40], exporters: [otlp_http]}
    logs/loop: {receivers: [forward/0], exporters: [forward/0]}
`;
    const startedMs = performance.now();

    const { file } = linted(text);

    expect(file.delivery).toHaveLength(82);
    expect(new Set(file.delivery.map(({ delivers }) => delivers))).toEqual(new Set(['at-least-once']));
    expect(performance.now() - startedMs).toBeLessThan(5_000);
  });
});
