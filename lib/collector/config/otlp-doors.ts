import { type CollectorConfig, type Component, collectorConfig, typeOf } from './collector-config';
import { type ConfigPath, isRecord, parseConfig } from './config-document';
import { isPlaceholder } from './placeholder';
import { settingAt } from './setting-at';

/** A protocol of an OTLP receiver that writes to Kafka. */
export interface OtlpDoor {
  receiver: Component;
  protocol: 'grpc' | 'http';
  path: ConfigPath;
  /** Whom the address lets in; unknown if it is known only when the Collector runs. */
  reach: 'this host' | 'other hosts' | 'unknown';
  /** Whether clients need a token, or what else an authenticator asks for, or a certificate. */
  login: 'none' | 'authenticator' | 'certificate';
  /** Whether the Collector itself serves TLS. */
  encryption: 'none' | 'tls';
}

const LOCAL = /^(localhost|127\.0\.0\.1|\[::1\])(:|$)/;

/**
 * Where a configuration receives OTLP.
 *
 * @throws SpillwayError `CONFIG_MALFORMED`
 */
export function otlpDoorsIn(text: string): OtlpDoor[] {
  return otlpDoors(collectorConfig(parseConfig(text)));
}

/** Where the pipelines that write to Kafka receive OTLP. */
export function otlpDoors({ components }: Pick<CollectorConfig, 'components'>): OtlpDoor[] {
  return components
    .filter(({ kind, type, pipelines }) => {
      const feedsKafka = pipelines.some(({ exporters }) => exporters.some((id) => typeOf(id) === 'kafka'));
      return kind === 'receiver' && type === 'otlp' && feedsKafka;
    })
    .flatMap((receiver) => {
      const protocols = settingAt(receiver.settings, ['protocols']);
      if (protocols.kind !== 'value' || !isRecord(protocols.value)) return [];
      const { value } = protocols;
      return (['grpc', 'http'] as const)
        .filter((protocol) => Object.hasOwn(value, protocol) && isEnabled(value, protocol))
        .map((protocol): OtlpDoor => {
          const has = (...path: string[]) => settingAt(value, [protocol, ...path]).kind !== 'absent';
          return {
            receiver,
            protocol,
            path: [...receiver.path, 'protocols', protocol],
            reach: reachOf(settingAt(value, [protocol, 'endpoint'])),
            login: has('auth', 'authenticator')
              ? 'authenticator'
              : has('tls', 'client_ca_file')
                ? 'certificate'
                : 'none',
            encryption: has('tls') ? 'tls' : 'none',
          };
        });
    });
}

function isEnabled(protocols: Record<string, unknown>, protocol: string): boolean {
  const enabled = settingAt(protocols, [protocol, 'enabled']);
  return enabled.kind !== 'value' || enabled.value !== false;
}

/** Since v0.104 the default is localhost. */
function reachOf(endpoint: ReturnType<typeof settingAt>): OtlpDoor['reach'] {
  if (endpoint.kind === 'absent') return 'this host';
  if (endpoint.kind === 'unknown' || typeof endpoint.value !== 'string' || isPlaceholder(endpoint.value)) {
    return 'unknown';
  }
  return LOCAL.test(endpoint.value) ? 'this host' : 'other hosts';
}
