import { ADOT_CONFIG_VARIABLE } from '../adot-releases';
import type { CollectorImage } from '../collector-image';

const RENDERED = '# Rendered by Spillway: change the pipeline spec, not this text.';

/** What a reader of the text has to know first: whose it is, for which Collector, and where to change it. */
export function headerLines(tier: string, { distribution, label }: CollectorImage): string[] {
  return [
    `# ${tier} For ${label}.`,
    ...(distribution === 'adot' ? [`# The container takes it from ${ADOT_CONFIG_VARIABLE}.`] : []),
    RENDERED,
  ];
}

/** Whether a configuration says of itself that Spillway rendered it: also one whose `initial_offset` was changed since. */
export function isRendered(config: string): boolean {
  return config.split(/\r?\n/).includes(RENDERED);
}
