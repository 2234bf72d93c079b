import { type Component, collectorConfig } from '../collector/config/collector-config';
import { parseConfig } from '../collector/config/config-document';
import { defaultTopic, KAFKA_DEFAULTS } from '../collector/config/kafka-defaults';
import { type Finding, fault } from './finding';
import { type Resolved, resolver } from './resolve-values';
import type { Client, Connection, Login, TlsSettings } from './target';

/** The environment variables and files that a Collector configuration refers to. */
export interface Surroundings {
  env: Readonly<Record<string, string | undefined>>;
  /** The text of a file; `undefined` if it cannot be read. */
  readText: (file: string) => string | undefined;
}

/** A Collector configuration, with the name of its file or SSM parameter. */
export interface CollectorFile {
  name: string;
  text: string;
}

/** Half of the Collector's dial timeout. */
const CONNECT_TIMEOUT_MS = 5_000;
const REQUEST_TIMEOUT_MS = 10_000;

/**
 * The kafka receivers and exporters that are used in a pipeline, with the defaults of Collector v0.160.0. A component
 * that cannot be checked here becomes a finding.
 *
 * @throws SpillwayError `CONFIG_MALFORMED`
 */
export function collectorClients(
  file: CollectorFile,
  surroundings: Surroundings,
): { clients: (Client & { connection: Connection })[]; findings: Finding[] } {
  const { components } = collectorConfig(parseConfig(file.text));
  const findings: Finding[] = [];
  const clients = components
    .filter(({ type, kind }) => type === 'kafka' && (kind === 'receiver' || kind === 'exporter'))
    .filter(({ pipelines }) => pipelines.length > 0)
    .flatMap((component) => {
      const who = `${file.name} ${component.kind} ${component.id}`;
      const values = resolver(component.settings, surroundings.env);
      const connection = connectionOf(values, surroundings, who, findings);
      const client = clientOf(component, values, who, findings);
      findings.push(
        ...values
          .missing()
          .map((name) => fault('settings', 'VARIABLE_NOT_SET', who, `\${env:${name}} is not set`)),
      );
      // Without the variable the password may be empty, and failed logins can lock an account. So no login is tried.
      return connection && values.missing().length === 0 ? [{ ...client, connection }] : [];
    });
  return { clients, findings };
}

function clientOf(component: Component, values: Resolved, who: string, findings: Finding[]): Client {
  const protocolVersion = values.text(['protocol_version']);
  const client: Client = {
    ...{ who, from: 'collector' as const },
    ...(protocolVersion ? { protocolVersion } : {}),
  };
  const signals = [...new Set(component.pipelines.map(({ signal }) => signal))];
  if (component.kind === 'receiver') {
    const topics = signals.flatMap((signal) => topicsRead(values, signal, who, findings));
    return { ...client, reads: { groupId: values.text(['group_id']) ?? KAFKA_DEFAULTS.groupId, topics } };
  }
  const topics = signals.flatMap((signal) => values.text([signal, 'topic']) ?? defaultTopic(signal) ?? []);
  const maxMessageBytes = Number(
    values.text(['producer', 'max_message_bytes']) ?? KAFKA_DEFAULTS.maxMessageBytes,
  );
  return {
    ...client,
    writes: { topics, maxMessageBytes, acks: acksOf(values.text(['producer', 'required_acks'])) },
  };
}

/** An empty list replaces the default, unless the older setting `topic` is set as well. */
function topicsRead(values: Resolved, signal: string, who: string, findings: Finding[]): string[] {
  const own = values.list([signal, 'topics']);
  if (own && own.length > 0) return own;
  const topic = values.text([signal, 'topic']) ?? (own ? undefined : defaultTopic(signal));
  if (topic !== undefined) return [topic];
  if (own) findings.push(fault('settings', 'TOPICS_EMPTY', who, `${signal}.topics is empty`));
  return [];
}

function acksOf(text: string | undefined) {
  if (text === 'all' || text === '-1') return 'all';
  return text === '0' ? 'none' : 'leader';
}

function connectionOf(
  values: Resolved,
  surroundings: Surroundings,
  who: string,
  findings: Finding[],
): Connection | undefined {
  const brokers = values.list(['brokers']) ?? [];
  const tls = tlsOf(values, surroundings, who, findings);
  if (tls === 'unusable') return undefined;
  return {
    brokers: brokers.length > 0 ? brokers : [...KAFKA_DEFAULTS.brokers],
    login: loginOf(values),
    ...(tls ? { tls } : {}),
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
    requestTimeoutMs: REQUEST_TIMEOUT_MS,
  };
}

function loginOf(values: Resolved): Login {
  const mechanism = values.text(['auth', 'sasl', 'mechanism']);
  switch (mechanism) {
    case undefined:
      return values.has(['auth', 'kerberos'])
        ? { mechanism: 'other', name: 'Kerberos' }
        : { mechanism: 'none' };
    case 'PLAIN':
    case 'SCRAM-SHA-256':
    case 'SCRAM-SHA-512':
      return {
        mechanism,
        username: values.text(['auth', 'sasl', 'username']) ?? '',
        password: values.text(['auth', 'sasl', 'password']) ?? '',
      };
    case 'AWS_MSK_IAM':
    case 'AWS_MSK_IAM_OAUTHBEARER':
      return { mechanism: 'AWS_MSK_IAM', region: values.text(['auth', 'sasl', 'aws_msk', 'region']) ?? '' };
    default:
      return { mechanism: 'other', name: mechanism };
  }
}

/** For the Collector, `tls:` without a value means plaintext, and so does `insecure: true` without a CA. */
function tlsOf(
  values: Resolved,
  { readText }: Surroundings,
  who: string,
  findings: Finding[],
): TlsSettings | 'unusable' | undefined {
  if (!values.has(['tls'])) return undefined;
  const hasCa = values.text(['tls', 'ca_file']) ?? values.text(['tls', 'ca_pem']);
  if (values.text(['tls', 'insecure']) === 'true' && hasCa === undefined) return undefined;
  const unreadable: string[] = [];
  const pem = (name: 'ca' | 'cert' | 'key'): string | undefined => {
    const file = values.text(['tls', `${name}_file`]);
    if (file === undefined) return values.text(['tls', `${name}_pem`]);
    const text = readText(file);
    if (text === undefined) unreadable.push(`tls.${name}_file: ${file}`);
    return text;
  };
  const [ca, certificate, key] = [pem('ca'), pem('cert'), pem('key')];
  findings.push(...unreadable.map((what) => fault('settings', 'FILE_UNREADABLE', who, what)));
  if (unreadable.length > 0) return 'unusable';
  const serverName = values.text(['tls', 'server_name_override']);
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(certificate === undefined ? {} : { certificate }),
    ...(key === undefined ? {} : { key }),
    ...(serverName === undefined ? {} : { serverName }),
    verify: values.text(['tls', 'insecure_skip_verify']) === 'true' ? 'none' : 'full',
  };
}
