import { ADOT_CONTRIB } from '../../collector/adot-releases';
import { type CollectorImage, parseCollectorImage } from '../../collector/collector-image';
import { NEWEST_VERSION } from '../../collector/collector-version';
import type { RuleCode } from '../finding';
import type { Severity } from '../rule';

/** `off`, or the severity of every finding of a rule. */
export type RuleSetting = Severity | 'off';

/** What a file is checked for. Each setting is optional. */
export interface FileSettings {
  /**
   * A Collector version such as `0.160.0`, or a release of the distribution.
   *
   * @default the newest known
   */
  version?: string;
  /** @default 'contrib' */
  distribution?: 'contrib' | 'adot';
  /** Changes to rules, by code. The verdict on a file stays: the Collector refuses it whatever is reported. */
  rules?: { readonly [Code in RuleCode]?: RuleSetting };
}

/** `over` wins, setting by setting. A version and its distribution belong together. */
export function mergeSettings(under: FileSettings, over: FileSettings): FileSettings {
  const { version, distribution } = isAboutCollector(over) ? over : under;
  return {
    ...(version === undefined ? {} : { version }),
    ...(distribution === undefined ? {} : { distribution }),
    rules: { ...under.rules, ...over.rules },
  };
}

function isAboutCollector({ version, distribution }: FileSettings): boolean {
  return version !== undefined || distribution !== undefined;
}

/**
 * The Collector that a file is checked for.
 *
 * @throws SpillwayError `COLLECTOR_VERSION_UNKNOWN`
 */
export function collectorOf({ version, distribution }: FileSettings): CollectorImage {
  if (distribution !== 'adot') return parseCollectorImage(version ?? NEWEST_VERSION);
  const release = version ?? [...ADOT_CONTRIB.keys()].at(-1) ?? '';
  return parseCollectorImage(/^adot[-:]/i.test(release) ? release : `adot-${release}`);
}
