import { valueAt } from '../../collector/config/collector-config';
import { isRecord } from '../../collector/config/config-document';
import { removePair } from '../../collector/config/text-edit';
import { reading } from '../examples';
import { defineRule } from '../rule';
import { FRANZ_GO_SINCE, kafkaComponents, tlsOf } from '../settings/kafka-client';
import { booleanAt, isSet } from '../settings/values';

export const tlsInsecure = defineRule({
  code: 'KAFKA_TLS_INSECURE',
  severity: 'warning',
  title: 'tls.insecure means plaintext',
  explanation:
    '`insecure: true` without a CA turns TLS off. The client speaks plaintext, and a TLS listener does not answer it. The setting does not mean "TLS without checking the certificate"; that is `insecure_skip_verify: true`.',
  whatToDo: 'Remove `insecure` to use TLS, or remove the whole tls section to use plaintext.',
  source:
    'https://github.com/open-telemetry/opentelemetry-collector/blob/config/configtls/v1.66.0/config/configtls/configtls.go',
  examples: {
    bad: reading({ kafka: 'brokers: [kafka:9092]\ntls: {insecure: true}' }),
    good: reading({ kafka: 'brokers: [kafka:9092]\ntls: {ca_file: /etc/kafka/ca.pem}' }),
  },
  *check(context) {
    if (context.version.minor < FRANZ_GO_SINCE) return;
    for (const { file, component } of kafkaComponents(context)) {
      const tls = tlsOf(component, context.version);
      const section = valueAt(file.document.resolved, tls.path);
      if (tls.state !== 'off' || !isRecord(section)) continue;
      yield {
        file,
        path: [...tls.path, 'insecure'],
        message: `tls.insecure: true of ${component.id} means plaintext, not TLS without certificate checks. Remove it to use TLS, or remove the whole tls section to use plaintext.`,
      };
    }
  },
});

export const tlsSkipVerify = defineRule({
  code: 'KAFKA_TLS_SKIP_VERIFY',
  severity: 'warning',
  title: 'broker certificate not checked',
  explanation:
    'With `insecure_skip_verify: true` the client accepts any certificate. Whoever answers at that address gets the login and the data.',
  whatToDo:
    "Set the brokers' CA with `ca_file` or `ca_pem`. If only the host name differs, set `server_name_override`.",
  source:
    'https://github.com/open-telemetry/opentelemetry-collector/blob/config/configtls/v1.66.0/config/configtls/README.md',
  examples: {
    bad: reading({ kafka: 'brokers: [kafka:9092]\ntls: {insecure_skip_verify: true}' }),
    good: reading({ kafka: 'brokers: [kafka:9092]\ntls: {ca_file: /etc/kafka/ca.pem}' }),
  },
  *check(context) {
    for (const { file, component } of kafkaComponents(context)) {
      const tls = tlsOf(component, context.version);
      const section = valueAt(file.document.resolved, tls.path);
      if (tls.state !== 'on' || booleanAt(section, ['insecure_skip_verify']) !== true) continue;
      const path = [...tls.path, 'insecure_skip_verify'];
      const hasCa = isSet(section, ['ca_file']) || isSet(section, ['ca_pem']);
      const edit = hasCa ? removePair(file.document, path) : undefined;
      yield {
        file,
        path,
        message: hasCa
          ? `${component.id} has the brokers' CA but does not check certificates against it (insecure_skip_verify: true). Remove insecure_skip_verify.`
          : `${component.id} accepts any certificate (insecure_skip_verify: true), so anyone on the network path can pose as the broker. Set the brokers' CA with ca_file instead.`,
        fix: edit && { title: 'removes insecure_skip_verify', edits: [edit] },
      };
    }
  },
});
