import { setTimeout as pause } from 'node:timers/promises';
import { Partitioners, type Producer, type Transaction } from 'kafkajs';
import { localClient } from '../kafka/topics';
import type { TrafficLedger } from './ledger';
import { spanRecord } from './span-record';

/** One batch: records for one partition, with one span each. */
export interface Portion {
  partition: number;
  records: number;
  /** How far the producer's clock is ahead of ours. @default 0 */
  clockAheadMs?: number;
  /** Extra bytes per record. All records of a portion have to fit into 1 MB. */
  paddingBytes?: number;
}

/** A span with its place in the topic. */
export interface WrittenSpan {
  spanId: string;
  partition: number;
  offset: bigint;
}

export interface SpanWriter {
  /** The places of everything written so far. */
  readonly written: readonly WrittenSpan[];
  /** Writes records, and counts acknowledged ones as sent. Resolves with the places of all of them. */
  write(portions: Portion[]): Promise<WrittenSpan[]>;
  close(): Promise<void>;
}

export interface OpenTransaction {
  commit(): Promise<void>;
}

/** The metadata has to be fresh, because tests add partitions while the writer runs. */
const METADATA_MAX_AGE_MS = 200;
const ATTEMPTS = 20;

/**
 * Opens a writer that puts spans directly into a topic, without the ingestion tier: into any partition, with any
 * timestamp. The ledger counts each span once the broker has acknowledged it.
 */
export async function openSpanWriter(to: {
  bootstrap: string;
  topic: string;
  ledger: TrafficLedger;
}): Promise<SpanWriter> {
  const producer = localClient(to.bootstrap).producer({
    createPartitioner: Partitioners.DefaultPartitioner,
    metadataMaxAge: METADATA_MAX_AGE_MS,
  });
  await producer.connect();
  const all: WrittenSpan[] = [];
  return {
    written: all,
    async write(portions) {
      const written = await write(producer, to, portions);
      all.push(...written);
      return written;
    },
    close: () => producer.disconnect(),
  };
}

/**
 * Writes spans in a transaction that stays open until it is committed. The Collector reads uncommitted records, so they
 * count as sent at once.
 */
export async function writeInTransaction(
  to: { bootstrap: string; topic: string; ledger: TrafficLedger },
  portions: Portion[],
): Promise<OpenTransaction> {
  const producer = localClient(to.bootstrap).producer({
    createPartitioner: Partitioners.DefaultPartitioner,
    transactionalId: `spillway-${to.topic}`,
    idempotent: true,
    maxInFlightRequests: 1,
    transactionTimeout: 600_000,
  });
  await producer.connect();
  const transaction = await producer.transaction();
  await write(transaction, to, portions);
  return {
    async commit() {
      await transaction.commit();
      await producer.disconnect();
    },
  };
}

async function write(
  producer: Pick<Producer | Transaction, 'send'>,
  { topic, ledger }: { topic: string; ledger: TrafficLedger },
  portions: Portion[],
): Promise<WrittenSpan[]> {
  const written: WrittenSpan[] = [];
  const nowMs = Date.now();
  const records = portions.flatMap(({ partition, records: count, clockAheadMs = 0, paddingBytes }) =>
    Array.from({ length: count }, () => ({
      partition,
      timestampMs: nowMs + clockAheadMs,
      ...spanRecord(nowMs, paddingBytes),
    })),
  );
  for (let left = records, attempt = 1; left.length > 0; attempt++) {
    const answers = await producer.send({
      topic,
      acks: -1,
      messages: left.map(({ partition, value, timestampMs }) => ({
        partition,
        value,
        timestamp: String(timestampMs),
      })),
    });
    // kafkajs silently drops records for a partition that its metadata does not contain yet.
    const next = new Map(answers.map(({ partition, baseOffset }) => [partition, BigInt(baseOffset ?? 0)]));
    const taken = left.filter(({ partition }) => next.has(partition));
    ledger.recordSpans(taken.map(({ span }) => span));
    for (const { partition, span } of taken) {
      const offset = next.get(partition) ?? 0n;
      written.push({ spanId: span.spanId, partition, offset });
      next.set(partition, offset + 1n);
    }
    left = left.filter(({ partition }) => !next.has(partition));
    if (left.length > 0 && attempt === ATTEMPTS) {
      throw new Error(`${topic} has no partition ${left[0]?.partition}, ${attempt} attempts`);
    }
    if (left.length > 0) await pause(METADATA_MAX_AGE_MS);
  }
  return written;
}
