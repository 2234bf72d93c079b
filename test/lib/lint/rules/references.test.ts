import { describeRule, processing } from '../../../_helpers/lint/lint-rule';

describeRule('CONFIG_BARE_REFERENCE', [
  {
    what: 'a name without braces, and adds them',
    given: processing({ kafka: 'group_id: $GROUP' }),
    found: ['error a.yaml:2'],
    becomes: ['$GROUP', '$${env:GROUP}'],
  },
  { what: 'one in a list', given: processing({ kafka: 'brokers: [a, $B]' }), found: ['error a.yaml:2'] },
  { what: 'braces', given: processing({ kafka: 'brokers: "${env:B}", group_id: "${G}"' }) },
  { what: 'a dollar sign within', given: processing({ kafka: 'group_id: a$B' }) },
  { what: 'two dollar signs', given: processing({ kafka: 'group_id: $$GROUP' }) },
]);
