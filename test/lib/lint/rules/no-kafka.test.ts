import { describeRule, ingestion, processing } from '../../../_helpers/lint/lint-rule';

const OTLP =
  'receivers: {otlp: {}}\nexporters: {debug: {}}\nservice:\n  pipelines: {traces: {receivers: [otlp], exporters: [debug]}}\n';

describeRule('CONFIG_NO_KAFKA', [
  { what: 'a file without Kafka', given: OTLP, found: ['info a.yaml:4'], says: 'neither tier' },
  {
    what: 'Kafka that no pipeline names',
    given: `${OTLP}`.replace('otlp: {}', 'otlp: {}, kafka: {}'),
    found: ['warning a.yaml:4'],
    says: 'the receiver kafka',
  },
  { what: 'either tier', given: [ingestion(), processing()] },
]);
