import type { VerdictCode } from '../../../lib/doctor/catalog';
import { type DoctorWorld, GROUP, PASSWORD, TOPIC } from './world';

/** A fault that is set up for real, as the receiver of a processing Collector meets it. */
export interface DoctorFault {
  title: string;
  code: VerdictCode;
  /** The receiver's settings. */
  receiver: Record<string, unknown>;
  /** What the Collector's own log says about the fault. */
  collectorSays: RegExp;
}

/** Every fault that the doctor has to tell apart. */
export function doctorFaults(world: DoctorWorld): DoctorFault[] {
  const { kafka, ca, strangerCa, strangerClient } = world;
  const { TLS = '', EXPIRED = '', OTHERNAME = '', MUTUAL = '' } = kafka.tlsBootstrap;
  const plain = (address: string, more: object = {}) => receiver(address, more);
  const trusting = { ca_file: ca.caFile };
  const login = (username: string, more: object = {}) =>
    plain(kafka.saslBootstrap ?? '', {
      auth: { sasl: { mechanism: 'SCRAM-SHA-256', username, password: PASSWORD, ...more } },
    });
  const proxied = `127.0.0.1:${kafka.proxied?.listenPort}`;
  return [
    fault(
      'host name unknown',
      'NAME_NOT_FOUND',
      plain('kafka.invalid:9092'),
      /no such host|server misbehaving/,
    ),
    fault('closed port', 'PORT_CLOSED', plain(`127.0.0.1:${world.closedPort}`), /connection refused/),
    fault('black hole', 'NO_ANSWER', plain(`127.0.0.1:${world.blackHole.port}`), /i\/o timeout/),
    fault(
      'wrong CA',
      'TLS_UNTRUSTED_CA',
      plain(TLS, { tls: { ca_file: strangerCa.caFile } }),
      /unknown authority/,
    ),
    fault('expired certificate', 'TLS_CERTIFICATE_EXPIRED', plain(EXPIRED, { tls: trusting }), /has expired/),
    fault(
      'wrong host name',
      'TLS_WRONG_HOST_NAME',
      plain(OTHERNAME, { tls: trusting }),
      /cannot validate certificate|certificate is valid for/,
    ),
    fault(
      'client certificate missing',
      'TLS_CLIENT_CERTIFICATE_MISSING',
      plain(MUTUAL, { tls: trusting }),
      /bad certificate|certificate required/,
    ),
    fault(
      'client certificate of another CA',
      'TLS_CLIENT_CERTIFICATE_REFUSED',
      plain(MUTUAL, {
        tls: { ...trusting, cert_file: strangerClient.certificateFile, key_file: strangerClient.keyFile },
      }),
      /unknown certificate|bad certificate|certificate unknown/,
    ),
    fault(
      'TLS to a plaintext port',
      'TLS_NOT_SPOKEN',
      plain(kafka.bootstrap, { tls: trusting }),
      /EOF|handshake/,
    ),
    fault('no TLS to a TLS port', 'TLS_WANTED', plain(TLS), /unable to|EOF|TLS/i),
    fault(
      'mechanism not offered',
      'SASL_MECHANISM_NOT_OFFERED',
      login('otel', { mechanism: 'SCRAM-SHA-512' }),
      /UNSUPPORTED_SASL_MECHANISM|mechanism/i,
    ),
    fault(
      'login to a port without',
      'SASL_NOT_EXPECTED',
      { ...login('otel'), brokers: [kafka.bootstrap] },
      /ILLEGAL_SASL_STATE|sasl/i,
    ),
    fault(
      'no login to a port that asks',
      'SASL_REQUIRED',
      plain(kafka.saslBootstrap ?? ''),
      /EOF|SASL|closed/,
    ),
    fault(
      'wrong password',
      'SASL_WRONG_PASSWORD',
      login('otel', { password: 'wrong' }),
      /SASL_AUTHENTICATION_FAILED/,
    ),
    fault('user unknown', 'SASL_UNKNOWN_USER', login('nobody'), /SASL_AUTHENTICATION_FAILED/),
    fault(
      'wrong password with PLAIN',
      'SASL_USER_OR_PASSWORD',
      login('otel', { mechanism: 'PLAIN', password: 'wrong' }),
      /SASL_AUTHENTICATION_FAILED/,
    ),
    fault(
      'topic missing',
      'TOPIC_MISSING',
      { ...plain(kafka.bootstrap), traces: { topics: ['missing'] } },
      /UNKNOWN_TOPIC_OR_PARTITION|missing/,
    ),
    fault('no right to describe', 'TOPIC_DESCRIBE_DENIED', login('blind'), /TOPIC_AUTHORIZATION_FAILED/),
    fault('no right to read', 'TOPIC_READ_DENIED', login('describer'), /TOPIC_AUTHORIZATION_FAILED/),
    fault('no right to the group', 'GROUP_DENIED', login('groupless'), /GROUP_AUTHORIZATION_FAILED/),
    fault('advertised listener unreachable', 'ADVERTISED_UNREACHABLE', plain(proxied), /connection refused/),
    fault(
      'protocol_version too new',
      'PROTOCOL_VERSION_TOO_NEW',
      plain(world.olderKafka.bootstrap, { protocol_version: '4.2.0' }),
      /below the user defined min/,
    ),
    fault(
      'protocol_version too old',
      'PROTOCOL_VERSION_TOO_OLD',
      plain(kafka.bootstrap, { protocol_version: '0.10.2' }),
      /too old|broker is too|unable to/,
    ),
  ];
}

/** Receiver settings that work, by name. */
export function healthyReceivers(world: DoctorWorld): Record<string, Record<string, unknown>> {
  const { kafka, ca, client } = world;
  const { TLS = '', MUTUAL = '' } = kafka.tlsBootstrap;
  return {
    plaintext: receiver(kafka.bootstrap),
    TLS: receiver(TLS, { tls: { ca_file: ca.caFile } }),
    'TLS with a client certificate': receiver(MUTUAL, {
      tls: { ca_file: ca.caFile, cert_file: client.certificateFile, key_file: client.keyFile },
    }),
    SCRAM: receiver(kafka.saslBootstrap ?? '', {
      auth: { sasl: { mechanism: 'SCRAM-SHA-256', username: 'otel', password: PASSWORD } },
    }),
    PLAIN: receiver(kafka.saslBootstrap ?? '', {
      auth: { sasl: { mechanism: 'PLAIN', username: 'otel', password: PASSWORD } },
    }),
  };
}

function receiver(address: string, more: object = {}): Record<string, unknown> {
  return { brokers: [address], group_id: GROUP, traces: { topics: [TOPIC] }, ...more };
}

function fault(
  title: string,
  code: VerdictCode,
  settings: Record<string, unknown>,
  collectorSays: RegExp,
): DoctorFault {
  return { title, code, receiver: settings, collectorSays };
}

/** A complete processing configuration around a receiver, as JSON, which is also YAML. */
export function processingConfig(receiverSettings: Record<string, unknown>): string {
  return configWith({
    receivers: { kafka: receiverSettings },
    exporters: { debug: {} },
    pipeline: { receivers: ['kafka'], exporters: ['debug'] },
  });
}

/** A complete ingestion configuration around an exporter, as JSON, which is also YAML. */
export function ingestionConfig(exporterSettings: Record<string, unknown>): string {
  return configWith({
    receivers: { otlp: { protocols: { grpc: {} } } },
    exporters: { kafka: exporterSettings },
    pipeline: { receivers: ['otlp'], exporters: ['kafka'] },
  });
}

function configWith({ pipeline, ...components }: { receivers: object; exporters: object; pipeline: object }) {
  return JSON.stringify({
    ...components,
    extensions: { health_check: { endpoint: '${env:SPILLWAY_HEALTH_ENDPOINT}' } },
    service: {
      extensions: ['health_check'],
      pipelines: { traces: pipeline },
      telemetry: { metrics: { level: 'none' } },
    },
  });
}
