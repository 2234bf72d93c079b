import type { SettingsReader } from '../settings-reader';
import { HOUR, MINUTE, MS, SECOND } from './limits';
import type { Complaint, RuleContext } from './rule';

/** Validate of the client's and the consumer's settings came with configkafka: v0.122; before, start did it. */
export const CONFIGKAFKA_SINCE = 122;
/** AWS_MSK_IAM went in v0.130, OAUTHBEARER came by v0.148 (v0.146 and v0.147 could not be read). */
const MSK_IAM_UNTIL = 129;
const MSK_OAUTHBEARER_SINCE = 122;
const OAUTHBEARER_SINCE = 146;
/** Protocol versions are read by franz-go's own list from v0.151 to v0.155 on, by a pattern before. */
const PROTOCOL_LIST_SINCE = 155;

/** franz-go: the newest Kafka that the version's client knows, by the minor that brought it. */
const NEWEST_KAFKA = [
  { since: 158, minor: 2 },
  { since: 0, minor: 1 },
];

/** What validate and start refuse in the settings that receiver and exporter share, with franz-go as client. */
export function* kafkaClient(settings: SettingsReader, context: RuleContext): Generator<Complaint> {
  yield* brokers(settings, context);
  yield* protocolVersion(settings, context);
  yield* sasl(settings, context);
}

/** What only a start finds out, and only franz-go. */
export function* franzClient(settings: SettingsReader, context: RuleContext): Generator<Complaint> {
  for (const [index, broker] of (settings.texts(['brokers'], []) ?? []).entries()) {
    if (hasPort(broker)) continue;
    yield { path: ['brokers', index], message: `"${broker}" has a port that is no number`, refusal: 'start' };
  }
  const refresh = settings.durationNs(['metadata', 'refresh_interval'], 10 * MINUTE);
  if (refresh !== undefined && refresh > HOUR) {
    yield { path: ['metadata', 'refresh_interval'], message: 'is above an hour', refusal: 'start' };
  }
  if (refresh !== undefined && refresh > 0 && refresh < 5 * SECOND) {
    yield { path: ['metadata', 'refresh_interval'], message: 'is below 5s', refusal: 'start' };
  }
  const idle = settings.durationNs(['conn_idle_timeout'], 9 * MINUTE);
  if (idle !== undefined && idle > 0 && (idle < 100 * MS || idle > 15 * MINUTE)) {
    yield { path: ['conn_idle_timeout'], message: 'is not between 100ms and 15m', refusal: 'start' };
  }
  for (const [name, most] of [
    ['client_id', 256],
    ['rack_id', 512],
  ] as const) {
    const text = settings.text([name], '');
    if (text && Buffer.byteLength(text) > most) {
      yield { path: [name], message: `is longer than ${most} bytes`, refusal: 'start' };
    }
  }
  if (settings.has('auth', 'kerberos')) yield* kerberosFiles(settings, context);
}

/** As franz-go splits an address: the port may be missing, and behind the only colon it has to be a number. */
function hasPort(broker: string): boolean {
  const [, bracketed] = /^\[[^\]]*\](.*)$/.exec(broker) ?? [];
  if (bracketed !== undefined) return bracketed === '' || /^:[+-]?\d+$/.test(bracketed);
  const parts = broker.split(':');
  return parts.length !== 2 || /^[+-]?\d+$/.test(parts[1] ?? '');
}

function* kerberosFiles(settings: SettingsReader, { options }: RuleContext): Generator<Complaint> {
  for (const name of ['config_file', 'keytab_file']) {
    const file = settings.text(['auth', 'kerberos', name], '');
    if (file && options.isMissingFile?.(file)) {
      yield { path: ['auth', 'kerberos', name], message: `${file} is not there`, refusal: 'start' };
    }
  }
}

function* brokers(settings: SettingsReader, { minor }: RuleContext): Generator<Complaint> {
  if (settings.texts(['brokers'], ['localhost:9092'])?.length === 0) {
    yield { path: ['brokers'], message: 'is empty', ...(minor < CONFIGKAFKA_SINCE && { refusal: 'start' }) };
  }
}

function* protocolVersion(settings: SettingsReader, { minor }: RuleContext): Generator<Complaint> {
  const version = settings.text(['protocol_version'], '');
  if (!version) return;
  const complaint = {
    path: ['protocol_version'],
    message: `"${version}" is no version of Kafka that this Collector's client knows`,
    advice: 'Leave it out: the client and the brokers then agree on one.',
  };
  const byPattern = /^0\.\d+\.\d+\.\d+$|^[1-9]\d*\.\d+\.\d+$/.test(version);
  if (minor >= PROTOCOL_LIST_SINCE) {
    if (!isListed(version, minor)) yield complaint;
  } else if (!byPattern) yield { ...complaint, ...(minor < CONFIGKAFKA_SINCE && { refusal: 'start' }) };
  else if (minor >= FRANZ_SINCE && !isListed(version, minor)) yield { ...complaint, refusal: 'start' };
}

/** As franz-go's kversion.FromString: `2.8`, `v2.8.1`, `0.11.0.2`. */
function isListed(version: string, minor: number): boolean {
  const [, recent, old] = /^v?(?:([1-9]+\.\d+)(?:\.\d+)?|(0\.\d+\.\d+)(?:\.\d+)?)$/.exec(version) ?? [];
  if (old) return ['0.11.0', '0.10.2', '0.10.1', '0.10.0', '0.9.0', '0.8.2', '0.8.1', '0.8.0'].includes(old);
  const newest = NEWEST_KAFKA.find(({ since }) => minor >= since)?.minor ?? 0;
  const lastMinors: Record<number, number> = { 1: 1, 2: 8, 3: 9, 4: newest };
  const [major = 0, minorVersion = 0] = (recent ?? '').split('.').map(Number);
  return recent !== undefined && minorVersion <= (lastMinors[major] ?? -1);
}

/** The receiver's default client since v0.138, the exporter's a little earlier. */
export const FRANZ_SINCE = 138;

function* sasl(settings: SettingsReader, context: RuleContext): Generator<Complaint> {
  if (!settings.has('auth', 'sasl')) return;
  const { minor } = context;
  // Before configkafka the exporter was validated and the receiver refused at start.
  const refusal =
    minor < CONFIGKAFKA_SINCE && isReceiver(context) ? ('start' as const) : ('validate' as const);
  const mechanism = settings.text(['auth', 'sasl', 'mechanism'], '');
  const allowed = mechanismsOf(minor);
  if (mechanism !== undefined && !allowed.includes(mechanism)) {
    yield {
      path: ['auth', 'sasl', 'mechanism'],
      message: mechanism === '' ? 'is missing' : `"${mechanism}" is no mechanism of this version`,
      advice: mechanismAdvice(mechanism, allowed),
      refusal,
    };
  }
  const asksLogin =
    minor < CONFIGKAFKA_SINCE || ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'].includes(mechanism ?? '');
  for (const name of asksLogin ? ['username', 'password'] : []) {
    if (settings.text(['auth', 'sasl', name], '') === '') {
      yield { path: ['auth', 'sasl', name], message: 'is missing', refusal };
    }
  }
  const version = settings.number(['auth', 'sasl', 'version'], 0);
  if (version !== undefined && (version < 0 || version > 1)) {
    yield { path: ['auth', 'sasl', 'version'], message: 'is neither 0 nor 1', refusal };
  }
  if (mechanism === 'AWS_MSK_IAM' && allowed.includes(mechanism)) {
    // Seen at v0.115: the client library does not know the mechanism that the component sets.
    yield {
      path: ['auth', 'sasl', 'mechanism'],
      message: 'is AWS_MSK_IAM, which the client refuses',
      refusal: 'start',
    };
  }
  if (mechanism === 'OAUTHBEARER' && allowed.includes(mechanism)) yield* tokenSource(settings, context);
}

function* tokenSource(settings: SettingsReader, { extensions }: RuleContext): Generator<Complaint> {
  const path = ['auth', 'sasl', 'oauthbearer_token_source'];
  const source = settings.text(path, '');
  if (source === '') yield { path, message: 'is missing, and OAUTHBEARER needs the extension that it names' };
  else if (source !== undefined && !extensions.includes(source)) {
    yield { path, message: `names ${source}, which service.extensions does not start`, refusal: 'start' };
  }
}

export function mechanismsOf(minor: number): string[] {
  return [
    'PLAIN',
    'SCRAM-SHA-256',
    'SCRAM-SHA-512',
    ...(minor <= MSK_IAM_UNTIL ? ['AWS_MSK_IAM'] : []),
    ...(minor >= MSK_OAUTHBEARER_SINCE ? ['AWS_MSK_IAM_OAUTHBEARER'] : []),
    ...(minor >= OAUTHBEARER_SINCE ? ['OAUTHBEARER'] : []),
  ];
}

function mechanismAdvice(mechanism: string, allowed: string[]): string {
  if (mechanism === 'AWS_MSK_IAM' && allowed.includes('AWS_MSK_IAM_OAUTHBEARER')) {
    return 'Write AWS_MSK_IAM_OAUTHBEARER.';
  }
  const same = allowed.find((each) => each.toLowerCase() === mechanism.toLowerCase());
  return same ? `Write ${same}.` : `Write one of ${allowed.join(', ')}.`;
}

function isReceiver({ component }: RuleContext): boolean {
  return component === 'receivers/kafka';
}
