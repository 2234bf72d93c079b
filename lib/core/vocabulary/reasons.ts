import { NAMES_SHOWN } from './listed';
import { ALARMS } from './reason-catalog/alarms';
import { COMMAND_REASONS } from './reason-catalog/commands';
import { HOLDS } from './reason-catalog/holds';
import { RE_ARM_REASONS } from './reason-catalog/re-arm';
import type { ReasonEntry, ReasonKind } from './reason-catalog/reason-entry';
import { STATE_REASONS } from './reason-catalog/state';
import { STEPS } from './reason-catalog/steps';

/**
 * Every reason that a decision can have.
 *
 * - `hold`  Spillway would act but must not yet; carries its start time, and raises an alarm if it lasts too long
 * - `wait`  a step is in progress and needs time
 * - `act`   what this tick does
 * - `info`  the current state
 * - `alarm` needs an operator's attention
 */
export const REASONS = {
  ...STATE_REASONS,
  ...HOLDS,
  ...COMMAND_REASONS,
  ...RE_ARM_REASONS,
  ...STEPS,
  ...ALARMS,
} as const satisfies Record<string, ReasonEntry>;

export type { ReasonKind };
export type ReasonCode = keyof typeof REASONS;

/** Partitions of one topic that a reason is about, ascending. */
export interface PartitionList {
  topic: string;
  partitions: number[];
}

export interface Reason {
  code: ReasonCode;
  kind: ReasonKind;
  /** The figures of this case; {@link REASONS} has the general explanation. */
  text: string;
  where: PartitionList[];
  /** When the hold began; set by the controller. */
  sinceMs?: number;
}

export function reason(code: ReasonCode, text: string, where: PartitionList[] = []): Reason {
  return { code, kind: REASONS[code].kind, text, where };
}

/** Groups partitions by topic, in the order of the input. */
export function byTopic(partitions: readonly { topic: string; partition: number }[]): PartitionList[] {
  const lists = new Map<string, number[]>();
  for (const { topic, partition } of partitions) {
    const list = lists.get(topic);
    if (list) list.push(partition);
    else lists.set(topic, [partition]);
  }
  return [...lists].map(([topic, list]) => ({ topic, partitions: list.sort((a, b) => a - b) }));
}

/**
 * One line for people, for example `HOLD_NO_COMMIT otlp_spans partitions 3,7: 2 partitions without a commit`. It names the
 * first topics, and the first partitions of each, and counts the rest.
 *
 * @param where the partitions of the reason, the worst first
 */
export function formatReason({ code, text, where: all }: Reason, where: PartitionList[] = all): string {
  const places = where.slice(0, NAMES_SHOWN).map(placeOf);
  const rest = where.slice(NAMES_SHOWN);
  if (rest.length > 0) {
    const count = rest.reduce((sum, { partitions }) => sum + partitions.length, 0);
    places.push(`${rest.length} more topics with ${count} partitions`);
  }
  return [code, ...(places.length > 0 ? [places.join('; ')] : [])].join(' ') + (text ? `: ${text}` : '');
}

function placeOf({ topic, partitions }: PartitionList): string {
  const more = partitions.length - NAMES_SHOWN;
  const named = partitions.slice(0, NAMES_SHOWN).join(',');
  return `${topic} partitions ${named}${more > 0 ? ` and ${more} more` : ''}`;
}
