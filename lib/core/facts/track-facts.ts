import type { KafkaSnapshot } from '../snapshot/kafka';
import { primaryOf } from '../snapshot/service';
import type { CommitSums } from './commit-sums';
import type { Facts } from './facts';
import { knownTopics, layoutOf, sameTopics, stillKnown } from './layout';
import type { Tracked } from './tracked';

/** How often the floor of commits is renewed. Each renewal writes the state. */
const FLOOR_EVERY_MS = 15 * 60_000;

/** Running receivers keep the topics that they know. With no task running, the next tasks will learn what exists now. */
export function knownLayout(
  before: Tracked['layout'],
  kafka: KafkaSnapshot,
  tasksGone: boolean,
  nowMs: number,
): Tracked['layout'] {
  const layout = layoutOf(kafka);
  if (!layout) return before;
  const now = knownTopics(layout);
  const topics = before && !tasksGone ? stillKnown(before.topics, now, kafka) : now;
  return before && sameTopics(before.topics, topics) ? before : { topics, sinceMs: nowMs };
}

/** Commits move back on purpose only while no task runs, so the floor restarts after that. */
export function floorOf(
  before: Tracked['floor'],
  sums: CommitSums,
  tasksGone: boolean,
  nowMs: number,
): Tracked['floor'] {
  if (tasksGone) return undefined;
  if (before && nowMs - before.atMs < FLOOR_EVERY_MS) return before;
  return { atMs: nowMs, sums: { ...before?.sums, ...sums } };
}

/** The config and task definition of the tasks; recorded when all tasks share them and every partition is read. */
export function lastGood(
  { goodVersion, goodDefinition }: Tracked,
  facts: Facts,
  stale: boolean,
): Pick<Tracked, 'goodVersion' | 'goodDefinition'> {
  const { config, service, settled, kafka, readers } = facts;
  const before = { goodVersion, goodDefinition };
  const definition = primaryOf(service)?.taskDefinition;
  if (stale || (config.version === goodVersion && definition === goodDefinition)) return before;
  if (config.mismatch !== undefined || config.editProblem !== undefined || service.tasks.length === 0)
    return before;
  const allStartedWithIt = service.tasks.every(
    ({ createdAtMs }) => createdAtMs !== undefined && createdAtMs >= config.lastModifiedMs,
  );
  const works = settled && kafka.group.state === 'Stable' && readers.foreign === undefined;
  if (!allStartedWithIt || !works || facts.unassigned?.length !== 0) return before;
  return { goodVersion: config.version, goodDefinition: definition };
}
