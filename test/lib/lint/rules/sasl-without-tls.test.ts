import { describeRule, ingestion, processing } from '../../../_helpers/lint/lint-rule';

const sasl = (mechanism: string, more = '') =>
  processing({
    kafka: `brokers: [k:9092], auth: {sasl: {mechanism: ${mechanism}, username: u, password: "\${env:P}"}}${more}`,
  });

describeRule('KAFKA_SASL_WITHOUT_TLS', [
  {
    what: 'PLAIN',
    given: sasl('PLAIN'),
    found: ['error a.yaml:2'],
    says: 'The password crosses the network in plain text',
  },
  { what: 'SCRAM, less badly', given: sasl('SCRAM-SHA-512'), found: ['warning a.yaml:2'] },
  { what: 'a token', given: sasl('OAUTHBEARER'), found: ['error a.yaml:2'], says: 'The token crosses' },
  { what: 'PLAIN with tls: null', given: sasl('PLAIN', ', tls: null'), found: ['error a.yaml:2'] },
  {
    what: 'PLAIN with insecure: true, which turns TLS off',
    given: sasl('PLAIN', ', tls: {insecure: true}'),
    found: ['error a.yaml:2'],
  },
  {
    what: 'the older auth.plain_text',
    given: ingestion({ kafka: 'auth: {plain_text: {username: u, password: "${env:P}"}}' }),
    situation: { minor: 115 },
    found: ['error a.yaml:4'],
  },
  { what: 'PLAIN with TLS', given: sasl('PLAIN', ', tls: {}') },
  {
    what: 'insecure: true with a CA, which is TLS',
    given: sasl('PLAIN', ', tls: {insecure: true, ca_file: /ca.pem}'),
  },
  { what: 'TLS known only in the environment', given: sasl('PLAIN', ', tls: "${file:/tls.yaml}"') },
  { what: 'insecure known only in the environment', given: sasl('PLAIN', ', tls: {insecure: "${env:I}"}') },
  { what: 'a mechanism known only in the environment', given: sasl('"${env:M}"') },
  {
    what: 'auth.tls in a version that decodes it',
    given: processing({ kafka: 'auth: {tls: {ca_file: /ca}, sasl: {mechanism: PLAIN}}' }),
    situation: { minor: 159 },
  },
  {
    what: 'auth.tls in a version that refuses it, which is one finding of its own',
    given: processing({ kafka: 'auth: {tls: {ca_file: /ca}, sasl: {mechanism: PLAIN}}' }),
  },
]);

const iam = (more: string, region = ', aws_msk: {region: eu-west-1}') =>
  processing({
    kafka: `brokers: [k:9098], auth: {sasl: {mechanism: AWS_MSK_IAM_OAUTHBEARER${region}}}${more}`,
  });

describeRule('KAFKA_MSK_IAM_WITHOUT_TLS', [
  { what: 'IAM alone', given: iam(''), found: ['error a.yaml:2'] },
  { what: 'IAM with tls: null', given: iam(', tls: null'), found: ['error a.yaml:2'] },
  { what: 'IAM with TLS', given: iam(', tls: {}') },
  { what: 'SCRAM', given: sasl('SCRAM-SHA-512') },
]);

describeRule('KAFKA_MSK_IAM_REGION', [
  { what: 'IAM without a region', given: iam(', tls: {}', ''), found: ['warning a.yaml:2'] },
  { what: 'an empty region', given: iam('', ', aws_msk: {region: ""}'), found: ['warning a.yaml:2'] },
  { what: 'a region', given: iam('') },
  {
    what: 'a region known only in the environment',
    given: iam('', ', aws_msk: {region: "${env:AWS_REGION}"}'),
  },
]);
