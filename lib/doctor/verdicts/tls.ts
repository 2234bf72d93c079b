import { REPRODUCED, type VerdictEntry } from './verdict-entry';

const TLS = { spec: 'kafka.tls', collector: 'tls' } as const;
const CA = { spec: 'kafka.tls.caFile', collector: 'tls.ca_file' } as const;

/** Verdicts on the TLS handshake and the certificates. */
export const TLS_VERDICTS = {
  TLS_UNTRUSTED_CA: {
    severity: 'fault',
    title: 'the CA of the certificate is not trusted here',
    explanation:
      'The chain of the certificate does not end in the configured CA or, if none is configured, in a CA of the system. The Collector logs "certificate signed by unknown authority" and retries.',
    whatToDo: 'Configure the CA that signed the certificate of the broker.',
    setting: CA,
    source: REPRODUCED,
  },
  TLS_CERTIFICATE_EXPIRED: {
    severity: 'fault',
    title: 'the certificate has expired',
    explanation: 'The certificate of the broker, or one in its chain, has expired.',
    whatToDo:
      'Renew the certificate in the keystore of the broker. If it has been renewed, make the broker load it. Check the clock of this machine, too.',
    setting: { elsewhere: 'the keystore of the listener; the clock of this machine' },
    source: REPRODUCED,
  },
  TLS_CERTIFICATE_NOT_YET_VALID: {
    severity: 'fault',
    title: 'the certificate is not valid yet',
    explanation: 'The certificate becomes valid at a time that this machine considers to be in the future.',
    whatToDo: 'Check the clock of this machine first. If it is right, issue a new certificate.',
    setting: { elsewhere: 'the clock of this machine; the keystore of the listener' },
    source: 'RFC 5280, validity',
  },
  TLS_CERTIFICATE_EXPIRES_SOON: {
    severity: 'advice',
    title: 'the certificate expires within 30 days',
    explanation:
      'Connections work today. From the day of expiry every new connection fails, while the Collector stays up and reports healthy.',
    whatToDo: 'Renew the certificate in the keystore of the listener.',
    setting: { elsewhere: 'the keystore of the listener' },
    source: 'the certificate itself',
  },
  TLS_WRONG_HOST_NAME: {
    severity: 'fault',
    title: 'the certificate is for another name',
    explanation:
      'The name or address of the broker is not among the subject alternative names of the certificate. Go ignores the common name.',
    whatToDo:
      'Use a name that the certificate has, or issue a certificate for this one. If only an address is known, set tls.server_name_override to the name in the certificate.',
    setting: { spec: 'kafka.brokers', collector: 'brokers, tls.server_name_override' },
    source: REPRODUCED,
  },
  TLS_CLIENT_CERTIFICATE_MISSING: {
    severity: 'fault',
    title: 'the listener requires a client certificate',
    explanation:
      'The broker closes the connection because the client sends no certificate (ssl.client.auth=required). With TLS 1.3 the handshake seems to succeed first.',
    whatToDo: 'Configure a client certificate and its key, or use a listener that requires none.',
    setting: { collector: 'tls.cert_file, tls.key_file' },
    source: REPRODUCED,
  },
  TLS_CLIENT_CERTIFICATE_REFUSED: {
    severity: 'fault',
    title: 'the broker rejects the client certificate',
    explanation:
      'The broker does not trust the CA of the client certificate, or the certificate has expired. The TLS alert in the message gives the reason that the broker sent.',
    whatToDo: 'Use a certificate of a CA in the truststore of the listener, or add its CA there.',
    setting: { collector: 'tls.cert_file, tls.key_file', elsewhere: 'the truststore of the listener' },
    source: REPRODUCED,
  },
  TLS_NOT_SPOKEN: {
    severity: 'fault',
    title: 'the port does not speak TLS',
    explanation: 'TLS is configured, but this is a plaintext listener.',
    whatToDo: 'Use the port of a TLS listener, or remove the TLS settings.',
    setting: { spec: 'kafka.tls.enabled, kafka.brokers', collector: 'tls, brokers' },
    source: REPRODUCED,
  },
  TLS_WANTED: {
    severity: 'fault',
    title: 'the port requires TLS',
    explanation:
      'TLS is not configured, but the listener requires it. To the Collector, `tls:` without a value is plaintext; `tls: {}` is TLS with the CAs of the system.',
    whatToDo: 'Enable TLS, or use the port of a plaintext listener.',
    setting: { spec: 'kafka.tls', collector: 'tls: {}' },
    source: REPRODUCED,
  },
  TLS_SETTINGS_UNUSABLE: {
    severity: 'fault',
    title: 'a certificate, key or CA cannot be used',
    explanation:
      'A file is not in PEM format, or the key belongs to another certificate. The Collector exits at start, or hangs.',
    whatToDo: 'Use files in PEM format, and a key that belongs to the certificate.',
    setting: { spec: 'kafka.tls.caFile', collector: 'tls.ca_file, tls.cert_file, tls.key_file' },
    source: 'configtls, v0.160.0',
  },
  TLS_FAILED: {
    severity: 'fault',
    title: 'the TLS handshake failed',
    explanation:
      'Client and broker have no common cipher or TLS version, or the connection was cut. Some proxies also answer "handshake failure" to a client without a certificate.',
    whatToDo: 'Read the alert or error in the message, and the log of the broker or proxy at that time.',
    setting: TLS,
    source: 'the alert or error in the message',
  },
  TLS_NOT_VERIFIED: {
    severity: 'advice',
    title: 'certificates are not verified',
    explanation:
      'With insecure_skip_verify, anyone on the network path can pose as the broker and read everything, the password included.',
    whatToDo: 'Configure the CA of the brokers, and remove insecure_skip_verify.',
    setting: { spec: 'kafka.tls.insecureSkipVerify', collector: 'tls.insecure_skip_verify' },
    source: 'configtls, v0.160.0',
  },
} as const satisfies Record<string, VerdictEntry>;
