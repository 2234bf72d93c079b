import { valueAt } from '../../collector/config/collector-config';
import { isRecord } from '../../collector/config/config-document';
import { removePair } from '../../collector/config/text-edit';
import type { Rule } from '../rule';
import { FRANZ_GO_SINCE, kafkaComponents, tlsOf } from '../settings/kafka-client';
import { booleanAt, isSet } from '../settings/values';

/** `insecure: true` does not mean "TLS without checks". */
export const tlsInsecure: Rule = {
  code: 'KAFKA_TLS_INSECURE',
  severity: 'warning',
  title: 'tls.insecure is plaintext',
  explanation:
    '`insecure: true` without a CA switches TLS off altogether: the client speaks plaintext, to a TLS listener in vain. It does not mean "TLS without checking the certificate"; that is `insecure_skip_verify: true`. Take `insecure` out for TLS, or the whole section out for plaintext that says so.',
  source:
    'https://github.com/open-telemetry/opentelemetry-collector/blob/config/configtls/v1.66.0/config/configtls/configtls.go',
  *check(context) {
    if (context.version.minor < FRANZ_GO_SINCE) return;
    for (const { file, component } of kafkaComponents(context)) {
      const tls = tlsOf(component, context.version);
      const section = valueAt(file.document.resolved, tls.path);
      if (tls.state !== 'off' || !isRecord(section)) continue;
      yield {
        file,
        path: [...tls.path, 'insecure'],
        message: `tls.insecure: true of ${component.id} is plaintext, not TLS without checks; take it out for TLS, or the whole tls section for plaintext.`,
      };
    }
  },
};

/** Encryption to whoever answers. */
export const tlsSkipVerify: Rule = {
  code: 'KAFKA_TLS_SKIP_VERIFY',
  severity: 'warning',
  title: "the broker's certificate is not checked",
  explanation:
    "`insecure_skip_verify: true` takes any certificate: whoever answers on that address gets the login and the data. Give the brokers' CA with `ca_file` or `ca_pem`; if only the name does not fit, set `server_name_override`.",
  source:
    'https://github.com/open-telemetry/opentelemetry-collector/blob/config/configtls/v1.66.0/config/configtls/README.md',
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
          ? `${component.id} has the brokers' CA and does not check with it (insecure_skip_verify: true); take insecure_skip_verify out.`
          : `${component.id} takes any certificate (insecure_skip_verify: true), so anybody on the way can answer as the broker; give its CA with ca_file instead.`,
        fix: edit && { title: 'takes insecure_skip_verify out', edits: [edit] },
      };
    }
  },
};
