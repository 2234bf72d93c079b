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
}

/**
 * Parses a `collectorVersion`: a contrib version (`0.160.0`, `v0.160`) or a release of ADOT (`adot-0.49.0`,
 * `adot:v0.49.0`).
 *
 * @throws SpillwayError `COLLECTOR_VERSION_UNKNOWN`
 */
export function parseCollectorImage(text: string): CollectorImage {
  const [, release] = /^adot[-:](.*)$/i.exec(text.trim()) ?? [];
  if (release !== undefined) return adotImage(release, text);
  const version = parseCollectorVersion(text);
  return { distribution: 'contrib', label: `Collector v${version.text}`, version };
}

function adotImage(release: string, asWritten: string): CollectorImage {
  const [, number, patch = '.0'] = /^v?(\d+\.\d+)(\.\d+)?$/.exec(release) ?? [];
  const adot = `${number}${patch}`;
  const contrib = ADOT_CONTRIB.get(adot);
  if (contrib !== undefined) {
    const version = parseCollectorVersion(contrib);
    return { distribution: 'adot', label: `ADOT v${adot} (contrib v${version.text})`, version };
  }
  const known = [...ADOT_CONTRIB.keys()];
  throw new SpillwayError(
    'COLLECTOR_VERSION_UNKNOWN',
    `"${asWritten}" is not an ADOT release that Spillway knows (${known.at(0)} to ${known.at(-1)}).`,
    'Set the contrib version that its go.mod pins, such as 0.156.0.',
  );
}
