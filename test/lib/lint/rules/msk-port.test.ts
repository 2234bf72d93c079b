import { describeRule, processing } from '../../../_helpers/lint/lint-rule';

const HOST = 'b-1.demo.abc.c2.kafka.eu-west-1.amazonaws.com';
const msk = (port: number, more: string) => processing({ kafka: `brokers: ["${HOST}:${port}"]${more}` });
const IAM = ', tls: {}, auth: {sasl: {mechanism: AWS_MSK_IAM_OAUTHBEARER}}';
const SCRAM = ', tls: {}, auth: {sasl: {mechanism: SCRAM-SHA-512}}';

describeRule('KAFKA_MSK_PORT', [
  {
    what: 'IAM at the port for SCRAM',
    given: msk(9096, IAM),
    found: ['error a.yaml:2'],
    says: '9098 or 9198',
  },
  { what: 'SCRAM at the plaintext port', given: msk(9092, SCRAM), found: ['error a.yaml:2'] },
  { what: 'TLS at the port for IAM', given: msk(9098, ', tls: {}'), found: ['error a.yaml:2'] },
  { what: 'plaintext at the TLS port', given: msk(9094, ''), found: ['error a.yaml:2'] },
  {
    what: 'each login at its own port',
    given: [msk(9098, IAM), msk(9196, SCRAM), msk(9094, ', tls: {}'), msk(9092, '')],
  },
  { what: 'a port that MSK does not know', given: msk(29092, IAM) },
  { what: 'other clusters', given: processing({ kafka: `brokers: ["kafka.internal:9096"]${IAM}` }) },
  { what: 'TLS known only in the environment', given: msk(9094, ', tls: "${env:TLS}"') },
]);
