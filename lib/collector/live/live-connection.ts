import { settingAt } from '../config/setting-at';
import { flagLive, type LiveValue, mapLive, textLive } from './live-value';

export type TlsUse = 'on' | 'off';

/** The login of a client. The password is never read. */
export interface LiveLogin {
  /**
   * `none`, a name from the spec (`PLAIN`, `SCRAM-SHA-512`, `AWS_MSK_IAM`), or one of the Collector's own
   * (`OAUTHBEARER`).
   */
  mechanism: LiveValue<string>;
  /** Empty for a mechanism without a user name. */
  username: LiveValue<string>;
  /** Set only for AWS MSK IAM; empty otherwise. */
  region: LiveValue<string>;
}

const NOTHING = { kind: 'known', value: '' } as const;

export function loginLive(settings: unknown): LiveLogin {
  const none = (mechanism: LiveValue<string>): LiveLogin => ({
    mechanism,
    username: NOTHING,
    region: NOTHING,
  });
  if (settingAt(settings, ['auth', 'plain_text']).kind === 'value') {
    const username = textLive(settings, ['auth', 'plain_text', 'username'], '');
    return { ...none({ kind: 'known', value: 'PLAIN' }), username };
  }
  switch (settingAt(settings, ['auth', 'sasl']).kind) {
    case 'unknown':
      return none({ kind: 'unknown' });
    case 'absent': {
      const isKerberos = settingAt(settings, ['auth', 'kerberos']).kind === 'value';
      return none({ kind: 'known', value: isKerberos ? 'Kerberos' : 'none' });
    }
    case 'value':
      return {
        mechanism: mapLive(textLive(settings, ['auth', 'sasl', 'mechanism'], ''), nameInSpec),
        username: textLive(settings, ['auth', 'sasl', 'username'], ''),
        region: textLive(settings, ['auth', 'sasl', 'aws_msk', 'region'], ''),
      };
  }
}

function nameInSpec(mechanism: string): string {
  return mechanism === 'AWS_MSK_IAM_OAUTHBEARER' ? 'AWS_MSK_IAM' : mechanism;
}

/** For the Collector, both `tls:` without a body and `insecure: true` without a CA mean plaintext. */
export function tlsLive(settings: unknown): LiveValue<TlsUse> {
  // Up to v0.159, tls could also be below auth.
  const place = settingAt(settings, ['tls']).kind === 'absent' ? ['auth', 'tls'] : ['tls'];
  const section = settingAt(settings, place);
  if (section.kind === 'absent') return { kind: 'known', value: 'off' };
  if (section.kind === 'unknown' || typeof section.value !== 'object') return { kind: 'unknown' };
  const hasCa = ['ca_file', 'ca_pem'].some((key) => settingAt(section.value, [key]).kind !== 'absent');
  if (hasCa) return { kind: 'known', value: 'on' };
  return mapLive(flagLive(section.value, ['insecure'], false), (insecure) => (insecure ? 'off' : 'on'));
}
