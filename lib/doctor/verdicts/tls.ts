import { SEEN, type VerdictEntry } from './verdict-entry';

const TLS = { spec: 'kafka.tls', collector: 'tls' } as const;
const CA = { spec: 'kafka.tls.caFile', collector: 'tls.ca_file' } as const;

/** Verdicts of the handshake and the certificates. */
export const TLS_VERDICTS = {
  TLS_UNTRUSTED_CA: {
    title: 'the certificate is not signed by a CA that is trusted here',
    explanation:
      'The chain of the broker’s certificate does not end in the CA that is set, or, where none is set, in one of the system. Name the CA that signed it. The Collector logs "certificate signed by unknown authority" and retries.',
    setting: CA,
    source: SEEN,
  },
  TLS_CERTIFICATE_EXPIRED: {
    title: 'the certificate has expired',
    explanation:
      'The broker shows a certificate (or its chain holds one) whose time is over. Only the brokers’ side can renew it; if it was renewed, the broker has not loaded it.',
    setting: { elsewhere: 'the keystore of the broker’s listener; the clock of this machine' },
    source: SEEN,
  },
  TLS_CERTIFICATE_NOT_YET_VALID: {
    title: 'the certificate is not valid yet',
    explanation:
      'Its time begins later than this machine’s clock says. More often the clock is wrong than the certificate.',
    setting: { elsewhere: 'the clock of this machine; the keystore of the broker’s listener' },
    source: 'RFC 5280, validity',
  },
  TLS_CERTIFICATE_EXPIRES_SOON: {
    title: 'the certificate expires within 30 days',
    explanation:
      'Nothing is wrong yet. On the day, every new connection fails, while the Collector stays up and healthy.',
    setting: { elsewhere: 'renew the keystore of the broker’s listener' },
    source: 'the certificate itself',
  },
  TLS_WRONG_HOST_NAME: {
    title: 'the certificate is for another name',
    explanation:
      'The name (or address) that is dialled is not among the certificate’s subject alternative names; Go does not look at the common name. Dial a name that stands there, or have the certificate made for this one. Where only an address is known, tls.server_name_override says which name to expect.',
    setting: { spec: 'kafka.brokers', collector: 'brokers, tls.server_name_override' },
    source: SEEN,
  },
  TLS_CLIENT_CERTIFICATE_MISSING: {
    title: 'the listener asks for a client certificate',
    explanation:
      'The broker ends the connection because the client shows no certificate (ssl.client.auth=required). With TLS 1.3 the handshake looks complete first.',
    setting: { collector: 'tls.cert_file, tls.key_file' },
    source: SEEN,
  },
  TLS_CLIENT_CERTIFICATE_REFUSED: {
    title: 'the client’s certificate is refused',
    explanation:
      'The broker does not trust the CA of the client’s certificate, or it has expired. The alert that it sent says which, as far as TLS tells.',
    setting: { collector: 'tls.cert_file, tls.key_file', elsewhere: 'the truststore of the listener' },
    source: SEEN,
  },
  TLS_NOT_SPOKEN: {
    title: 'the port does not speak TLS',
    explanation: 'TLS is set, but the listener is a plaintext one. Use the TLS port, or take tls out.',
    setting: { spec: 'kafka.tls.enabled, kafka.brokers', collector: 'tls, brokers' },
    source: SEEN,
  },
  TLS_WANTED: {
    title: 'the port speaks TLS only',
    explanation:
      'TLS is not set, but the listener asks for it. Mind that `tls:` without a body is plaintext to the Collector; `tls: {}` is TLS with the system’s CAs.',
    setting: { spec: 'kafka.tls', collector: 'tls: {}' },
    source: SEEN,
  },
  TLS_SETTINGS_UNUSABLE: {
    title: 'a certificate, key or CA cannot be used',
    explanation:
      'A file is no PEM, or the key belongs to another certificate. The Collector ends at start over it, or hangs.',
    setting: { spec: 'kafka.tls.caFile', collector: 'tls.ca_file, tls.cert_file, tls.key_file' },
    source: 'configtls, v0.160.0',
  },
  TLS_FAILED: {
    title: 'the TLS handshake failed',
    explanation:
      'For a reason that has no code of its own here: no common cipher or version, or a connection that was cut. "handshake failure" is also what some proxies say to a client without a certificate.',
    setting: TLS,
    source: 'the alert or error that is quoted',
  },
  TLS_NOT_VERIFIED: {
    title: 'certificates are not looked at',
    explanation:
      'With insecure_skip_verify anybody in between can read along, the password included. Name the CA instead.',
    setting: { spec: 'kafka.tls.insecureSkipVerify', collector: 'tls.insecure_skip_verify' },
    source: 'configtls, v0.160.0',
  },
} as const satisfies Record<string, VerdictEntry>;
