import { describeRule, ingestion, processing } from '../../../_helpers/lint/lint-rule';

const wait = (value: string) =>
  processing({
    processors: `tail_sampling: {decision_wait: ${value}, num_traces: 100}`,
    order: 'tail_sampling',
  });

describeRule('CONFIG_DURATION_WITHOUT_UNIT', [
  {
    what: 'seconds without a unit',
    given: wait('30'),
    found: ['error a.yaml:3'],
    says: '30 nanoseconds',
  },
  {
    what: 'a nested duration without a unit',
    given: ingestion({ kafka: 'retry_on_failure: {max_interval: 5}' }),
    found: ['error a.yaml:4'],
  },
  { what: 'a unit', given: wait('30s') },
  { what: 'zero', given: wait('0') },
  { what: 'a whole second in nanoseconds', given: wait('1000000000') },
  { what: 'one known only in the environment', given: wait('"${env:W}"') },
]);
