import type { RequestCodec } from '../protocol/request-codec';
import { ExchangeFailure } from './exchange';

/** The versions of each request that a broker supports, by api key. */
export type SupportedVersions = ReadonlyMap<number, { min: number; max: number }>;

/**
 * The newest version that both sides support.
 *
 * @throws ExchangeFailure `unsupported`
 */
export function commonVersion(
  { name, apiKey, versions: ours }: Pick<RequestCodec<never, unknown>, 'name' | 'apiKey' | 'versions'>,
  supported: SupportedVersions,
): number {
  const theirs = supported.get(apiKey);
  const version = Math.min(ours.max, theirs?.max ?? -1);
  if (theirs && version >= ours.min && version >= theirs.min) return version;
  const wanted = ours.min === ours.max ? `version ${ours.min}` : `versions ${ours.min} to ${ours.max}`;
  throw new ExchangeFailure('unsupported', `the broker does not support ${wanted} of ${name}`);
}
