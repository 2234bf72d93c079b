import type { LagReport } from '../core/lag/lag';
import { worstPlaces } from '../core/lag/worst';
import { NAMES_SHOWN } from '../core/vocabulary/listed';
import { formatReason, type Reason } from '../core/vocabulary/reasons';

/** A reason in one line. If the line cannot name all topics and partitions, it names those with the most unread offsets. */
export function reasonLine(reason: Reason, lag: Pick<LagReport, 'topics'>): string {
  const { where } = reason;
  const isLong =
    where.length > NAMES_SHOWN || where.some(({ partitions }) => partitions.length > NAMES_SHOWN);
  return formatReason(reason, isLong ? worstPlaces(where, lag) : where);
}
