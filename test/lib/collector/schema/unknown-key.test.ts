import { parse } from 'yaml';
import { checkComponent, type Problem } from '../../../../lib/collector/schema';
import type { Section } from '../../../../lib/collector/schema/component-types';

function problems(component: string, settings: string, minor: number, signals = ['traces']): Problem[] {
  const [section = '', type = ''] = component.split('/');
  return checkComponent(
    {
      section: section as Section,
      id: `${type}/a`,
      type,
      settings: parse(settings),
      signals,
      extensions: [],
    },
    { text: `0.${minor}.0`, minor },
  );
}

/** kind, refusal, message and where the value belongs, of the only problem. */
function only(component: string, settings: string, minor: number, signals?: string[]): unknown[] {
  const [problem, ...others] = problems(component, settings, minor, signals);
  expect(others).toEqual([]);
  return [problem?.kind, problem?.refusal, problem?.message, problem?.replacement?.path.slice(2).join('.')];
}

describe('A key that is no setting', () => {
  it.each([
    ['receivers/kafka', 'topic: a', 160, 'renamed-key', '"topic" is gone since v0.141', 'traces.topics'],
    [
      'receivers/kafka',
      'traces: {topic: a}',
      160,
      'renamed-key',
      '"topic" is gone since v0.147',
      'traces.topics',
    ],
    [
      'receivers/kafka',
      'traces: {topics: [a]}',
      115,
      'removed-key',
      '"traces" is known from v0.123 on',
      undefined,
    ],
    [
      'receivers/kafka',
      'traces_topic: a',
      160,
      'renamed-key',
      '"traces_topic" is no setting here',
      'traces.topics',
    ],
    ['receivers/kafka', 'auth: {tls: {}}', 160, 'renamed-key', '"tls" is gone since v0.160', 'tls'],
    [
      'receivers/kafka',
      'auth: {plain_text: {}}',
      160,
      'renamed-key',
      '"plain_text" is gone since v0.160',
      'auth.sasl',
    ],
    [
      'receivers/kafka',
      'group_rebalance_strategy: range',
      160,
      'renamed-key',
      '"group_rebalance_strategy" is gone since v0.160',
      'group_rebalance_strategies',
    ],
    [
      'receivers/kafka',
      'resolve_canonical_bootstrap_servers_only: true',
      160,
      'removed-key',
      '"resolve_canonical_bootstrap_servers_only" is gone since v0.160',
      undefined,
    ],
    [
      'receivers/kafka',
      'default_fetch_size: 1',
      160,
      'renamed-key',
      '"default_fetch_size" is gone since v0.144',
      'max_partition_fetch_size',
    ],
    ['exporters/kafka', 'topic: a', 160, 'renamed-key', '"topic" is gone since v0.148', 'traces.topic'],
    [
      'exporters/kafka',
      'traces: {topics: [a]}',
      160,
      'renamed-key',
      '"topics" is no setting here',
      'traces.topic',
    ],
    [
      'exporters/kafka',
      'required_acks: all',
      160,
      'misplaced-key',
      '"required_acks" does not belong here',
      'producer.required_acks',
    ],
    ['receivers/kafka', 'sasl: {}', 160, 'misplaced-key', '"sasl" does not belong here', 'auth.sasl'],
    [
      'receivers/kafka',
      'consumer_group: a',
      160,
      'unknown-key',
      '"consumer_group" is no setting here',
      undefined,
    ],
  ])('%s with %s at v0.%d is a %s', (component, settings, minor, kind, message, replacement) => {
    expect(only(component, settings, minor)).toEqual([kind, 'validate', message, replacement]);
  });

  it('that was for all signals has a successor only where one signal uses it', () => {
    expect(only('receivers/kafka', 'topic: a', 160, ['logs'])[3]).toBe('logs.topics');
    expect(only('receivers/kafka', 'topic: a', 160, ['logs', 'traces'])[3]).toBeUndefined();
  });

  it.each([
    ['groupId: a', 'Did you mean group_id?'],
    ['group-id: a', 'Did you mean group_id?'],
    ['broker: a', 'Did you mean brokers?'],
    ['brokres: [a]', 'Did you mean brokers?'],
  ])('%s is told with the one that is meant', (settings, advice) => {
    expect(problems('receivers/kafka', settings, 160)[0]?.advice).toBe(advice);
  });

  it('is ignored by the HTTP exporter of v0.160 down to the next optional section, and told nevertheless', () => {
    const ignored = 'is no setting here, and this version ignores it';

    expect(only('exporters/otlphttp', 'endpoint: http://a\nurl: b', 160)).toEqual([
      'unknown-key',
      'none',
      `"url" ${ignored}`,
      undefined,
    ]);
    expect(only('exporters/otlphttp', 'endpoint: http://a\ntls: {cafile: b}', 160)[1]).toBe('none');
    expect(only('exporters/otlphttp', 'endpoint: http://a\nsending_queue: {size: 1}', 160)[1]).toBe(
      'validate',
    );
    expect(only('exporters/otlphttp', 'endpoint: http://a\nurl: b', 145)[1]).toBe('validate');
  });
});

describe('A key that a later version drops', () => {
  it.each([
    [
      'receivers/kafka',
      'group_rebalance_strategy: range',
      158,
      '"group_rebalance_strategy" is gone from v0.160 on',
    ],
    ['receivers/kafka', 'auth: {tls: {}}', 158, '"tls" is gone from v0.160 on'],
    ['receivers/kafka', 'traces: {topic: a}', 145, '"topic" is gone from v0.147 on'],
    ['exporters/kafka', 'topic: a', 145, '"topic" is gone from v0.148 on'],
  ])('%s with %s at v0.%d is told without a refusal', (component, settings, minor, message) => {
    expect(only(component, settings, minor).slice(1, 3)).toEqual(['none', message]);
  });

  it('is not told of where it still has an effect and no successor', () => {
    const setting = 'resolve_canonical_bootstrap_servers_only: true';

    expect(problems('receivers/kafka', setting, 115)).toEqual([]);
    expect(only('receivers/kafka', setting, 158)[1]).toBe('none');
  });

  it('is not told of where its successor is not there yet', () => {
    expect(problems('receivers/kafka', 'topic: a\nencoding: otlp_proto', 115)).toEqual([]);
    expect(problems('receivers/kafka', 'group_rebalance_strategy: range', 145)).toEqual([]);
  });
});

describe('A component of a type that is not known here', () => {
  it('is told of, and judged by nobody', () => {
    expect(only('receivers/jaeger', 'anything: 1', 160)).toEqual([
      'unknown-component',
      'none',
      'the settings of receiver jaeger are not known here',
      undefined,
    ]);
  });

  it('is refused when it is only the newer spelling of one', () => {
    expect(only('exporters/otlp_http', 'endpoint: http://a', 160)[0]).toBeUndefined();
    expect(only('exporters/otlp_http', 'endpoint: http://a', 115).slice(0, 2)).toEqual([
      'unknown-component',
      'validate',
    ]);
  });
});
