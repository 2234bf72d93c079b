import { SpillwayError } from '../errors';
import known from './known-versions.json';

/** A contrib release of the Collector. Its minor version determines the settings. */
export interface CollectorVersion {
  /** `0.160.0` */
  text: string;
  /** The minor version whose settings apply: 160. For a version that is newer than all known ones, the newest known. */
  minor: number;
  /** The newest known version, if this one is newer and is judged as that one. */
  judgedAs?: string;
}

/** The versions whose settings are known: the oldest is from before topics per signal. */
const { oldest: OLDEST_KNOWN, newest: NEWEST_KNOWN } = known;
export const OLDEST_KNOWN_MINOR = minorOf(OLDEST_KNOWN);
export const NEWEST_KNOWN_MINOR = minorOf(NEWEST_KNOWN);

/**
 * Parses `0.160.0`, `v0.160.0` or `0.160`. A version that is newer than the newest known one is judged as that one.
 *
 * @throws SpillwayError `COLLECTOR_VERSION_UNKNOWN` if it is not a version, or an older one whose settings are not known
 */
export function parseCollectorVersion(text: string): CollectorVersion {
  const [, major = '', minor = '', patch = '0'] =
    /^v?(\d{1,2})\.(\d{1,4})(?:\.(\d{1,3}))?$/.exec(text.trim()) ?? [];
  const number = Number(minor);
  const version = `${Number(major)}.${number}.${Number(patch)}`;
  if (major !== '' && (Number(major) > 0 || number > NEWEST_KNOWN_MINOR)) {
    return { text: version, minor: NEWEST_KNOWN_MINOR, judgedAs: NEWEST_KNOWN };
  }
  if (major !== '' && number >= OLDEST_KNOWN_MINOR) return { text: version, minor: number };
  throw new SpillwayError(
    'COLLECTOR_VERSION_UNKNOWN',
    `"${text}" is not a Collector version that Spillway knows (${OLDEST_KNOWN} to ${NEWEST_KNOWN}).`,
    `Set the contrib version of the image, such as ${NEWEST_KNOWN}.`,
  );
}

function minorOf(version: string): number {
  return Number(version.split('.')[1]);
}
