import { parsePipelineSpec } from '../../../../lib/pipeline';
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

const specWith = (auth: string) =>
  parsePipelineSpec(
    `name: checkout
kafka: {brokers: ["kafka:9092"]}
group: checkout
signals: {traces: {topic: otlp_spans}}
tiers:
  ingestion: {auth: ${auth}}
  processing: {cluster: telemetry, service: checkout, backend: {endpoint: "https://backend:4318"}}
deploy: {ingestion: none}
`,
    'spec.yaml',
  );
const bearer = { facts: { spec: specWith('{mechanism: bearer, token: {ssm: /otlp/token}}') } };
const mtls = {
  facts: { spec: specWith('{mechanism: mtls, certificate: {ssm: /otlp/cert}, key: {ssm: /otlp/key}}') },
};
const OPEN = '{grpc: {endpoint: "0.0.0.0:4317"}, http: {endpoint: "0.0.0.0:4318"}}';

describeRule('OTLP_WITHOUT_LOGIN', [
  {
    what: 'both protocols open, although clients have a token',
    given: otlp(OPEN),
    situation: bearer,
    found: ['error a.yaml:1', 'error a.yaml:1'],
    says: 'over grpc from everyone, although the spec has a login for clients (bearer). Set `auth: {authenticator: bearertokenauth}` below grpc.',
  },
  {
    what: 'one that is left open',
    given: otlp(
      '{grpc: {endpoint: "0.0.0.0:4317", auth: {authenticator: oidc}}, http: {endpoint: "0.0.0.0:4318"}}',
    ),
    situation: bearer,
    found: ['error a.yaml:1'],
    says: 'over http',
  },
  {
    what: 'TLS that asks for no certificate',
    given: otlp('{http: {endpoint: ":4318", tls: {cert_file: c, key_file: k}}}'),
    situation: mtls,
    found: ['error a.yaml:1'],
    says: 'Set `tls: {client_ca_file: …}` below http.',
  },
  {
    what: 'an address known only in the environment',
    given: otlp('{grpc: {endpoint: "${env:E}"}}'),
    situation: bearer,
    found: ['error a.yaml:1'],
  },
  {
    what: 'an empty authenticator',
    given: otlp('{grpc: {endpoint: "0.0.0.0:4317", auth: {authenticator: }}}'),
    situation: bearer,
    found: ['error a.yaml:1'],
  },
  {
    what: 'certificates of clients',
    given: otlp('{http: {endpoint: ":4318", tls: {cert_file: c, key_file: k, client_ca_file: ca}}}'),
    situation: mtls,
  },
  { what: 'what only this host can reach', given: otlp('{grpc: {}}'), situation: bearer },
  {
    what: 'a protocol that is switched off',
    given: otlp('{grpc: {enabled: false, endpoint: "0.0.0.0:4317"}, http: {}}'),
    situation: bearer,
  },
  {
    what: 'an open receiver if the spec has no login',
    given: otlp(OPEN),
    situation: { facts: { spec: specWith('{mechanism: none}') } },
  },
  { what: 'an open receiver if there is no spec', given: otlp(OPEN) },
]);
