import { ADOT_CONFIG_VARIABLE } from '../adot-releases';
import type { CollectorImage } from '../collector-image';

const RENDERED = '# Rendered by Spillway: change the pipeline spec, not this text.';

/** The first comments of a configuration: its tier, its Collector, and where to change it. */
export function headerLines(tier: string, { distribution, label, warning }: CollectorImage): string[] {
  return [
    `# ${tier} For ${label}.`,
    ...(warning === undefined ? [] : [`# ${warning}`]),
    ...(distribution === 'adot' ? [`# The container reads it from ${ADOT_CONFIG_VARIABLE}.`] : []),
    RENDERED,
  ];
}

/** Did Spillway render the configuration? Also true if its `initial_offset` was changed afterwards. */
export function isRendered(config: string): boolean {
  return config.split(/\r?\n/).includes(RENDERED);
}
