/**
 * The Collector's client (franz-go v1.21.6 in v0.160.0) uses `protocol_version` as both the lowest and the highest
 * version of every request. This is its table `pkg/kversion`, for the requests that a receiver or exporter sends. −1
 * means that the release does not have the request.
 */
export const PINNED_REQUESTS = [
  { name: 'Produce', apiKey: 0 },
  { name: 'Fetch', apiKey: 1 },
  { name: 'ListOffsets', apiKey: 2 },
  { name: 'Metadata', apiKey: 3 },
  { name: 'OffsetCommit', apiKey: 8 },
  { name: 'OffsetFetch', apiKey: 9 },
  { name: 'FindCoordinator', apiKey: 10 },
  { name: 'JoinGroup', apiKey: 11 },
  { name: 'Heartbeat', apiKey: 12 },
  { name: 'SyncGroup', apiKey: 14 },
  { name: 'SaslHandshake', apiKey: 17 },
  { name: 'InitProducerId', apiKey: 22 },
  { name: 'SaslAuthenticate', apiKey: 36 },
] as const;
export type PinnedRequest = (typeof PINNED_REQUESTS)[number]['name'];

/** For each release, the versions of the requests above, in that order. */
const RELEASES: readonly (readonly [release: string, ...versions: number[]])[] = [
  ['4.2', 13, 18, 11, 13, 10, 10, 6, 9, 4, 5, 1, 5, 2],
  ['4.1', 13, 18, 10, 13, 9, 9, 6, 9, 4, 5, 1, 5, 2],
  ['4.0', 12, 17, 10, 13, 9, 9, 6, 9, 4, 5, 1, 5, 2],
  ['3.9', 11, 17, 9, 12, 9, 9, 6, 9, 4, 5, 1, 5, 2],
  ['3.8', 11, 16, 8, 12, 9, 9, 5, 9, 4, 5, 1, 5, 2],
  ['3.7', 10, 16, 8, 12, 9, 9, 4, 9, 4, 5, 1, 4, 2],
  ['3.6', 9, 15, 8, 12, 8, 8, 4, 9, 4, 5, 1, 4, 2],
  ['3.5', 9, 15, 8, 12, 8, 8, 4, 9, 4, 5, 1, 4, 2],
  ['3.4', 9, 13, 7, 12, 8, 8, 4, 9, 4, 5, 1, 4, 2],
  ['3.3', 9, 13, 7, 12, 8, 8, 4, 9, 4, 5, 1, 4, 2],
  ['3.2', 9, 13, 7, 12, 8, 8, 4, 9, 4, 5, 1, 4, 2],
  ['3.1', 9, 13, 7, 12, 8, 8, 4, 7, 4, 5, 1, 4, 2],
  ['3.0', 9, 12, 7, 11, 8, 8, 4, 7, 4, 5, 1, 4, 2],
  ['2.8', 9, 12, 6, 11, 8, 7, 3, 7, 4, 5, 1, 4, 2],
  ['2.7', 8, 12, 5, 9, 8, 7, 3, 7, 4, 5, 1, 4, 2],
  ['2.6', 8, 11, 5, 9, 8, 7, 3, 7, 4, 5, 1, 3, 2],
  ['2.5', 8, 11, 5, 9, 8, 7, 3, 7, 4, 5, 1, 3, 2],
  ['2.4', 8, 11, 5, 9, 8, 6, 3, 6, 4, 4, 1, 2, 1],
  ['2.3', 7, 11, 5, 8, 7, 5, 2, 5, 3, 3, 1, 1, 1],
  ['2.2', 7, 10, 5, 7, 6, 5, 2, 4, 2, 2, 1, 1, 1],
  ['2.1', 7, 10, 4, 7, 6, 5, 2, 3, 2, 2, 1, 1, 0],
  ['2.0', 6, 8, 3, 6, 4, 4, 2, 3, 2, 2, 1, 1, 0],
  ['1.1', 5, 7, 2, 5, 3, 3, 1, 2, 1, 1, 1, 0, 0],
  ['1.0', 5, 6, 2, 5, 3, 3, 1, 2, 1, 1, 1, 0, 0],
  ['0.11.0', 3, 5, 2, 4, 3, 3, 1, 2, 1, 1, 0, 0, -1],
  ['0.10.2', 2, 3, 1, 2, 2, 1, 0, 1, 0, 0, 0, -1, -1],
  ['0.10.1', 2, 3, 1, 2, 2, 1, 0, 1, 0, 0, 0, -1, -1],
  ['0.10.0', 2, 2, 0, 1, 2, 1, 0, 0, 0, 0, 0, -1, -1],
  ['0.9.0', 1, 1, 0, 0, 2, 1, 0, 0, 0, 0, -1, -1, -1],
  ['0.8.2', 0, 0, 0, 0, 1, 1, 0, 0, 0, -1, -1, -1, -1],
  ['0.8.1', 0, 0, 0, 0, 0, 0, -1, -1, -1, -1, -1, -1, -1],
  ['0.8.0', 0, 0, 0, 0, -1, -1, -1, -1, -1, -1, -1, -1, -1],
];

/** Newest first. */
export const RELEASE_NAMES: readonly string[] = RELEASES.map(([name]) => name);

/** The request versions of a client that is pinned to `release`; `undefined` for a release that the Collector rejects. */
export function pinnedVersions(release: string): ReadonlyMap<PinnedRequest, number> | undefined {
  const match = /^v?(?:([1-9]+\.\d+)(?:\.\d+)?|(0\.\d+\.\d+)(?:\.\d+)?)$/.exec(release);
  const name = match?.[1] ?? match?.[2];
  const row = RELEASES.find(([known]) => known === name);
  if (!row) return undefined;
  const [, ...versions] = row;
  return new Map(PINNED_REQUESTS.map(({ name: request }, index) => [request, versions[index] ?? -1]));
}
