import { coverageOf } from '../../facts/coverage';
import { countOf } from '../../facts/survey';
import { reason } from '../../vocabulary/reasons';
import { evaluateFlip } from '../evaluate-flip';
import type { Context, Handler, Outcome } from '../outcome';
import { scalingReasons } from './scale';

/** Stores latest once the group is drained and every partition is covered. No task has to stop. */
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
        reason('FLIP_STORED', `latest covers ${countOf(facts.survey.partitions)}`),
        ...scalingReasons(context),
      ],
    };
  },
};

/** The outcome of a tick without an action: the phase, and what blocks the next step. */
export function rest(context: Context): Outcome {
  const { phase, reasons } = evaluateFlip(context);
  return { phase, state: context.state, reasons: [...reasons, ...scalingReasons(context)] };
}
