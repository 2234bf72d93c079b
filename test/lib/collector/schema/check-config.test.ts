import { parse } from 'yaml';
import { checkConfig } from '../../../../lib/collector/schema';
import type { CheckOptions } from '../../../../lib/collector/schema/check-options';

/** The kind, refusal and path of each problem. */
function found(config: string, minor = 160, options: CheckOptions = {}): string[] {
  const problems = checkConfig(parse(config) ?? {}, { text: `0.${minor}.0`, minor }, options);
  return problems.map(({ kind, refusal, path }) => `${kind} ${refusal} ${path.join('.')}`);
}

/** A valid configuration with some of its lines replaced. */
function config(
  parts: {
    [section in 'receivers' | 'exporters' | 'processors' | 'pipelines' | 'service' | 'more']?: string;
  },
): string {
  const {
    receivers = '{kafka: }',
    exporters = '{debug: }',
    processors = '{batch: }',
    service = '',
    more = '',
  } = parts;
  const { pipelines = '{traces: {receivers: [kafka], processors: [batch], exporters: [debug]}}' } = parts;
  return `receivers: ${receivers}
exporters: ${exporters}
processors: ${processors}
${more}
service:
  pipelines: ${pipelines}
${service}`;
}

describe('checkConfig', () => {
  it.each([
    [
      'a value is wrong besides a renamed key',
      '{kafka: {topic: t, partition_logs_by_resource_attributes: true, partition_logs_by_trace_id: true}}',
      [
        'renamed-key validate exporters.kafka.topic',
        'invalid-value validate exporters.kafka.partition_logs_by_trace_id',
      ],
    ],
    [
      'a value of the wrong type is wrong once',
      '{kafka: {producer: {compression: [gzip]}}}',
      ['wrong-type validate exporters.kafka.producer.compression'],
    ],
  ])('finds all at once: %s', (_, exporters, problems) => {
    const [id = ''] = /\w+/.exec(exporters) ?? [];
    const pipelines = `{logs: {receivers: [kafka], processors: [batch], exporters: [${id}]}}`;

    expect(found(config({ exporters, pipelines }))).toEqual(problems);
  });

  it('does not take a setting for missing whose key is misspelled', () => {
    const processors = '{batch: , memory_limiter: {check_intervall: 1s, limit_percentage: 80}}';

    expect(found(config({ processors }))).toEqual([
      'unknown-key validate processors.memory_limiter.check_intervall',
    ]);
  });

  it('finds nothing in a valid configuration', () => {
    expect(found(config({}))).toEqual([]);
  });

  it.each([
    ['an unknown section', config({ more: 'processor: {}' }), ['unknown-key validate processor']],
    [
      'a section that is not a map',
      config({ processors: '[batch]' }),
      [
        'wrong-type validate processors',
        'undefined-component validate service.pipelines.traces.processors.0',
      ],
    ],
    [
      'a component that is not a map',
      config({ receivers: '{kafka: text}' }),
      ['wrong-type validate receivers.kafka'],
    ],
    [
      'an id without a name',
      config({ more: 'extensions: {health_check/: }' }),
      ['invalid-id validate extensions.health_check/'],
    ],
    [
      'an id that is there twice but for spaces',
      config({ more: 'extensions: {health_check/a: , " health_check / a": }' }),
      ['invalid-id validate extensions. health_check / a', 'invalid-id none extensions. health_check / a'],
    ],
    [
      'an unknown key of the service',
      config({ service: '  pipeline: {}' }),
      ['unknown-key validate service.pipeline'],
    ],
    [
      'an unknown key of a pipeline',
      config({ pipelines: '{traces: {receivers: [kafka], exporters: [debug], processor: []}}' }),
      ['unknown-key validate service.pipelines.traces.processor'],
    ],
    [
      'a text in place of a list',
      config({ pipelines: '{traces: {receivers: kafka, exporters: [debug]}}' }),
      ['wrong-type validate service.pipelines.traces.receivers'],
    ],
    [
      'no receivers',
      config({ receivers: '{}' }),
      ['service validate receivers', 'undefined-component validate service.pipelines.traces.receivers.0'],
    ],
    [
      'no exporters',
      config({ exporters: '{}' }),
      ['service validate exporters', 'undefined-component validate service.pipelines.traces.exporters.0'],
    ],
    ['no pipelines', config({ pipelines: '{}' }), ['service validate service.pipelines']],
    [
      'a pipeline with nothing in it',
      config({ pipelines: '{traces: }' }),
      ['service validate service.pipelines.traces', 'service validate service.pipelines.traces'],
    ],
    [
      'a pipeline without exporters',
      config({ pipelines: '{traces: {receivers: [kafka]}}' }),
      ['service validate service.pipelines.traces'],
    ],
    [
      'a receiver that is not defined',
      config({ pipelines: '{traces: {receivers: [kafka/a], exporters: [debug]}}' }),
      ['undefined-component validate service.pipelines.traces.receivers.0'],
    ],
    [
      'an exporter in place of a receiver',
      config({ pipelines: '{traces: {receivers: [debug], exporters: [debug]}}' }),
      ['undefined-component validate service.pipelines.traces.receivers.0'],
    ],
    [
      'a processor twice',
      config({ pipelines: '{traces: {receivers: [kafka], processors: [batch, batch], exporters: [debug]}}' }),
      ['service validate service.pipelines.traces.processors.1'],
    ],
    [
      'an extension that is not defined',
      config({ service: '  extensions: [health_check]' }),
      ['undefined-component validate service.extensions.0'],
    ],
    [
      'an unknown signal',
      config({ pipelines: '{trace: {receivers: [kafka], exporters: [debug]}}' }),
      ['invalid-id validate service.pipelines.trace'],
    ],
    [
      'profiles, behind a gate',
      config({ pipelines: '{profiles: {receivers: [kafka], exporters: [debug]}}' }),
      ['service validate service.pipelines.profiles'],
    ],
    [
      'a pipeline without a name after the slash',
      config({ pipelines: '{traces/: {receivers: [kafka], exporters: [debug]}}' }),
      ['invalid-id validate service.pipelines.traces/'],
    ],
    [
      'unknown telemetry',
      config({ service: '  telemetry: {log: {}}' }),
      ['unknown-key validate service.telemetry.log'],
    ],
    [
      'an unknown level',
      config({ service: '  telemetry: {logs: {level: trace}}' }),
      ['invalid-value validate service.telemetry.logs.level'],
    ],
    [
      'a component of a type from elsewhere',
      config({ more: 'connectors: {forward: }' }),
      ['unknown-component none connectors.forward'],
    ],
  ])('finds %s', (_, text, problems) => {
    expect(found(text)).toEqual(problems);
  });

  it('accepts duplicate receivers and exporters', () => {
    const pipelines = '{traces: {receivers: [kafka, kafka], exporters: [debug, debug]}}';

    expect(found(config({ pipelines }))).toEqual([]);
  });

  it('validates unused components, but does not start them', () => {
    const unused = '{kafka: , kafka/a: {initial_offset: newest}, kafka/b: {session_timeout: 1ms}}';

    expect(found(config({ receivers: unused }))).toEqual([
      'invalid-value validate receivers.kafka/a.initial_offset',
    ]);
  });

  it.each([
    [160, 'service validate processors.tail_sampling'],
    [145, 'service validate processors.tail_sampling'],
    [115, 'service start processors.tail_sampling'],
  ])('reports at v0.%d when a processor does not support a signal', (minor, problem) => {
    const text = config({
      processors: '{tail_sampling: {policies: [{name: a, type: always_sample}]}}',
      pipelines: '{logs: {receivers: [kafka], processors: [tail_sampling], exporters: [debug]}}',
    });

    expect(found(text, minor)).toEqual([problem]);
  });

  it('reads a key with two colons as nested keys', () => {
    expect(found(config({ receivers: '{kafka: {"autocommit::enable": no}}' }))).toEqual([
      'wrong-type validate receivers.kafka.autocommit.enable',
    ]);
    expect(found(config({ receivers: '{kafka: {"autocommit::enable": false}}' }))).toEqual([]);
  });

  it('reports only one problem for an empty configuration', () => {
    expect(found('')).toEqual(['service validate ', 'service validate service.pipelines']);
  });

  it.each([
    ['${env:KAFKA-TOPIC}', ['invalid-value validate receivers.kafka.group_id']],
    ['${vault:secret}', ['invalid-value validate receivers.kafka.group_id']],
    ['${file:/absent/group}', ['invalid-value validate receivers.kafka.group_id']],
    ['${file:/there/group}', []],
    ['${env:GROUP}', []],
    ['$${env:KAFKA-TOPIC}', []],
  ])('checks references themselves: %s', (group, problems) => {
    const text = config({ receivers: `{kafka: {group_id: "${group}"}}` });

    expect(found(text, 160, { isMissingFile: (path) => path.startsWith('/absent') })).toEqual(problems);
  });

  it.each([
    ['initial_offset: ${env:OFFSET}', []],
    ['initial_offset: ${env:UNSET}', ['invalid-value validate receivers.kafka.initial_offset']],
    ['initial_offset: ${env:UNSET:-earliest}', []],
    ['max_fetch_size: ${env:NUMBER}', []],
    ['max_fetch_size: ${env:OFFSET}', ['wrong-type validate receivers.kafka.max_fetch_size']],
    ['group_id: ${env:NUMBER}', []],
    ['session_timeout: ${env:NUMBER}', ['invalid-value start receivers.kafka.session_timeout']],
  ])('expands variables in %s if it knows the environment', (setting, problems) => {
    const environment = { OFFSET: 'latest', NUMBER: '2000000' };

    expect(
      found(config({ receivers: `{kafka: {${setting.replace('${', '"${')}"}}` }), 160, { environment }),
    ).toEqual(problems);
  });

  it('ignores the settings of an ID with spaces, and reports that', () => {
    expect(found(config({ more: 'extensions: {"health_check / a": {unknown: 1}}' }))).toEqual([
      'invalid-id none extensions.health_check / a',
    ]);
  });

  it.each([
    [
      'a section zeroed, not its defaults',
      '{kafka: {producer: "${env:EMPTY}"}}',
      160,
      [
        'invalid-value validate exporters.kafka.producer.compression',
        'invalid-value validate exporters.kafka.producer.flush_max_messages',
        'invalid-value validate exporters.kafka.producer.max_broker_write_bytes',
      ],
    ],
    ['a component with its defaults', '{debug: "${env:EMPTY}"}', 145, []],
    [
      'a component that v0.115 refuses',
      '{debug: "${env:EMPTY}"}',
      115,
      ['wrong-type validate exporters.debug'],
    ],
  ])('reads an empty variable as %s', (_, exporters, minor, problems) => {
    const name = exporters.startsWith('{kafka') ? 'kafka' : 'debug';
    const text = config({ exporters, pipelines: `{traces: {receivers: [kafka], exporters: [${name}]}}` });

    const validated = found(text, minor, { environment: {} }).filter((line) => !line.includes(' start '));

    expect(validated).toEqual(problems);
  });

  it('keeps the default of a list for an empty variable since v0.127', () => {
    const text = config({ receivers: '{kafka: {brokers: "${env:EMPTY}"}}' });

    expect(found(text, 160, { environment: {} })).toEqual([]);
    expect(found(text, 115, { environment: {} })).toEqual(['invalid-value start receivers.kafka.brokers']);
  });

  it('reads an empty variable for a protocol as one that is on', () => {
    const receivers = '{otlp: {protocols: {http: "${env:EMPTY}"}}}';
    const text = config({ receivers, pipelines: '{traces: {receivers: [otlp], exporters: [debug]}}' });

    expect(found(text, 160, { environment: {} })).toEqual([]);
  });

  it('reads an empty variable for the section of a signal as an empty encoding', () => {
    const text = config({ receivers: '{kafka: {traces: "${env:EMPTY}"}}' });

    expect(found(text, 160, { environment: {} })).toEqual([
      'invalid-value start receivers.kafka.traces.encoding',
    ]);
  });

  it('reads an empty variable for a list as an empty list', () => {
    const text = config({ pipelines: '{traces: {receivers: "${env:EMPTY}", exporters: [debug]}}' });

    expect(found(text, 160, { environment: {} })).toEqual(['service validate service.pipelines.traces']);
    expect(found(text)).toEqual([]);
  });
});
