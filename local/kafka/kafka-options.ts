import type { BrokerUser, SaslMechanism, TlsListener } from './broker-config';
import type { Environment } from './java-tools';
import type { KeyStore } from './self-signed-key';

export interface KafkaOptions {
  /** From `ensureKafkaHome`. */
  kafkaHome: string;
  /** @default 1 */
  brokers?: number;
  /**
   * Adds a listener with SASL, with all mechanisms unless `mechanisms` is set, and with TLS if it has a `keyStore`.
   */
  sasl?: { users: BrokerUser[]; mechanisms?: readonly SaslMechanism[]; keyStore?: KeyStore };
  /** Adds a plaintext listener that advertises this port, for use by a proxy; `furtherPorts` are those of further brokers. */
  proxy?: { advertisedPort: number; furtherPorts?: readonly number[] };
  /** Adds listeners with TLS. */
  tls?: readonly TlsListener[];
  /** Additional broker properties, which take precedence. */
  properties?: Record<string, string>;
  /** Options of the Java machine. @default small, and quick to start */
  jvm?: readonly string[];
  /** The folder in which the data folder is created. @default the system's folder for temporary files */
  parentDir?: string;
  signal?: AbortSignal;
  env?: Environment;
}
