import { SpillwayError } from '../errors';

/** A contrib release of the Collector. Its minor version determines the settings. */
export interface CollectorVersion {
  /** `0.160.0` */
  text: string;
  /** The minor version: 160. */
  minor: number;
}

/** The oldest minor version whose settings are known, from before topics per signal. */
const OLDEST_KNOWN = 115;
const NEWEST_KNOWN = 160;

/** The newest version whose settings are known, which configurations are checked for by default. */
export const NEWEST_VERSION = `0.${NEWEST_KNOWN}.0`;

/**
 * Parses `0.160.0`, `v0.160.0` or `0.160`.
 *
 * @throws SpillwayError `COLLECTOR_VERSION_UNKNOWN` if it is not a version, or one whose settings are not known
 */
export function parseCollectorVersion(text: string): CollectorVersion {
  const [, minor, patch = '0'] = /^v?0\.(\d{1,4})(?:\.(\d{1,3}))?$/.exec(text.trim()) ?? [];
  const number = Number(minor);
  if (minor !== undefined && number >= OLDEST_KNOWN && number <= NEWEST_KNOWN) {
    return { text: `0.${number}.${patch}`, minor: number };
  }
  throw new SpillwayError(
    'COLLECTOR_VERSION_UNKNOWN',
    `"${text}" is not a Collector version that Spillway knows (0.${OLDEST_KNOWN}.0 to 0.${NEWEST_KNOWN}.0).`,
    'Set the contrib version of the image, such as 0.160.0.',
  );
}
