import { describeRule, ingestion, processing } from '../../../_helpers/lint/lint-rule';

const tls = (section: string) => processing({ kafka: `brokers: [k:9093], tls: ${section}` });

describeRule('KAFKA_TLS_NULL', [
  {
    what: 'tls without a body',
    given: processing({ kafka: 'brokers: [k:9093], tls: ' }),
    found: ['error a.yaml:2'],
  },
  { what: 'tls: {}', given: tls('{}') },
  { what: 'no tls at all', given: processing() },
]);

describeRule('KAFKA_TLS_INSECURE', [
  { what: 'insecure', given: tls('{insecure: true}'), found: ['warning a.yaml:2'], says: 'means plaintext' },
  {
    what: 'insecure in the exporter',
    given: ingestion({ kafka: 'tls: {insecure: true}' }),
    found: ['warning a.yaml:4'],
  },
  { what: 'insecure: false', given: tls('{insecure: false}') },
  { what: 'insecure: true with a CA, which is TLS', given: tls('{insecure: true, ca_pem: PEM}') },
  {
    what: 'insecure: true with sarama, which uses TLS even then',
    given: tls('{insecure: true}'),
    situation: { minor: 130 },
  },
]);

describeRule('KAFKA_TLS_SKIP_VERIFY', [
  {
    what: 'a certificate that is not checked',
    given: tls('{insecure_skip_verify: true}'),
    found: ['warning a.yaml:2'],
  },
  {
    what: 'a CA that is not used, and removes insecure_skip_verify',
    given: tls('{ca_file: /ca.pem, insecure_skip_verify: true}'),
    found: ['warning a.yaml:2'],
    becomes: [', insecure_skip_verify: true', ''],
  },
  {
    what: 'a TLS section that is known only in the environment',
    given: tls('{insecure: "${env:I}", insecure_skip_verify: true}'),
  },
  { what: 'insecure_skip_verify: false', given: tls('{insecure_skip_verify: false}') },
  { what: 'a placeholder', given: tls('{insecure_skip_verify: "${env:SKIP}"}') },
]);
