import { coverageOf } from '../../facts/coverage';
import { reason } from '../../vocabulary/reasons';
import { evaluateFlip } from '../evaluate-flip';
import type { Context, Handler, Outcome } from '../outcome';
import { scalingReasons } from './scale';

/** Drained, and every partition is covered: latest is stored by one write, and no task stops for it. */
export const storeLatest: Handler = {
  name: 'drained, and everything is covered',
  decide(context) {
    const { facts, state } = context;
    const coverage = coverageOf(facts.kafka);
    if (!coverage || !evaluateFlip(context).mayFlip) return undefined;
    return {
      phase: 'live',
      action: { kind: 'store-offset', fromVersion: facts.config.version, initialOffset: 'latest' },
      state: { ...state, covers: true, flip: { atMs: facts.nowMs }, seeding: undefined },
      coverage,
      reasons: [
        reason('FLIP_STORED', `${facts.survey.partitions.length} partitions are covered`),
        ...scalingReasons(context),
      ],
    };
  },
};

/** Nothing to do: what is the case, and what stands in the way of what Spillway would do. */
export function rest(context: Context): Outcome {
  const { phase, reasons } = evaluateFlip(context);
  return { phase, state: context.state, reasons: [...reasons, ...scalingReasons(context)] };
}
