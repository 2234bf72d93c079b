import { describeRule, processing } from '../../../_helpers/lint/lint-rule';

const policies = (list: string) =>
  processing({ processors: `tail_sampling: {${list}}`, order: 'tail_sampling' });

describeRule('TAIL_SAMPLING_NO_POLICY', [
  { what: 'no policies', given: policies(''), found: ['error a.yaml:3'] },
  { what: 'an empty list', given: policies('policies: []'), found: ['error a.yaml:3'] },
  { what: 'a policy', given: policies('policies: [{name: all, type: always_sample}]') },
  { what: 'policies known only in the environment', given: policies('policies: "${file:/p.yaml}"') },
]);

describeRule('TAIL_SAMPLING_POLICY_SECTION', [
  {
    what: 'a type without its section',
    given: policies('policies: [{name: slow, type: latency}]'),
    found: ['error a.yaml:3'],
    says: 'no section latency,',
  },
  {
    what: 'the section of another type',
    given: policies('policies: [{name: slow, type: latency, probabilistic: {sampling_percentage: 5}}]'),
    found: ['error a.yaml:3'],
    says: 'its section probabilistic is ignored',
  },
  {
    what: 'a type with its section',
    given: policies('policies: [{name: slow, type: latency, latency: {threshold_ms: 5}}]'),
  },
  { what: 'a type that has none', given: policies('policies: [{name: all, type: always_sample}]') },
  { what: 'a type of an extension', given: policies('policies: [{name: mine, type: my_extension}]') },
]);
