import { describeRule, processing } from '../../../_helpers/lint/lint-rule';

const offset = (value: string) => processing({ kafka: `brokers: [k:9092], group_id: g${value}` });
const wanted = (which: 'earliest' | 'latest') => ({
  facts: { initialOffset: { wanted: which, because: 'partition 3 has no commit' } },
});

describeRule('KAFKA_INITIAL_OFFSET_DEFAULT', [
  {
    what: 'no initial_offset',
    given: offset(''),
    found: ['warning a.yaml:2'],
    says: 'so it starts at latest',
  },
  {
    what: 'no initial_offset, with the default interval of looking for new partitions',
    given: offset(''),
    found: ['warning a.yaml:2'],
    says: 'of a new partition those of up to 600 s',
  },
  { what: 'earliest', given: offset(', initial_offset: earliest') },
  { what: 'latest, which another rule reports', given: offset(', initial_offset: latest') },
  { what: 'one known only in the environment', given: offset(', initial_offset: "${env:O}"') },
  { what: 'none where the state says more', given: offset(''), situation: wanted('earliest') },
]);

describeRule('KAFKA_INITIAL_OFFSET_LATEST', [
  { what: 'latest', given: offset(', initial_offset: latest'), found: ['info a.yaml:2'] },
  {
    what: 'latest when the state is known',
    given: offset(', initial_offset: latest'),
    situation: wanted('latest'),
  },
  { what: 'earliest', given: offset(', initial_offset: earliest') },
]);

describeRule('KAFKA_INITIAL_OFFSET_STATE', [
  {
    what: 'latest when earliest is wanted',
    given: offset(', initial_offset: latest'),
    situation: wanted('earliest'),
    found: ['error a.yaml:2'],
    says: 'partition 3 has no commit',
  },
  {
    what: 'the default when earliest is wanted',
    given: offset(''),
    situation: wanted('earliest'),
    found: ['error a.yaml:2'],
  },
  {
    what: 'earliest when latest is wanted',
    given: offset(', initial_offset: earliest'),
    situation: wanted('latest'),
    found: ['warning a.yaml:2'],
  },
  {
    what: 'the wanted value',
    given: offset(', initial_offset: earliest'),
    situation: wanted('earliest'),
  },
  {
    what: 'one known only in the environment',
    given: offset(', initial_offset: "${env:O}"'),
    situation: wanted('latest'),
  },
  { what: 'anything without a state', given: offset(', initial_offset: latest') },
]);
