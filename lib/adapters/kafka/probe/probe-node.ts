import { setTimeout as pause } from 'node:timers/promises';
import { ProbeFailure, type ProbeNode } from '../../../doctor/ports';
import type { MskTokenProvider } from '../authentication';
import { isCoordinatorMoving } from '../faults';
import { describeConfigsV1 } from './codec/describe-configs-v1';
import { describeGroupsV4, findCoordinatorV2, listGroupsV5 } from './codec/group';
import { listOffsetsV2 } from './codec/list-offsets-v2';
import { metadataV8 } from './codec/metadata-v8';
import type { ProbeCodec } from './codec/probe-codec';
import { ExchangeFailure } from './exchange';
import { logIn } from './log-in';
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
  async function ask<Q, A>(codec: ProbeCodec<Q, A>, question: Q): Promise<A> {
    const range = versions.get(codec.apiKey);
    if (!range || codec.apiVersion < range.min || codec.apiVersion > range.max) {
      throw new ProbeFailure(
        'unsupported',
        `the broker does not support version ${codec.apiVersion} of ${codec.name}`,
      );
    }
    try {
      return await exchange.ask(codec, question);
    } catch (cause) {
      if (!(cause instanceof ExchangeFailure)) throw cause;
      const kind = cause.kind === 'silent' || cause.kind === 'garbled' ? cause.kind : 'closed';
      throw new ProbeFailure(kind, `${codec.name} at ${address}: ${cause.message}`, { cause });
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
      return logIn(exchange, login, mskToken);
    },
    metadata: (topics) => ask(metadataV8, { topics }),
    coordinator: (groupId) => onceSettled(() => ask(findCoordinatorV2, { groupId })),
    group: (groupId) => onceSettled(() => ask(describeGroupsV4, { groupId })),
    async groupKind(groupId) {
      try {
        const { groups } = await ask(listGroupsV5, {});
        return groups.find((group) => group.groupId === groupId)?.kind ?? 'unknown';
      } catch (error) {
        if (error instanceof ProbeFailure && error.kind === 'unsupported') return 'unknown';
        throw error;
      }
    },
    configs: (resources) => ask(describeConfigsV1, { resources }),
    offsets: (atMs, partitions) => ask(listOffsetsV2, { atMs, partitions }),
    close: () => exchange.close(),
  };
}
