import { SpillwayError } from '../errors';
import { ADOT_CONTRIB } from './adot-releases';
import { type CollectorVersion, parseCollectorVersion } from './collector-version';

/** The Collector image that the containers of a tier run. */
export interface CollectorImage {
  distribution: 'contrib' | 'adot';
  /** For people: `Collector v0.160.0`, `ADOT v0.49.0 (contrib v0.156.0)`. */
  label: string;
  /** The contrib version, which decides the settings. */
  version: CollectorVersion;
  /** Set if the image is newer than all known ones: a full sentence that names the version it is judged as. */
  warning?: string;
}

/**
 * Parses a `collectorVersion`: a contrib version (`0.160.0`, `v0.160`) or a release of ADOT (`adot-0.49.0`,
 * `adot:v0.49.0`). A version that is newer than all known ones is judged as the newest known one, with a warning.
 *
 * @throws SpillwayError `COLLECTOR_VERSION_UNKNOWN`
 */
export function parseCollectorImage(text: string): CollectorImage {
  const [, release] = /^adot[-:](.*)$/i.exec(text.trim()) ?? [];
  if (release !== undefined) return adotImage(release, text);
  const version = parseCollectorVersion(text);
  const label = `Collector v${version.text}`;
  const { judgedAs } = version;
  return {
    distribution: 'contrib',
    label,
    version,
    ...(judgedAs !== undefined && { warning: newerThanKnown(label, `Collector v${judgedAs}`) }),
  };
}

function adotImage(release: string, asWritten: string): CollectorImage {
  const [, number, patch = '.0'] = /^v?(\d+\.\d+)(\.\d+)?$/.exec(release) ?? [];
  const adot = `${number}${patch}`;
  const contrib = ADOT_CONTRIB.get(adot);
  if (contrib !== undefined) {
    const version = parseCollectorVersion(contrib);
    return { distribution: 'adot', label: labelOfAdot(adot, contrib), version };
  }
  const known = [...ADOT_CONTRIB.keys()];
  const [newest = '', newestContrib = ''] = [...ADOT_CONTRIB].at(-1) ?? [];
  if (number !== undefined && isNewer(adot, newest)) {
    const warning = newerThanKnown(`ADOT v${adot}`, labelOfAdot(newest, newestContrib));
    const version = { ...parseCollectorVersion(newestContrib), judgedAs: newestContrib };
    return { distribution: 'adot', label: `ADOT v${adot}`, version, warning };
  }
  throw new SpillwayError(
    'COLLECTOR_VERSION_UNKNOWN',
    `"${asWritten}" is not an ADOT release that Spillway knows (${known.at(0)} to ${known.at(-1)}).`,
    'Set the contrib version that its go.mod pins, such as 0.156.0.',
  );
}

function labelOfAdot(adot: string, contrib: string): string {
  return `ADOT v${adot} (contrib v${contrib})`;
}

function newerThanKnown(label: string, judgedAs: string): string {
  return `Spillway does not know ${label} yet. It judges it as ${judgedAs}, the newest one that it knows.`;
}

/** Is the first version the newer one? Both are of the form `0.49.0`. */
function isNewer(a: string, b: string): boolean {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number));
  for (const [index, number] of (left ?? []).entries()) {
    const other = right?.[index] ?? 0;
    if (number !== other) return number > other;
  }
  return false;
}
