import path from 'node:path';
import { javaCommand } from '../../local/kafka/java-tools';
import type { CleanUp } from '../../local/world/clean-up';
import type { LookTarget } from '../peers/answer-looks';
import { type Peer, startPeer } from '../peers/peer';
import { deployPipeline, spillwayStatus, startTicks } from '../peers/spillway-tick';
import { wholeProcess } from '../peers/whole-process';
import { type Access, type Behind, groupOf, TOPIC_PATTERN } from '../stage/stage';
import { KADM } from './row';

/** Which clients are compared. */
export type Field =
  /** Spillway's look and tick, and kadm: the goals. */
  | 'goals'
  /** Also kafkajs's public Admin and `kafka-consumer-groups`. */
  | 'everybody'
  /** Spillway's look and kadm. */
  | 'looks';

export const NAMES = {
  look: 'spillway look, kept connected',
  connectingLook: 'spillway look, connecting',
  tick: 'spillway tick',
  status: 'spillway status, whole process',
  kadm: KADM,
  connectingKadm: 'kadm, connecting',
  kafkajs: "kafkajs's Admin, kept connected",
  consumerGroups: 'kafka-consumer-groups, whole process',
} as const;

export interface PeersOptions {
  access: Access;
  behind: Behind;
  field: Field;
  goPeers: string;
  kafkaHome: string;
  folder: string;
}

/** Starts the peers of a field. `cleanUp` stops them. */
export async function startPeers(options: PeersOptions, cleanUp: CleanUp): Promise<Peer[]> {
  const { access, behind, field, folder } = options;
  const peers = [
    await spillwayLook(options, 'once'),
    await spillwayLook(options, 'each'),
    await kadm(options, 'once'),
    await kadm(options, 'each'),
  ];
  for (const peer of peers) cleanUp.add(peer.name, () => peer.stop());
  if (field === 'looks') return peers;
  const pipeline = await deployPipeline(access, behind, folder, cleanUp);
  const tick = await startTicks(pipeline);
  if (field === 'goals') return [...peers, tick];
  const kafkajs = await kafkajsAdmin(options);
  cleanUp.add(kafkajs.name, () => kafkajs.stop());
  return [...peers, tick, kafkajs, spillwayStatus(pipeline), consumerGroups(options)];
}

function target({ access, behind }: PeersOptions, connect: LookTarget['connect']): LookTarget {
  const { brokers, login } = access;
  return { brokers, groupId: groupOf(behind), pattern: TOPIC_PATTERN, connect, ...(login ? { login } : {}) };
}

/** A peer that is part of this build. This file runs from dist/bench/side-by-side. */
function ownProgram(name: string, file: string, what: LookTarget): Promise<Peer> {
  const args = [path.resolve(__dirname, '../peers', file), JSON.stringify(what)];
  return startPeer({ name, command: process.execPath, args });
}

function spillwayLook(options: PeersOptions, connect: LookTarget['connect']): Promise<Peer> {
  const name = connect === 'once' ? NAMES.look : NAMES.connectingLook;
  return ownProgram(name, 'spillway-look.js', target(options, connect));
}

function kafkajsAdmin(options: PeersOptions): Promise<Peer> {
  return ownProgram(NAMES.kafkajs, 'kafkajs-admin.js', target(options, 'once'));
}

function kadm({ access, behind, goPeers }: PeersOptions, connect: LookTarget['connect']): Promise<Peer> {
  const { brokers, login } = access;
  return startPeer({
    name: connect === 'once' ? NAMES.kadm : NAMES.connectingKadm,
    command: goPeers,
    args: [
      ...['kadm', '-brokers', brokers.join(','), '-group', groupOf(behind), '-connect', connect],
      ...(login ? ['-user', login.username, '-ca', login.caFile] : []),
    ],
    env: login ? { PEERS_PASSWORD: login.password } : {},
  });
}

/** The tool with the options of its own script. */
function consumerGroups({ access, behind, kafkaHome }: PeersOptions): Peer {
  return wholeProcess({
    name: NAMES.consumerGroups,
    command: javaCommand(process.env),
    args: [
      ...['-Xmx256M', '-XX:+UseG1GC', '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn'],
      ...['-cp', path.join(kafkaHome, 'libs', '*')],
      'org.apache.kafka.tools.consumer.group.ConsumerGroupCommand',
      ...['--bootstrap-server', access.brokers.join(','), '--describe', '--group', groupOf(behind)],
    ],
  });
}
