import type { CollectorVersion } from '../../collector/collector-version';
import type { Component } from '../../collector/config/collector-config';
import { type ConfigPath, isRecord } from '../../collector/config/config-document';
import { KAFKA_DEFAULTS } from '../../collector/config/kafka-defaults';
import { type LintContext, type LintFile, used } from '../rule';
import { booleanAt, isSet, listAt, textAt } from './values';

/** The last minor version that decodes `auth.tls` and `auth.plain_text` (configkafka's config.go). */
const AUTH_TLS_UNTIL = 159;

/** Since this minor version both Kafka components use franz-go. Before, they used sarama, or either by feature gate. */
export const FRANZ_GO_SINCE = 142;

const FRANZ_GATES = {
  receiver: { id: 'receiver.kafkareceiver.UseFranzGo', onSince: 138 },
  exporter: { id: 'exporter.kafkaexporter.UseFranzGo', onSince: 135 },
} as const;
/** The versions in which the gates could be set: they are stable, and so always on, in v0.142. */
const FRANZ_GATE = { since: 130, until: 141 };

/** Does the component use franz-go, and not sarama? From the gates' stages in v0.130, v0.135, v0.136, v0.138 and v0.142. */
export function usesFranzGo({ kind }: Component, { version: { minor }, featureGates }: LintContext): boolean {
  const { id, onSince } = kind === 'exporter' ? FRANZ_GATES.exporter : FRANZ_GATES.receiver;
  if (minor >= FRANZ_GATE.since && minor <= FRANZ_GATE.until) {
    if (featureGates.enabled.has(id)) return true;
    if (featureGates.disabled.has(id)) return false;
  }
  return minor >= onSince;
}

export interface KafkaComponent {
  file: LintFile;
  component: Component;
}

/** All Kafka receivers and exporters that a pipeline uses. */
export function* kafkaComponents(context: LintContext): Generator<KafkaComponent> {
  yield* used(context, 'receiver', 'kafka');
  yield* used(context, 'exporter', 'kafka');
}

/** Bootstrap brokers; `undefined` when not known. */
export function brokersOf({ settings }: Component): readonly string[] | undefined {
  return listAt(settings, ['brokers'], KAFKA_DEFAULTS.brokers);
}

/** `host` of `host:9092`. */
export function hostOf(broker: string): string {
  return broker.replace(/:\d+$/, '').toLowerCase();
}

/** Do two lists of brokers have a host in common? True if one of them is unknown. */
export function shareBroker(a: readonly string[] | undefined, b: readonly string[] | undefined): boolean {
  if (!a || !b) return true;
  const hosts = new Set(a.map(hostOf));
  return b.some((broker) => hosts.has(hostOf(broker)));
}

export interface TlsState {
  state: 'on' | 'off' | 'unknown';
  /** The section that decides, or where it would be written. */
  path: ConfigPath;
}

/** Does the client speak TLS? */
export function tlsOf({ settings, path }: Component, { minor }: CollectorVersion): TlsState {
  const places: ConfigPath[] = [['tls'], ...(minor <= AUTH_TLS_UNTIL ? [['auth', 'tls']] : [])];
  const place = places.find((each) => isSet(settings, each)) ?? ['tls'];
  return { state: stateAt(settings, place, minor), path: [...path, ...place] };
}

export interface SaslState {
  /** In upper case, such as `PLAIN`; `undefined` when not known. */
  mechanism: string | undefined;
  path: ConfigPath;
}

/** The SASL login; `undefined` when there is none. */
export function saslOf({ settings, path }: Component): SaslState | undefined {
  if (isSet(settings, ['auth', 'sasl'])) {
    return {
      mechanism: textAt(settings, ['auth', 'sasl', 'mechanism'])?.toUpperCase(),
      path: [...path, 'auth', 'sasl'],
    };
  }
  if (isSet(settings, ['auth', 'plain_text'])) {
    return { mechanism: 'PLAIN', path: [...path, 'auth', 'plain_text'] };
  }
  return undefined;
}

function stateAt(settings: Component['settings'], place: ConfigPath, minor: number): TlsState['state'] {
  const section = place.reduce<unknown>((value, key) => (isRecord(value) ? value[key] : value), settings);
  if (section === null || section === undefined) return 'off';
  if (!isRecord(section)) return 'unknown';
  const insecure = booleanAt(section, ['insecure'], false);
  if (insecure === false || isSet(section, ['ca_file']) || isSet(section, ['ca_pem'])) return 'on';
  // sarama speaks TLS even then.
  return insecure === true && minor >= FRANZ_GO_SINCE ? 'off' : 'unknown';
}
