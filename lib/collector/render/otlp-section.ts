import { OTLP_VARIABLES, type OtlpAuth } from '../../pipeline';
import { fromEnv } from './yaml-text';

/** The extension that checks tokens, as component and as the protocols refer to it. */
const AUTHENTICATOR = 'bearertokenauth';

/** Where the containers find the CA of the clients' certificates, because the Collector reads it from a file only. */
export const CLIENT_CA_FILE = '/etc/otlp/clients-ca.pem';

/** How clients log in, as lines below a protocol of the OTLP receiver. */
export function otlpLoginLines({ mechanism }: OtlpAuth): string[] {
  switch (mechanism) {
    case 'none':
      return [];
    case 'bearer':
      return ['auth:', `  authenticator: ${AUTHENTICATOR}`];
    case 'mtls':
      return [
        'tls:',
        `  cert_pem: ${fromEnv(OTLP_VARIABLES.certificate)}`,
        `  key_pem: ${fromEnv(OTLP_VARIABLES.key)}`,
        '  # Only clients with a certificate of this CA may send.',
        `  client_ca_file: ${CLIENT_CA_FILE}`,
      ];
  }
}

/** The extensions that check logins, with their settings as lines. */
export function otlpExtensions({ mechanism }: OtlpAuth): Record<string, string[]> {
  if (mechanism !== 'bearer') return {};
  return {
    [AUTHENTICATOR]: [
      '# Clients send "authorization: Bearer TOKEN". If the token is empty, the Collector does not start.',
      `token: ${fromEnv(OTLP_VARIABLES.token)}`,
    ],
  };
}
