import { complaints, refusals } from '../complaints';

const policies = (list: string, minor = 160) =>
  refusals('processors/tail_sampling', `policies: ${list}`, minor);

describe('tailSampling', () => {
  it.each([
    ['[{type: always_sample}]', ['start policies.0']],
    ['[{name: a}]', ['start policies.0']],
    ['[{name: a, type: random}]', ['start policies.0.type']],
    ['[{name: a, type: always_sample}, {name: a, type: always_sample}]', ['start policies.1']],
    ['[{name: a, type: status_code}]', ['start policies.0']],
    [
      '[{name: a, type: status_code, status_code: {status_codes: [FAILED]}}]',
      ['start policies.0.status_code.status_codes.0'],
    ],
    [
      '[{name: a, type: string_attribute, string_attribute: {key: k, values: ["("], enabled_regex_matching: true}}]',
      ['start policies.0.string_attribute.values.0'],
    ],
    ['[{name: a, type: string_attribute, string_attribute: {key: k, values: ["("]}}]', []],
    ['[{name: a, type: ottl_condition}]', ['start policies.0']],
    [
      '[{name: a, type: ottl_condition, ottl_condition: {span: ["name = 1"]}}]',
      ['start policies.0.ottl_condition.span.0'],
    ],
    ['[{name: a, type: latency, latency: {threshold: 5}}]', ['validate policies.0.latency.threshold']],
    ['[{name: a, type: latency, latency: {threshold_ms: 5s}}]', ['validate policies.0.latency.threshold_ms']],
    [
      '[{name: a, type: and, and: {and_sub_policy: [{name: b, type: random}]}}]',
      ['start policies.0.and.and_sub_policy.0.type'],
    ],
    [
      '[{name: a, type: and, and: {and_sub_policy: [{name: b, type: composite}]}}]',
      ['start policies.0.and.and_sub_policy.0.type'],
    ],
    ['[{name: a, type: composite, composite: {composite_sub_policy: [{name: b, type: and}]}}]', []],
    ['[{name: a, type: not, not: {not_sub_policy: {name: b, type: always_sample}}}]', []],
    ['[{name: a, type: drop, drop: {drop_sub_policy: [{name: b, type: always_sample}]}}]', []],
    ['{a: 1}', ['validate policies']],
    ['[{name: a, type: always_sample, extension_settings: {any: thing}}]', []],
    [
      '[{name: a, type: always_sample, extension_settings: text}]',
      ['validate policies.0.extension_settings'],
    ],
  ])('with the policies %s', (list, expected) => {
    expect(policies(list)).toEqual(expected);
  });

  it('knows fewer policies and settings at v0.115', () => {
    expect(policies('[{name: a, type: drop}]', 115)).toEqual(['start policies.0.type']);
    expect(policies('[{name: a, type: drop, drop: {}}]', 115)).toEqual([
      'validate policies.0.drop',
      'start policies.0.type',
    ]);
  });

  it('accepts an extension as a policy type if the service starts it', () => {
    const settings = 'policies: [{name: a, type: mine}]';

    expect(refusals('processors/tail_sampling', settings, 160, { extensions: ['mine'] })).toEqual([]);
  });

  it.each([
    [
      'sampling_strategy: random',
      'validate sampling_strategy: is "random", but must be trace-complete or span-ingest',
    ],
    ['tail_storage: disk', 'validate tail_storage: needs a feature gate that is off'],
    ['num_traces: -1', 'validate num_traces: is -1, but must not be negative'],
  ])('refuses %s', (settings, complaint) => {
    expect(complaints('processors/tail_sampling', settings, 160)).toEqual([complaint]);
  });
});
