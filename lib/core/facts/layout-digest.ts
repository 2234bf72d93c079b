import { deflateRawSync, inflateRawSync } from 'node:zlib';

/**
 * Encodes the partition counts of many topics in few bytes, because the state is a 4 KB parameter. The digest holds a
 * sorted, delta-encoded 16-bit hash of each name, followed by the counts, all deflated. 1,000 topics take about 1.3 KB
 * of text.
 *
 * Topics may share a hash; `layout` handles this by counting how many do.
 */

/** A folded FNV-1a hash of the name. It has to be fast; it need not be secure, because nobody gains from a collision. */
export function topicHash(topic: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < topic.length; index++) {
    hash = Math.imul(hash ^ topic.charCodeAt(index), 0x01000193);
  }
  return (hash ^ (hash >>> 16)) & 0xffff;
}

export function encodeCounts(topics: readonly (readonly [topic: string, count: number])[]): string {
  const entries = topics.map(([topic, count]) => ({ hash: topicHash(topic), count }));
  entries.sort((a, b) => a.hash - b.hash || a.count - b.count);
  let previous = 0;
  const differences = entries.map(({ hash }) => {
    const difference = hash - previous;
    previous = hash;
    return difference;
  });
  const bytes = [...differences, ...entries.map(({ count }) => count)].flatMap(varint);
  return deflateRawSync(Buffer.from(bytes), { level: 9 }).toString('base64url');
}

/** Counts by hash. Topics that share a hash have several. */
export function decodeCounts(digest: string): Map<number, number[]> {
  const values = varints(inflateRawSync(Buffer.from(digest, 'base64url')));
  const half = values.length / 2;
  const counts = new Map<number, number[]>();
  let hash = 0;
  for (let index = 0; index < half; index++) {
    hash += values[index] ?? 0;
    const known = counts.get(hash) ?? [];
    counts.set(hash, [...known, values[half + index] ?? 0]);
  }
  return counts;
}

/** Encodes seven bits per byte, lowest first. The high bit is set if more bytes follow. */
function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)];
}

function varints(bytes: Buffer): number[] {
  const values: number[] = [];
  let value = 0;
  let shift = 0;
  for (const byte of bytes) {
    value |= (byte & 0x7f) << shift;
    shift += 7;
    if ((byte & 0x80) === 0) {
      values.push(value);
      value = 0;
      shift = 0;
    }
  }
  return values;
}

/** Whether the text can be decoded. The state is outside input, so it may hold anything. */
export function isDigest(text: string): boolean {
  try {
    const values = varints(inflateRawSync(Buffer.from(text, 'base64url')));
    return values.length % 2 === 0;
  } catch {
    return false;
  }
}
