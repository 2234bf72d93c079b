import { type ExampleFiles, reading } from '../examples';
import { defineRule } from '../rule';
import { kafkaComponents, saslOf, tlsOf, usesFranzGo } from '../settings/kafka-client';
import { textAt } from '../settings/values';

function iamOfV160(more: string): ExampleFiles {
  const kafka = `brokers: ["b-1.demo.abc.c2.kafka.eu-west-1.amazonaws.com:9098"]\ntls: {}\nauth:\n  sasl: {mechanism: AWS_MSK_IAM_OAUTHBEARER${more}}`;
  return { files: { 'processing.yaml': reading({ kafka }) }, version: '0.160.0' };
}

/** Since this version the Collector refuses IAM without a region. v0.160 does not. */
const REGION_REQUIRED_SINCE = 165;

export const saslWithoutTls = defineRule({
  code: 'KAFKA_SASL_WITHOUT_TLS',
  severity: 'error',
  title: 'SASL login without TLS',
  explanation:
    'Only a `tls` section turns TLS on. SASL alone speaks plaintext. With PLAIN or OAUTHBEARER the password or the token itself crosses the network (an error). SCRAM hides the password but not the data, and an eavesdropper can guess the password offline (a warning). Most brokers use TLS on their SASL listeners. The client then consumes nothing and logs no error.',
  whatToDo: 'Write `tls: {}` to use the CA certificates of the image, or `tls: {ca_file: …}`.',
  source: 'docs/collector-facts.md',
  examples: {
    bad: reading({
      kafka:
        'brokers: [kafka:9092]\nauth:\n  sasl: {mechanism: PLAIN, username: checkout, password: "${env:KAFKA_PASSWORD}"}',
    }),
    good: reading({
      kafka:
        'brokers: [kafka:9092]\ntls: {}\nauth:\n  sasl: {mechanism: PLAIN, username: checkout, password: "${env:KAFKA_PASSWORD}"}',
    }),
  },
  *check(context) {
    for (const { file, component } of kafkaComponents(context)) {
      const mechanism = saslOf(component)?.mechanism;
      const tls = tlsOf(component, context.version);
      if (tls.state !== 'off' || !mechanism || !/^(PLAIN|SCRAM-SHA-\d+|OAUTHBEARER)$/.test(mechanism))
        continue;
      const isScram = mechanism.startsWith('SCRAM');
      yield {
        file,
        path: tls.path,
        part: 'key',
        severity: isScram ? 'warning' : 'error',
        message: isScram
          ? `${component.id} logs in with ${mechanism} and without TLS. The data crosses the network in plain text, and the password can be guessed offline. Write \`tls: {}\`.`
          : `${component.id} logs in with ${mechanism} and without TLS. The ${mechanism === 'PLAIN' ? 'password' : 'token'} crosses the network in plain text. Write \`tls: {}\`.`,
      };
    }
  },
});

export const mskIamWithoutTls = defineRule({
  code: 'KAFKA_MSK_IAM_WITHOUT_TLS',
  severity: 'error',
  title: 'MSK IAM without TLS',
  explanation:
    "MSK accepts IAM logins only on its TLS listeners (ports 9098 and 9198). The Collector's Kafka client franz-go does not turn TLS on for AWS_MSK_IAM_OAUTHBEARER, although a comment in its source says so. Without a `tls` section it speaks plaintext, stays up and moves no data. sarama, the client before v0.138 (v0.135 for the exporter), turns TLS on itself, so such a configuration stops working with the upgrade.",
  whatToDo: 'Write `tls: {}`.',
  source: 'https://docs.aws.amazon.com/msk/latest/developerguide/port-info.html',
  examples: {
    bad: reading({
      kafka:
        'brokers: ["b-1.demo.abc.c2.kafka.eu-west-1.amazonaws.com:9098"]\nauth:\n  sasl: {mechanism: AWS_MSK_IAM_OAUTHBEARER, aws_msk: {region: eu-west-1}}',
    }),
    good: reading({
      kafka:
        'brokers: ["b-1.demo.abc.c2.kafka.eu-west-1.amazonaws.com:9098"]\ntls: {}\nauth:\n  sasl: {mechanism: AWS_MSK_IAM_OAUTHBEARER, aws_msk: {region: eu-west-1}}',
    }),
  },
  *check(context) {
    for (const { file, component } of kafkaComponents(context)) {
      const mechanism = saslOf(component)?.mechanism;
      const tls = tlsOf(component, context.version);
      if (tls.state !== 'off' || !mechanism?.startsWith('AWS_MSK_IAM')) continue;
      if (!usesFranzGo(component, context)) continue;
      yield {
        file,
        path: tls.path,
        part: 'key',
        message: `${component.id} logs in with ${mechanism} and without TLS. MSK does not accept that, so the client never connects. Write \`tls: {}\`.`,
      };
    }
  },
});

export const mskIamRegion = defineRule({
  code: 'KAFKA_MSK_IAM_REGION',
  severity: 'warning',
  title: 'MSK IAM without a region',
  explanation:
    'The client signs the login token for the region in auth.sasl.aws_msk.region. It does not fall back to AWS_REGION of the task. Without the setting the Collector starts, and every login fails.',
  whatToDo: 'Set auth.sasl.aws_msk.region to the region of the cluster.',
  source:
    'https://github.com/open-telemetry/opentelemetry-collector-contrib/blob/v0.160.0/receiver/kafkareceiver/README.md',
  examples: { bad: iamOfV160(''), good: iamOfV160(', aws_msk: {region: eu-west-1}') },
  *check(context) {
    // v0.165 refuses it, which another rule says.
    if (context.version.minor >= REGION_REQUIRED_SINCE) return;
    for (const { file, component } of kafkaComponents(context)) {
      const sasl = saslOf(component);
      if (sasl?.mechanism !== 'AWS_MSK_IAM_OAUTHBEARER') continue;
      if (textAt(component.settings, ['auth', 'sasl', 'aws_msk', 'region'], '') !== '') continue;
      yield {
        file,
        path: [...sasl.path, 'aws_msk', 'region'],
        part: 'key',
        message: `${component.id} logs in with IAM but names no region to sign the token for, so every login fails. Set \`aws_msk: {region: eu-central-1}\` with the region of the cluster.`,
      };
    }
  },
});
