import { ADOT_CONFIG_VARIABLE } from '../adot-releases';
import type { CollectorImage } from '../collector-image';

/** What a reader of the text has to know first: whose it is, for which Collector, and where to change it. */
export function headerLines(tier: string, { distribution, label }: CollectorImage): string[] {
  return [
    `# ${tier} For ${label}.`,
    ...(distribution === 'adot' ? [`# The container takes it from ${ADOT_CONFIG_VARIABLE}.`] : []),
    '# Rendered by Spillway: change the pipeline spec, not this text.',
  ];
}
