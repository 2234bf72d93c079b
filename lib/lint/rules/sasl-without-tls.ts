import type { Rule } from '../rule';
import { kafkaComponents, saslOf, tlsOf } from '../settings/kafka-client';
import { textAt } from '../settings/values';

/** A login over a connection that anybody on the way reads. */
export const saslWithoutTls: Rule = {
  code: 'KAFKA_SASL_WITHOUT_TLS',
  severity: 'error',
  title: 'SASL login without TLS',
  explanation:
    'Nothing switches TLS on but a `tls` section: SASL alone speaks plaintext. With PLAIN the password itself crosses the network (an error); SCRAM hides the password, yet not the data, and lets a listener guess it offline (a warning). Most brokers with SASL listen with TLS, and then nothing is consumed, without an error line. Write `tls: {}` for the roots of the image, or `tls: {ca_file: …}`.',
  source: 'docs/collector-facts.md',
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
          ? `${component.id} logs in with ${mechanism} and no TLS: the data crosses the network in clear, and the login can be guessed offline; write \`tls: {}\`.`
          : `${component.id} logs in with ${mechanism} and no TLS: the ${mechanism === 'PLAIN' ? 'password' : 'token'} crosses the network in clear; write \`tls: {}\`.`,
      };
    }
  },
};

/** MSK takes IAM on its TLS listeners only. */
export const mskIamWithoutTls: Rule = {
  code: 'KAFKA_MSK_IAM_WITHOUT_TLS',
  severity: 'error',
  title: 'MSK IAM without TLS',
  explanation:
    "MSK takes IAM logins on its TLS listeners only (ports 9098 and 9198), and the Collector's Kafka client does not switch TLS on for AWS_MSK_IAM_OAUTHBEARER, whatever a comment in its source says: without a `tls` section it speaks plaintext, stays up and moves nothing. Write `tls: {}`.",
  source: 'https://docs.aws.amazon.com/msk/latest/developerguide/port-info.html',
  *check(context) {
    for (const { file, component } of kafkaComponents(context)) {
      const mechanism = saslOf(component)?.mechanism;
      const tls = tlsOf(component, context.version);
      if (tls.state !== 'off' || !mechanism?.startsWith('AWS_MSK_IAM')) continue;
      yield {
        file,
        path: tls.path,
        part: 'key',
        message: `${component.id} logs in with ${mechanism} and no TLS, which MSK does not take: the connection never comes up; write \`tls: {}\`.`,
      };
    }
  },
};

/** A token is signed for a region. */
export const mskIamRegion: Rule = {
  code: 'KAFKA_MSK_IAM_REGION',
  severity: 'warning',
  title: 'MSK IAM without a region',
  explanation:
    "The login token is signed for the region in auth.sasl.aws_msk.region, and nothing else gives it one: AWS_REGION of the task is not looked at for that. Without it the Collector starts and every login fails. Write `aws_msk: {region: …}`, the cluster's.",
  source:
    'https://github.com/open-telemetry/opentelemetry-collector-contrib/blob/v0.160.0/receiver/kafkareceiver/README.md',
  *check(context) {
    for (const { file, component } of kafkaComponents(context)) {
      const sasl = saslOf(component);
      if (sasl?.mechanism !== 'AWS_MSK_IAM_OAUTHBEARER') continue;
      if (textAt(component.settings, ['auth', 'sasl', 'aws_msk', 'region'], '') !== '') continue;
      yield {
        file,
        path: [...sasl.path, 'aws_msk', 'region'],
        part: 'key',
        message: `${component.id} logs in by IAM and names no region to sign for, so every login fails; write \`aws_msk: {region: eu-central-1}\` with the cluster's.`,
      };
    }
  },
};
