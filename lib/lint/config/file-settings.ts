import { ADOT_CONTRIB } from '../../collector/adot-releases';
import { type CollectorImage, parseCollectorImage } from '../../collector/collector-image';
import { type FeatureGates, NO_GATES, parseFeatureGates } from '../../collector/feature-gates';
import { SpillwayError } from '../../errors';
import { DEFAULT_COLLECTOR_VERSION } from '../../pipeline/default-collector';
import type { RuleCode } from '../finding';
import type { Severity } from '../rule';

/** `off`, or the severity of every finding of a rule. */
export type RuleSetting = Severity | 'off';

/** What a file is checked for. Each setting is optional. */
export interface FileSettings {
  /**
   * A Collector version such as `0.165.1`, or a release of the distribution.
   *
   * @default the newest that was tried
   */
  version?: string;
  /** @default 'contrib' */
  distribution?: 'contrib' | 'adot';
  /**
   * Feature gates that the Collector is started with, as its own flag takes them: IDs separated by commas, with `-` before
   * those that are disabled.
   *
   * @default none is set
   */
  featureGates?: string;
  /** Changes to rules, by code. The verdict on a file stays: the Collector refuses it whatever is reported. */
  rules?: { readonly [Code in RuleCode]?: RuleSetting };
}

/** `over` wins, setting by setting. A version and its distribution belong together. */
export function mergeSettings(under: FileSettings, over: FileSettings): FileSettings {
  const { version, distribution } = isAboutCollector(over) ? over : under;
  const featureGates = over.featureGates ?? under.featureGates;
  return {
    ...(version === undefined ? {} : { version }),
    ...(distribution === undefined ? {} : { distribution }),
    ...(featureGates === undefined ? {} : { featureGates }),
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
  if (distribution !== 'adot') return parseCollectorImage(version ?? DEFAULT_COLLECTOR_VERSION);
  const release = version ?? [...ADOT_CONTRIB.keys()].at(-1) ?? '';
  return parseCollectorImage(/^adot[-:]/i.test(release) ? release : `adot-${release}`);
}

/** @throws SpillwayError `FEATURE_GATES_INVALID` */
export function featureGatesOf({ featureGates }: FileSettings): FeatureGates {
  if (featureGates === undefined) return NO_GATES;
  const gates = parseFeatureGates(featureGates);
  if (gates) return gates;
  throw new SpillwayError(
    'FEATURE_GATES_INVALID',
    `"${featureGates}" is not a list of feature gates.`,
    'Write their IDs separated by commas, with - before those that are disabled.',
  );
}
