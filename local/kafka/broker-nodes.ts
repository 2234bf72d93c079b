import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { SpillwayError } from '../../lib/errors';
import { freePorts } from '../process/free-ports';
import { logTail, type ManagedProcess } from '../process/managed-process';
import {
  type BrokerConfig,
  type BrokerPorts,
  brokerProperties,
  type Coordination,
  SASL_MECHANISMS,
  scramArguments,
  zooKeeperScramArguments,
} from './broker-config';
import type { JavaRunner } from './java-runner';
import { needsZooKeeper } from './kafka-home';
import type { KafkaOptions } from './kafka-options';
import { startZooKeeper } from './zookeeper';

/**
 * Writes the properties of each broker and stores the users: in the formatted data folders, or in a ZooKeeper that is
 * started here. `started` receives its process.
 */
export async function prepareBrokers(
  options: KafkaOptions,
  java: JavaRunner,
  folder: string,
  started: ManagedProcess[],
): Promise<BrokerConfig[]> {
  const nodes = await choosePorts(options);
  const coordination = await coordinate(options, java, folder, nodes, started);
  const configs = nodes.map((ports, index) => nodeConfig(options, folder, coordination, index + 1, ports));
  await prepare(java, folder, configs);
  return configs;
}

export function propertiesOf(folder: string, nodeId: number): string {
  return path.join(folder, `server-${nodeId}.properties`);
}

/** The ports of each broker. */
async function choosePorts({ brokers = 1, sasl, proxy, tls = [] }: KafkaOptions): Promise<BrokerPorts[]> {
  const each = 4 + tls.length;
  const free = await freePorts(brokers * each);
  const advertised = proxy ? [proxy.advertisedPort, ...(proxy.furtherPorts ?? [])] : [];
  return Array.from({ length: brokers }, (_, index) => {
    const [plaintext = 0, controller = 0, login = 0, listen = 0, ...others] = free.slice(index * each);
    return {
      plaintext,
      controller,
      ...(sasl ? { sasl: login } : {}),
      ...(proxy ? { proxied: { listen, advertised: advertised[index] ?? 0 } } : {}),
      tls: Object.fromEntries(tls.map(({ name }, at) => [name, others[at] ?? 0])),
    };
  });
}

async function coordinate(
  { kafkaHome, signal }: KafkaOptions,
  java: JavaRunner,
  folder: string,
  nodes: readonly BrokerPorts[],
  started: ManagedProcess[],
): Promise<Coordination> {
  if (await needsZooKeeper(kafkaHome)) {
    // A broker that ZooKeeper coordinates has no listener for a controller, so its port is free.
    const port = nodes[0]?.controller ?? 0;
    started.push(await startZooKeeper(java, folder, port, signal));
    return { kind: 'zookeeper', port };
  }
  return {
    kind: 'kraft',
    voters: nodes.map(({ controller }, index) => ({ nodeId: index + 1, port: controller })),
  };
}

function nodeConfig(
  { sasl, tls = [], properties = {} }: KafkaOptions,
  folder: string,
  coordination: Coordination,
  nodeId: number,
  ports: BrokerPorts,
): BrokerConfig {
  return {
    nodeId,
    coordination,
    dataDir: path.join(folder, `data-${nodeId}`),
    ports,
    users: sasl?.users ?? [],
    mechanisms: sasl?.mechanisms ?? SASL_MECHANISMS,
    ...(sasl?.keyStore ? { saslKeyStore: sasl.keyStore } : {}),
    tls,
    properties,
  };
}

async function prepare(java: JavaRunner, folder: string, configs: readonly BrokerConfig[]): Promise<void> {
  const id = clusterId();
  for (const config of configs) {
    const file = propertiesOf(folder, config.nodeId);
    // The file contains passwords of local users.
    await writeFile(file, brokerProperties(config), { mode: 0o600 });
    if (config.coordination.kind === 'kraft') {
      const scram = config.ports.sasl === undefined ? [] : scramArguments(config);
      await runTool(java, folder, 'The storage tool could not format the data folder', [
        'kafka.tools.StorageTool',
        ...['format', '--cluster-id', id, '--config', file, ...scram],
      ]);
    }
  }
  const [first] = configs;
  if (first?.coordination.kind !== 'zookeeper' || first.ports.sasl === undefined) return;
  for (const user of zooKeeperScramArguments(first, first.coordination.port)) {
    await runTool(java, folder, 'The configuration tool could not store a user', [
      'kafka.admin.ConfigCommand',
      ...user,
    ]);
  }
}

async function runTool(java: JavaRunner, folder: string, failure: string, args: string[]): Promise<void> {
  const logFile = path.join(folder, 'tool.log');
  const tool = await java('Kafka tool', logFile, args);
  const { code } = await tool.exited;
  if (code !== 0) throw startFailed(failure, logFile);
}

/** A Kafka uuid: 16 bytes in base64url. It never begins with a dash, which the tool would read as an option. */
function clusterId(): string {
  return `A${randomBytes(16).toString('base64url').slice(1)}`;
}

/** The error of a broker or tool, with the end of its log. */
export function startFailed(what: string, logFile: string): SpillwayError {
  return new SpillwayError(
    'KAFKA_START_FAILED',
    [`${what}; its log ends with:`, ...withoutStackFrames(logTail(logFile, 100)).slice(-12)],
    'Correct what the lines above report, or set KAFKA_BROKERS to use an existing broker.',
  );
}

/** The log without the stack frames of Java exceptions. */
function withoutStackFrames(log: string): string[] {
  return log.split('\n').filter((line) => !/^\s+(at |\.\.\. \d+ more)/.test(line));
}
