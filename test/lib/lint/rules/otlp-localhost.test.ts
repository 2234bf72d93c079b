import { describeRule, ingestion } from '../../../_helpers/lint/lint-rule';

const otlp = (protocols: string) => ingestion({ others: `otlp: {protocols: ${protocols}}` });

describeRule('OTLP_LOCALHOST', [
  {
    what: 'a protocol without an endpoint',
    given: otlp('{grpc: {}}'),
    found: ['info a.yaml:1'],
    says: '0.0.0.0:4317',
  },
  {
    what: 'localhost',
    given: otlp('{http: {endpoint: "localhost:4318"}}'),
    found: ['info a.yaml:1'],
    says: '0.0.0.0:4318',
  },
  { what: 'all interfaces', given: otlp('{grpc: {endpoint: "0.0.0.0:4317"}, http: {endpoint: ":4318"}}') },
  { what: 'an endpoint known only in the environment', given: otlp('{grpc: {endpoint: "${env:E}"}}') },
  {
    what: 'OTLP that does not go to Kafka',
    given:
      'receivers: {otlp: {protocols: {grpc: {}}}}\nexporters: {debug: {}}\nservice: {pipelines: {traces: {receivers: [otlp], exporters: [debug]}}}\n',
  },
]);
