import { describeRule, ingestion, processing } from '../../../_helpers/lint/lint-rule';

describeRule('CONFIG_COMPONENT_UNUSED', [
  {
    what: 'a processor',
    given: processing({ order: '' }),
    found: ['info a.yaml:3'],
    says: 'the processor memory_limiter',
  },
  { what: 'components that pipelines use', given: [processing(), ingestion()] },
  {
    what: 'extensions',
    given: processing({ extensions: 'health_check: {}, file_storage: {}' }).replace(', file_storage]', ']'),
  },
]);
