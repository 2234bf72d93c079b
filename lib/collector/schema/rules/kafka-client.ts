import { KAFKA_DEFAULTS } from '../../config/kafka-defaults';
import type { SettingsReader } from '../settings-reader';
import { protocolVersion } from './kafka-protocol-version';
import { sasl } from './kafka-sasl';
import { CONFIGKAFKA_SINCE } from './kafka-versions';
import { HOUR, MINUTE, MS, SECOND } from './limits';
import type { Complaint, RuleContext } from './rule';

/** Problems with the settings that receiver and exporter share, with either client library. */
export function* kafkaClient(settings: SettingsReader, context: RuleContext): Generator<Complaint> {
  yield* brokers(settings, context);
  yield* protocolVersion(settings, context);
  yield* sasl(settings, context);
}

/** Problems that only franz-go has, and only when it starts. */
export function* franzClient(settings: SettingsReader, context: RuleContext): Generator<Complaint> {
  for (const [index, broker] of (settings.texts(['brokers'], []) ?? []).entries()) {
    if (hasPort(broker)) continue;
    yield {
      path: ['brokers', index],
      message: `is "${broker}", whose port is not a number`,
      refusal: 'start',
    };
  }
  const refresh = settings.durationNs(['metadata', 'refresh_interval'], 10 * MINUTE);
  if (refresh !== undefined && refresh > HOUR) {
    yield { path: ['metadata', 'refresh_interval'], message: 'is above 1h', refusal: 'start' };
  }
  if (refresh !== undefined && refresh > 0 && refresh < 5 * SECOND) {
    yield { path: ['metadata', 'refresh_interval'], message: 'is below 5s', refusal: 'start' };
  }
  const idle = settings.durationNs(['conn_idle_timeout'], 9 * MINUTE);
  if (idle !== undefined && idle > 0 && (idle < 100 * MS || idle > 15 * MINUTE)) {
    yield { path: ['conn_idle_timeout'], message: 'must be between 100ms and 15m', refusal: 'start' };
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

/** Whether franz-go accepts the address. The port may be missing; after a single colon it must be a number. */
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
      yield {
        path: ['auth', 'kerberos', name],
        message: `names the file ${file}, which does not exist`,
        refusal: 'start',
      };
    }
  }
}

function* brokers(settings: SettingsReader, { minor }: RuleContext): Generator<Complaint> {
  if (settings.texts(['brokers'], [...KAFKA_DEFAULTS.brokers])?.length === 0) {
    yield { path: ['brokers'], message: 'is empty', ...(minor < CONFIGKAFKA_SINCE && { refusal: 'start' }) };
  }
}

/** Problems that only sarama, the client of older versions, has, and only when it starts. */
export function* saramaClient(settings: SettingsReader): Generator<Complaint> {
  // With this option, sarama splits host and port at once in order to resolve the host.
  const resolves = settings.flag(['resolve_canonical_bootstrap_servers_only'], false) === true;
  for (const [index, broker] of (settings.texts(['brokers'], []) ?? []).entries()) {
    if (!resolves || /^(?:\[[^[\]]*\]|[^:[\]]*):[^:]*$/.test(broker)) continue;
    yield { path: ['brokers', index], message: `is "${broker}", which has no port`, refusal: 'start' };
  }
  yield* saramaKerberos(settings);
}

function* saramaKerberos(settings: SettingsReader): Generator<Complaint> {
  if (!settings.has('auth', 'kerberos')) return;
  const secret = settings.flag(['auth', 'kerberos', 'use_keytab'], false) ? 'keytab_file' : 'password';
  for (const name of ['service_name', secret, 'config_file', 'username', 'realm']) {
    if (settings.text(['auth', 'kerberos', name], '') !== '') continue;
    yield { path: ['auth', 'kerberos', name], message: 'is missing', refusal: 'start' };
  }
}
