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

/** The kind, refusal, message and new path of the only problem. */
function only(component: string, settings: string, minor: number, signals?: string[]): unknown[] {
  const [problem, ...others] = problems(component, settings, minor, signals);
  expect(others).toEqual([]);
  return [problem?.kind, problem?.refusal, problem?.message, problem?.replacement?.path.slice(2).join('.')];
}

describe('an unknown setting', () => {
  it.each([
    [
      'receivers/kafka',
      'topic: a',
      160,
      'renamed-key',
      'has the setting "topic", which v0.141 removed',
      'traces.topics',
    ],
    [
      'receivers/kafka',
      'traces: {topic: a}',
      160,
      'renamed-key',
      'has the setting "topic", which v0.147 removed',
      'traces.topics',
    ],
    [
      'receivers/kafka',
      'traces: {topics: [a]}',
      115,
      'removed-key',
      'has the setting "traces", which is available since v0.123',
      undefined,
    ],
    [
      'receivers/kafka',
      'traces_topic: a',
      160,
      'renamed-key',
      'has the unknown setting "traces_topic"',
      'traces.topics',
    ],
    [
      'receivers/kafka',
      'auth: {tls: {}}',
      160,
      'renamed-key',
      'has the setting "tls", which v0.160 removed',
      'tls',
    ],
    [
      'receivers/kafka',
      'auth: {plain_text: {}}',
      160,
      'renamed-key',
      'has the setting "plain_text", which v0.160 removed',
      'auth.sasl',
    ],
    [
      'receivers/kafka',
      'group_rebalance_strategy: range',
      160,
      'renamed-key',
      'has the setting "group_rebalance_strategy", which v0.160 removed',
      'group_rebalance_strategies',
    ],
    [
      'receivers/kafka',
      'resolve_canonical_bootstrap_servers_only: true',
      160,
      'removed-key',
      'has the setting "resolve_canonical_bootstrap_servers_only", which v0.160 removed',
      undefined,
    ],
    [
      'receivers/kafka',
      'default_fetch_size: 1',
      160,
      'renamed-key',
      'has the setting "default_fetch_size", which v0.144 removed',
      'max_partition_fetch_size',
    ],
    [
      'exporters/kafka',
      'topic: a',
      160,
      'renamed-key',
      'has the setting "topic", which v0.148 removed',
      'traces.topic',
    ],
    [
      'exporters/kafka',
      'traces: {topics: [a]}',
      160,
      'renamed-key',
      'has the unknown setting "topics"',
      'traces.topic',
    ],
    [
      'exporters/kafka',
      'required_acks: all',
      160,
      'misplaced-key',
      'has the setting "required_acks", which does not belong here',
      'producer.required_acks',
    ],
    [
      'receivers/kafka',
      'sasl: {}',
      160,
      'misplaced-key',
      'has the setting "sasl", which does not belong here',
      'auth.sasl',
    ],
    [
      'receivers/kafka',
      'consumer_group: a',
      160,
      'unknown-key',
      'has the unknown setting "consumer_group"',
      undefined,
    ],
  ])('%s with %s at v0.%d is a %s', (component, settings, minor, kind, message, replacement) => {
    expect(only(component, settings, minor)).toEqual([kind, 'validate', message, replacement]);
  });

  it('that applied to all signals has a successor only if a single signal uses it', () => {
    expect(only('receivers/kafka', 'topic: a', 160, ['logs'])[3]).toBe('logs.topics');
    expect(only('receivers/kafka', 'topic: a', 160, ['logs', 'traces'])[3]).toBeUndefined();
  });

  it.each([
    ['groupId: a', 'Did you mean group_id?'],
    ['group-id: a', 'Did you mean group_id?'],
    ['broker: a', 'Did you mean brokers?'],
    ['brokres: [a]', 'Did you mean brokers?'],
  ])('%s comes with a suggestion: %s', (settings, advice) => {
    expect(problems('receivers/kafka', settings, 160)[0]?.advice).toBe(advice);
  });

  it('comes without a suggestion if no setting has a similar name', () => {
    expect(problems('receivers/kafka', 'nonsense: a', 160)[0]).not.toHaveProperty('advice');
  });

  it('is reported even where the HTTP exporter of v0.160 ignores it, down to the next optional section', () => {
    const ignored = 'has the unknown setting "url", and this version ignores it';

    expect(only('exporters/otlphttp', 'endpoint: http://a\nurl: b', 160)).toEqual([
      'unknown-key',
      'none',
      ignored,
      undefined,
    ]);
    expect(only('exporters/otlphttp', 'endpoint: http://a\ntls: {cafile: b}', 160)[1]).toBe('none');
    expect(only('exporters/otlphttp', 'endpoint: http://a\nsending_queue: {size: 1}', 160)[1]).toBe(
      'validate',
    );
    expect(only('exporters/otlphttp', 'endpoint: http://a\nurl: b', 145)[1]).toBe('validate');
  });
});

describe('a setting that a later version removes', () => {
  it.each([
    [
      'receivers/kafka',
      'group_rebalance_strategy: range',
      158,
      'has the setting "group_rebalance_strategy", which v0.160 removes',
    ],
    ['receivers/kafka', 'auth: {tls: {}}', 158, 'has the setting "tls", which v0.160 removes'],
    ['receivers/kafka', 'traces: {topic: a}', 145, 'has the setting "topic", which v0.147 removes'],
    ['exporters/kafka', 'topic: a', 145, 'has the setting "topic", which v0.148 removes'],
  ])('%s with %s at v0.%d is reported, but not refused', (component, settings, minor, message) => {
    expect(only(component, settings, minor).slice(1, 3)).toEqual(['none', message]);
  });

  it('is not reported while it has an effect and no successor', () => {
    const setting = 'resolve_canonical_bootstrap_servers_only: true';

    expect(problems('receivers/kafka', setting, 115)).toEqual([]);
    expect(only('receivers/kafka', setting, 158)[1]).toBe('none');
  });

  it('is not reported in versions without its successor', () => {
    expect(problems('receivers/kafka', 'topic: a\nencoding: otlp_proto', 115)).toEqual([]);
    expect(problems('receivers/kafka', 'group_rebalance_strategy: range', 145)).toEqual([]);
  });
});

describe('a component of an unknown type', () => {
  it('is reported, and its settings are not checked', () => {
    expect(only('receivers/jaeger', 'anything: 1', 160)).toEqual([
      'unknown-component',
      'none',
      'has a type whose settings Spillway does not know',
      undefined,
    ]);
  });

  it('is refused if it is the newer name of a known type', () => {
    expect(only('exporters/otlp_http', 'endpoint: http://a', 160)[0]).toBeUndefined();
    expect(only('exporters/otlp_http', 'endpoint: http://a', 115).slice(0, 2)).toEqual([
      'unknown-component',
      'validate',
    ]);
  });
});
