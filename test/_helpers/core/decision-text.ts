import type { Decision } from '../../../lib/core/decide/decision';
import { openOf } from '../../../lib/core/facts/coverage';
import type { Action } from '../../../lib/core/vocabulary/action';
import type { Reason } from '../../../lib/core/vocabulary/reasons';
import type { Situation } from './situation';
import { NOW_MS } from './snapshots';

/**
 * A decision as people read it: phase and action, the answer to a command, each reason with its text, and what changes in the
 * state and in the coverage. For a snapshot, so that no word and no field changes unseen.
 */
export function decisionText(decision: Decision, { state, coverage }: Situation): string {
  const { phase, action, answer, reasons, unsafe } = decision;
  return [
    `${phase}: ${action ? asText(action) : 'nothing to do'}`,
    ...(answer ? [`answer: ${asText({ accepted: answer.accepted, cost: answer.cost })}`] : []),
    ...reasons.map(reasonText),
    ...(unsafe.length > 0 ? [`unsafe: ${unsafe.map(({ code }) => code).join(' ')}`] : []),
    ...changes('state', state, decision.state),
    ...(decision.coverage === coverage
      ? []
      : [`coverage: ${decision.coverage ? asText(openOf(decision.coverage)) : 'none'}`]),
  ].join('\n');
}

function reasonText({ code, kind, text, where, ...more }: Reason): string {
  const there = where.length > 0 ? ` in ${asText(where)}` : '';
  const rest = Object.keys(more).length > 0 ? `, ${asText(more)}` : '';
  return `${code} (${kind}): ${text}${there}${rest}`;
}

/** The outcome of a step of a recreate or a roll, in the same form. */
export function stepText({
  action,
  reasons,
  ...more
}: {
  action?: Action | undefined;
  reasons: readonly Reason[];
}): string {
  return [
    action ? asText(action) : 'nothing to do',
    ...reasons.map(reasonText),
    ...changes('step', {}, more),
  ].join('\n');
}

function changes(name: string, before: object, after: object): string[] {
  const [old, now] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  return [...new Set([...old.keys(), ...now.keys()])].sort().flatMap((key) => {
    const [was, is] = [asText(old.get(key)), asText(now.get(key))];
    return was === is ? [] : [`${name}.${key}: ${is}`];
  });
}

/** JSON in which times are relative to now, and offsets are digits. */
function asText(value: unknown): string {
  const text = JSON.stringify(value, (_key, each: unknown) => {
    if (typeof each === 'bigint') return String(each);
    if (each instanceof Map) return [...each];
    if (typeof each === 'number' && Math.abs(each - NOW_MS) < NOW_MS / 2)
      return `now ${signed(each - NOW_MS)}`;
    return each;
  });
  return text ?? 'none';
}

const signed = (ms: number) => (ms < 0 ? `- ${-ms} ms` : `+ ${ms} ms`);
