import { SpillwayError } from '../errors';

/** A contrib release of the Collector, whose Kafka settings are those of `minor`. */
export interface CollectorVersion {
  /** `0.160.0` */
  text: string;
  /** The number in the middle: 160. */
  minor: number;
}

/** Configurations from here on are understood by the linter: the last ones before per-signal topics. */
const OLDEST_UNDERSTOOD = 115;
const NEWEST_UNDERSTOOD = 160;

/**
 * Reads a version as people write it: `0.160.0`, `v0.160.0`, `0.160`.
 *
 * @throws SpillwayError `COLLECTOR_VERSION_UNKNOWN` when it is no version, or none whose settings are known
 */
export function parseCollectorVersion(text: string): CollectorVersion {
  const [, minor, patch = '0'] = /^v?0\.(\d{1,4})(?:\.(\d{1,3}))?$/.exec(text.trim()) ?? [];
  const number = Number(minor);
  if (minor !== undefined && number >= OLDEST_UNDERSTOOD && number <= NEWEST_UNDERSTOOD) {
    return { text: `0.${number}.${patch}`, minor: number };
  }
  throw new SpillwayError(
    'COLLECTOR_VERSION_UNKNOWN',
    `"${text}" is no Collector version whose settings are known: 0.${OLDEST_UNDERSTOOD}.0 to 0.${NEWEST_UNDERSTOOD}.0.`,
    'Name the contrib version of the image, as in 0.160.0.',
  );
}
