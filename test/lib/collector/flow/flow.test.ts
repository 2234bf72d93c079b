import { collectorConfig } from '../../../../lib/collector/config/collector-config';
import { parseConfig } from '../../../../lib/collector/config/config-document';
import { errorEnds, exporterFlow, kafkaReceiverFlow, refusersOf } from '../../../../lib/collector/flow';
import { connectorHandling, processorHandling } from '../../../../lib/collector/flow/handling';

const configOf = (text: string) => collectorConfig(parseConfig(text));

function receiver(settings: string, minor = 160) {
  const component = configOf(`receivers: {kafka: {${settings}}}`).component('receiver', 'kafka');
  if (!component) throw new Error('There is one receiver.');
  return kafkaReceiverFlow(component, { text: `0.${minor}.0`, minor });
}

function exporter(type: string, settings: string) {
  const component = configOf(`exporters: {${type}: {${settings}}}`).component('exporter', type);
  if (!component) throw new Error('There is one exporter.');
  return exporterFlow(component);
}

describe('Processors and connectors', () => {
  it.each([
    ['batch', 'answers-early'],
    ['tail_sampling', 'answers-early'],
    ['groupbytrace', 'answers-early'],
    ['interval', 'answers-early'],
    ['logdedup', 'answers-early'],
    ['memory_limiter', 'returns-errors'],
    ['k8sattributes', 'returns-errors'],
    ['k8s_attributes', 'returns-errors'],
    ['groupbyattrs', 'returns-errors'],
    ['cumulativetodelta', 'returns-errors'],
    ['constructor', 'unknown'],
  ])('processor %s: %s', (type, handling) => {
    expect(processorHandling(type)).toBe(handling);
  });

  it.each([
    ['forward', 'returns-errors'],
    ['routing', 'returns-errors'],
    ['failover', 'returns-errors'],
    ['count', 'returns-errors'],
    ['spanmetrics', 'answers-early'],
    ['span_metrics', 'answers-early'],
    ['servicegraph', 'answers-early'],
    ['own', 'unknown'],
  ])('connector %s: %s', (type, handling) => {
    expect(connectorHandling(type)).toBe(handling);
  });
});

const BACKOFF = 'error_backoff: {enabled: true, max_elapsed_time: 5m}';

describe('A record that the pipeline refuses', () => {
  it.each([
    ['', 160, 'skips'],
    ['error_backoff: {enabled: false}', 160, 'skips'],
    ['error_backoff: {enabled: true}', 160, 'retries'],
    ['error_backoff: {enabled: true, max_elapsed_time: 0s}', 160, 'retries'],
    [BACKOFF, 160, 'gives-up'],
    [`${BACKOFF}, message_marking: {after: true}`, 160, 'retries'],
    [`${BACKOFF}, message_marking: {after: true}`, 150, 'stops-partition'],
    [`${BACKOFF}, message_marking: {after: true}`, 130, 'retries'],
    [`${BACKOFF}, message_marking: {after: true, on_error: true}`, 160, 'gives-up'],
    ['message_marking: {after: true}', 160, 'stops-partition'],
    ['message_marking: {after: true}', 130, 'retries'],
    ['message_marking: {after: true, on_error: true}', 160, 'skips'],
    ['message_marking: {after: "${env:A}"}', 160, 'unknown'],
    ['error_backoff: {enabled: true, max_elapsed_time: "${env:T}"}', 160, 'unknown'],
    ['error_backoff: "${file:/b.yaml}"', 160, 'unknown'],
  ])('with {%s} in v0.%i.0: the receiver %s', (settings, minor, kind) => {
    expect(receiver(settings, minor).onRefusal.kind).toBe(kind);
  });

  it.each([
    ['', 'skips'],
    ['message_marking: {after: true}', 'blocks'],
    ['message_marking: {after: true, on_error: true}', 'skips'],
    ['message_marking: {after: true, on_error: true, on_permanent_error: false}', 'blocks'],
    ['message_marking: {after: true, on_permanent_error: true}', 'skips'],
    ['message_marking: {after: true, on_permanent_error: "${env:P}"}', 'unknown'],
  ])('for good, with {%s}: the receiver %s', (settings, expected) => {
    expect(receiver(settings).onPoison).toBe(expected);
  });
});

describe('An exporter', () => {
  it.each([
    ['otlp', '', 'queued', 'refuses', true],
    ['otlp_http', 'sending_queue: {block_on_overflow: true}', 'queued', 'waits', false],
    ['kafka', 'sending_queue: {enabled: false}', 'sent', 'no-queue', true],
    ['kafka', 'sending_queue: {wait_for_result: true}', 'sent', 'waits', true],
    ['otlp', 'sending_queue: {blocking: true}', 'queued', 'waits', false],
    ['otlp', 'sending_queue: "${file:/q.yaml}"', 'unknown', 'unknown', false],
    ['debug', '', 'sent', 'no-queue', false],
    ['own', '', 'unknown', 'unknown', true],
    ['own', 'sending_queue: {queue_size: 5}', 'queued', 'refuses', true],
  ])(
    '%s with {%s} answers when the data is %s; a full queue %s',
    (type, settings, answersWhen, whenFull, refuses) => {
      expect(exporter(type, settings)).toMatchObject({ answersWhen, whenFull, refuses });
    },
  );

  it.each([
    ['otlp', '', 300_000],
    ['otlp', 'retry_on_failure: {max_elapsed_time: 1m}', 60_000],
    ['otlp', 'retry_on_failure: {max_elapsed_time: 0}', 'never'],
    ['otlp', 'retry_on_failure: {enabled: false}', 0],
    ['otlp', 'retry_on_failure: {enabled: "${env:R}"}', 'unknown'],
    ['own', '', 'unknown'],
    ['debug', '', 'never'],
  ])('%s with {%s} gives up after %s', (type, settings, expected) => {
    expect(exporter(type, settings).givesUpAfterMs).toBe(expected);
  });
});

const CHAIN = (first: string, second: string, connector = 'forward') =>
  configOf(`receivers: {kafka: {}, otlp: {}}
processors: {memory_limiter: {}, batch: {}, resource: {}, own: {}}
connectors: {${connector}: {sending_queue: {enabled: false}}}
exporters: {otlp: {}}
service:
  pipelines:
    logs/in: {receivers: [kafka, otlp], processors: [${first}], exporters: [${connector}]}
    logs/out: {receivers: [${connector}], processors: [${second}], exporters: [otlp]}
`);

describe('An error of the last exporter of a chain', () => {
  it.each([
    ['resource', 'resource', ['receiver kafka', 'receiver otlp']],
    ['batch', 'resource', ['swallowed by batch in logs/in']],
    ['batch', 'batch, resource', ['swallowed by batch in logs/out']],
    ['resource', 'own', ['unknown']],
    ['resource, own', 'resource', ['unknown']],
  ])('behind [%s] and [%s] ends at %j', (first, second, expected) => {
    const config = CHAIN(first, second);
    const [, last] = config.pipelines;

    const ends = last ? errorEnds(config, last) : [];

    expect(
      ends.map((end) => {
        if (end.kind === 'receiver') return `receiver ${end.receiver.id}`;
        return end.kind === 'swallowed' ? `swallowed by ${end.by.id} in ${end.by.pipeline.id}` : end.kind;
      }),
    ).toEqual(expected);
  });

  it('can come from a processor, before what is behind it', () => {
    const config = CHAIN('resource', 'memory_limiter, batch');
    const [, last] = config.pipelines;

    expect(last && errorEnds(config, last, 0).map(({ kind }) => kind)).toEqual(['receiver', 'receiver']);
  });
});

describe('What can refuse a record at the start of a chain', () => {
  it.each([
    ['memory_limiter', 'resource', 'forward', ['memory_limiter memory', 'otlp full-queue']],
    ['batch, memory_limiter', 'memory_limiter', 'forward', []],
    ['resource', 'memory_limiter, batch', 'forward', ['memory_limiter memory']],
    ['resource', 'memory_limiter', 'spanmetrics', []],
    ['own, memory_limiter', 'memory_limiter', 'forward', []],
  ])('[%s], then [%s] behind %s: %j', (first, second, connector, expected) => {
    const config = CHAIN(first, second, connector);
    const [start] = config.pipelines;

    const refusers = start ? refusersOf(config, start) : [];

    expect(refusers.map(({ id, because }) => `${id} ${because}`)).toEqual(expected);
  });
});
