import { setTimeout as pause } from 'node:timers/promises';
import { type GroupView, type OffsetView, ProbeFailure, type ProbeNode } from '../../../doctor/ports';
import { commonVersion } from '../connection/api-versions';
import type { MskTokenProvider } from '../connection/authentication';
import { ExchangeFailure } from '../connection/exchange';
import { isCoordinatorMoving, KAFKA } from '../faults';
import { groupRows } from '../partition-table';
import { describeConfigs } from '../protocol/describe-configs';
import { type DescribedGroup, describeGroups } from '../protocol/describe-groups';
import { findCoordinator } from '../protocol/find-coordinator';
import { listGroups } from '../protocol/list-groups';
import { type ListOffsetsResponse, listOffsets } from '../protocol/list-offsets';
import { metadata } from '../protocol/metadata';
import type { RequestCodec } from '../protocol/request-codec';
import { clusterView } from './cluster-view';
import { tryLogin } from './log-in';
import { operationsOf } from './operations';
import type { OpenWay } from './walk';

/** Just under two seconds in total. That is enough while a coordinator is moving or loading, or `__consumer_offsets` is being created. */
const PAUSES_MS = [100, 250, 500, 1_000];

async function onceSettled<A extends { errorCode: number }>(ask: () => Promise<A>): Promise<A> {
  for (const pauseMs of PAUSES_MS) {
    const answer = await ask();
    if (!isCoordinatorMoving(answer.errorCode)) return answer;
    await pause(pauseMs);
  }
  return ask();
}

/** The doctor's requests to one broker. */
export function probeNode(
  address: string,
  { exchange, versions }: Pick<OpenWay, 'exchange' | 'versions'>,
  mskToken: MskTokenProvider | undefined,
): ProbeNode {
  async function ask<Q, A>(codec: RequestCodec<Q, A>, question: Q): Promise<A> {
    try {
      return await exchange.ask(codec, question, { version: commonVersion(codec, versions) });
    } catch (cause) {
      if (!(cause instanceof ExchangeFailure)) throw cause;
      const { kind, message } = cause;
      if (kind === 'unsupported') throw new ProbeFailure(kind, message);
      const known = kind === 'silent' || kind === 'garbled' ? kind : 'closed';
      throw new ProbeFailure(known, `${codec.name} at ${address}: ${message}`, { cause });
    }
  }

  return {
    address,
    versions,
    async login(login) {
      if (login.mechanism === 'none') return { ok: true };
      if (login.mechanism === 'other') {
        return { ok: false, kind: 'no-token', said: `doctor cannot log in with ${login.name}` };
      }
      return tryLogin(exchange, login, mskToken);
    },
    metadata: async (topics) =>
      clusterView(await ask(metadata, { topics, operationsOf: 'cluster and topics' })),
    coordinator: (groupId) =>
      onceSettled(async () => {
        const { errorCode, coordinator } = await ask(findCoordinator, { groupId });
        return { errorCode, ...coordinator };
      }),
    group: (groupId) => onceSettled(async () => groupView(await ask(describeGroups, { groupId }))),
    groupKind: async (groupId) => (await ask(listGroups, { groupId })).group?.kind ?? 'unknown',
    configs: (resources) => ask(describeConfigs, { resources }),
    async offsets(atMs, partitions) {
      const { topics } = groupRows(partitions);
      return offsetViews(await ask(listOffsets, { topics, at: atMs }));
    },
    close: () => exchange.close(),
  };
}

function groupView(group: DescribedGroup | undefined): GroupView {
  if (!group) throw new ProbeFailure('garbled', 'the description of the group is empty');
  const { errorCode, state, protocolType, protocol, members, operations } = group;
  const rights = operationsOf(operations);
  return { errorCode, state, protocolType, strategy: protocol, members: members.length, rights };
}

function offsetViews({ topics, ...rows }: ListOffsetsResponse): OffsetView[] {
  const names = topics.flatMap(({ topic, rows: count }) => Array<string>(count).fill(topic));
  return names.map((topic, row) => ({
    topic,
    partition: rows.partition[row] ?? -1,
    errorCode: rows.errorCode[row] ?? KAFKA.NONE,
    timestampMs: rows.timestampMs[row] ?? -1n,
    offset: rows.offset[row] ?? -1n,
  }));
}
