import type { SpecConflict } from './spec-conflict';

/** Processor types that answer before the next component has the data, so that the backend's answer cannot reach the receiver. */
const ANSWER_EARLY = ['batch', 'groupbytrace', 'interval', 'logdedup', 'logstransform', 'tail_sampling'];

/** Processor types that need all spans of a trace. */
const NEED_WHOLE_TRACES = ['groupbytrace', 'tail_sampling'];

/** The parts of a spec that decide here. */
interface ProcessingTier {
  tiers: { processing: { tailSampling?: object | undefined; processors: Record<string, unknown> } };
}

/** What in the processing tier contradicts `delivery: at-least-once`. */
export function deliveryConflicts({
  delivery,
  tiers: { processing },
}: ProcessingTier & { delivery: 'buffered' | 'at-least-once' }): SpecConflict[] {
  if (delivery === 'buffered') return [];
  const early = Object.keys(processing.processors).filter((id) => ANSWER_EARLY.includes(typeOf(id)));
  return [
    ...(processing.tailSampling
      ? [
          {
            path: ['tiers', 'processing', 'tailSampling'],
            message:
              'expected no tailSampling with delivery: at-least-once, because tail_sampling accepts spans before it decides on their trace, and the offsets of traces that it holds are committed',
          },
        ]
      : []),
    ...early.map((id) => ({
      path: ['tiers', 'processing', 'processors', id],
      message: `expected no ${id} with delivery: at-least-once, because it accepts data before the backend has it, and the offsets of what it holds are committed`,
    })),
  ];
}

/**
 * Does the processing tier need all spans of a trace in one task? Also true if others deploy it, because its processors are
 * then unknown.
 */
export function needsWholeTraces({
  tiers: { processing },
  deploy,
}: ProcessingTier & { deploy: { processing: unknown } }): boolean {
  return (
    processing.tailSampling !== undefined ||
    deploy.processing === 'existing' ||
    Object.keys(processing.processors).some((id) => NEED_WHOLE_TRACES.includes(typeOf(id)))
  );
}

/** `filter` of `filter/health`. */
function typeOf(id: string): string {
  return id.split('/', 1).join('');
}
