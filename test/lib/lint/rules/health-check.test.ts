import { describeRule, ingestion, processing } from '../../../_helpers/lint/lint-rule';

describeRule('NO_HEALTH_CHECK', [
  {
    what: 'no extension',
    given: processing({ extensions: 'pprof: {}' }),
    found: ['info a.yaml:7'],
    says: 'There is no health_check',
  },
  {
    what: 'an extension that service.extensions does not list',
    given: processing().replace('extensions: [health_check]', 'extensions: []'),
    found: ['warning a.yaml:7'],
    says: 'not in service.extensions',
  },
  { what: 'a health check', given: [processing(), ingestion({ extensions: 'healthcheckv2: {}' })] },
  {
    what: 'a list known only in the environment',
    given: processing().replace('[health_check]', '"${env:E}"'),
  },
  { what: 'a file without Kafka', given: 'exporters: {debug: {}}\n' },
]);
