import type { PipelineSpec } from '../lib/pipeline';

/** The family of a tier's task definitions. It is fixed, so that the role of the controller can name it. */
export function taskFamily({ name }: Pick<PipelineSpec, 'name'>, tier: 'ingestion' | 'processing'): string {
  return `spillway-${name}-${tier}`;
}
