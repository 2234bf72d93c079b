import * as z from 'zod';
import type { Coverage, Owed } from '../facts/coverage';
import { isDigest } from '../facts/layout-digest';
import { partitionKey } from '../facts/survey';
import { textOf } from './stable-json';
import { namedLayout } from './state-schema';
import { storedTopics, topicsFrom } from './topic-lists';

/** Size limit of a standard SSM parameter. */
const MAX_COVERAGE_BYTES = 4096;

const coverageSchema = z.strictObject({
  version: z.literal(1),
  layout: z.discriminatedUnion('kind', [
    namedLayout,
    z.strictObject({
      kind: z.literal('hashed'),
      digest: z.string().refine(isDigest, 'is not a digest of topics'),
    }),
  ]),
  /** Topic, first and last partition, offset, since when, and status. */
  owed: z.array(
    z.tuple([
      z.string(),
      z.int().min(0),
      z.int().min(0).max(1_000_000),
      z.string().regex(/^\d{1,19}$/),
      z.int().min(0),
      z.union([
        z.strictObject({ kind: z.literal('unmet'), tasks: z.string() }),
        z.strictObject({ kind: z.literal('met') }),
        z.strictObject({ kind: z.literal('taken'), atMs: z.int().min(0) }),
        z.strictObject({ kind: z.literal('settled') }),
      ]),
    ]),
  ),
  everythingSinceMs: z.int().min(0).optional(),
});

type StoredRange = z.input<typeof coverageSchema>['owed'][number];

/** Reads a stored coverage; `undefined` if it cannot be read, which counts as lost. */
export function parseCoverage(text: string | undefined): Coverage | undefined {
  if (text === undefined) return undefined;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { data } = coverageSchema.safeParse(json);
  if (!data) return undefined;
  const { layout } = data;
  const owed = data.owed.flatMap(([topic, first, last, from, sinceMs, status]): [string, Owed][] =>
    Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => {
      const each: Owed = { topic, partition: first + index, from: BigInt(from), sinceMs, status };
      return [partitionKey(each), each];
    }),
  );
  return {
    layout: layout.kind === 'named' ? { kind: 'named', topics: topicsFrom(layout.topics) } : layout,
    owed: new Map(owed),
    ...(data.everythingSinceMs === undefined ? {} : { everythingSinceMs: data.everythingSinceMs }),
  };
}

/**
 * The stored form of a coverage, at most 4,096 bytes. Equal neighbours are stored as ranges. If that is too long, whole
 * topics are owed from their smallest offset; if even that is too long, everything is owed from its log start. This may
 * read more records again than necessary, but never fewer.
 */
export function formatCoverage({ layout, owed }: Coverage): string {
  const fixed = {
    version: 1,
    layout: layout.kind === 'named' ? { kind: layout.kind, topics: storedTopics(layout.topics) } : layout,
  };
  const text = textOf({ ...fixed, owed: rangesOf([...owed.values()]) });
  if (Buffer.byteLength(text) <= MAX_COVERAGE_BYTES) return text;
  const topics = textOf({ ...fixed, owed: wholeTopics([...owed.values()]) });
  if (Buffer.byteLength(topics) <= MAX_COVERAGE_BYTES) return topics;
  const everythingSinceMs = Math.min(...[...owed.values()].map(({ sinceMs }) => sinceMs));
  return textOf({ ...fixed, owed: [], everythingSinceMs });
}

function rangesOf(owed: readonly Owed[]): StoredRange[] {
  const sorted = [...owed].sort((a, b) =>
    a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1,
  );
  const ranges: StoredRange[] = [];
  for (const each of sorted) {
    const last = ranges.at(-1);
    const from = String(each.from);
    const follows =
      last !== undefined &&
      last[0] === each.topic &&
      last[2] === each.partition - 1 &&
      last[3] === from &&
      last[4] === each.sinceMs &&
      textOf(last[5]) === textOf(each.status);
    if (follows) last[2] = each.partition;
    else ranges.push([each.topic, each.partition, each.partition, from, each.sinceMs, each.status]);
  }
  return ranges;
}

function wholeTopics(owed: readonly Owed[]): StoredRange[] {
  const topics = new Map<string, StoredRange>();
  for (const { topic, partition, from, sinceMs, status } of owed) {
    if (status.kind === 'settled') continue;
    const known = topics.get(topic);
    if (!known) topics.set(topic, [topic, partition, partition, String(from), sinceMs, { kind: 'met' }]);
    else {
      known[1] = Math.min(known[1], partition);
      known[2] = Math.max(known[2], partition);
      if (from < BigInt(known[3])) known[3] = String(from);
      known[4] = Math.min(known[4], sinceMs);
    }
  }
  return [...topics.values()];
}
