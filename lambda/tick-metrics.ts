import type { TickResult } from '../lib/controller/tick-result';
import type { TopicLag } from '../lib/core/lag/lag';
import { worstTopics } from '../lib/core/lag/worst';
import type { Debt } from '../lib/core/vocabulary/debt';
import { isTopicPattern, type PipelineSpec, RANKED_TOPICS, signalsOf } from '../lib/pipeline';
import type { Measure } from './embedded-metrics';

/** The metrics of one pipeline, once a tick. docs/operate/metrics.md explains each one. */
export function tickMeasures(result: TickResult, durationMs: number): Measure[] {
  const { lag, timeLag, loss, tasks, readers, reasons, debt } = result;
  const heldMs = reasons.flatMap(({ sinceMs }) => (sinceMs === undefined ? [] : [result.atMs - sinceMs]));
  const alarms = reasons.filter(({ kind }) => kind === 'alarm').length;
  return [
    count('Lag', Number(lag.lag)),
    count('AtRisk', Number(lag.atRisk)),
    // What is unknown is left out, because 0 would mean that there is no lag, or that all tasks read.
    ...(timeLag.ms === 'unknown' ? [] : [seconds('TimeLag', Math.round(timeLag.ms / 1000))]),
    ...(loss.soonest ? [seconds('TimeToLoss', Math.floor(loss.soonest.leftMs / 1000))] : []),
    count('TasksDesired', tasks.desired),
    count('TasksRunning', tasks.running),
    count('TasksUseful', tasks.useful),
    ...(readers.state === 'unknown' ? [] : readerMeasures(readers)),
    debt && tasks.desired === 0 ? stoppedFor(debt, result.atMs) : seconds('StoppedSeconds', 0),
    count('Drained', result.drained ? 1 : 0),
    count('Paused', result.pausedSinceMs === undefined ? 0 : 1),
    count('Unsafe', isUnsafe(result) ? 1 : 0),
    count('Held', heldMs.length > 0 ? 1 : 0),
    seconds('HeldSeconds', Math.round(Math.max(0, ...heldMs) / 1000)),
    count('Alarms', alarms),
    { name: 'TickDuration', unit: 'Milliseconds', value: durationMs },
  ];
}

/** The lag of one topic, and what tells it apart. */
interface TopicMetric {
  /** The name of the topic, or its rank: 1 has the most lag. */
  dimension: { topic: string } | { rank: string };
  topic: string;
  measures: Measure[];
}

/**
 * `TopicLag` of single topics.
 *
 * CloudWatch bills every value of a dimension that occurs, and which topics are the worst changes all the time. So with
 * `top`, a topic that the spec names has the dimension `topic`. Of the topics that a pattern matches, the ten with the
 * most lag have the dimension `rank`. The spec alone then limits how many metrics there are, whatever topics come and go.
 */
export function topicMetrics(
  { lag }: Pick<TickResult, 'lag'>,
  { metrics: { perTopic }, signals }: Pick<PipelineSpec, 'metrics' | 'signals'>,
): TopicMetric[] {
  if (perTopic === 'none') return [];
  const matched = new Set(
    signalsOf({ signals }).flatMap((each) => (isTopicPattern(each.topic) ? [each.signal] : [])),
  );
  const isRanked = ({ signal }: TopicLag) => perTopic === 'top' && matched.has(signal);
  const known = worstTopics(lag).filter(({ problem }) => problem === undefined);
  const metric = ({ topic, lag: offsets }: TopicLag, dimension: TopicMetric['dimension']): TopicMetric => ({
    dimension,
    topic,
    measures: [count('TopicLag', Number(offsets))],
  });
  return [
    ...known.filter((each) => !isRanked(each)).map((each) => metric(each, { topic: each.topic })),
    ...known
      .filter(isRanked)
      .slice(0, RANKED_TOPICS)
      .map((each, index) => metric(each, { rank: String(index + 1) })),
  ];
}

function readerMeasures({ establishedTasks, absentTasks }: TickResult['readers']): Measure[] {
  const nobody = establishedTasks > 0 && absentTasks === establishedTasks;
  return [count('NobodyReads', nobody ? 1 : 0), count('AbsentTasks', absentTasks)];
}

/** The time since Spillway stopped the tasks. */
export function stoppedFor({ stoppedAtMs }: Debt, nowMs: number): Measure {
  return seconds('StoppedSeconds', Math.round((nowMs - stoppedAtMs) / 1000));
}

/** A re-arm that cannot store earliest shows up only as a reason, even after its cause has gone. */
function isUnsafe({ unsafe, reasons }: TickResult): boolean {
  return unsafe.length > 0 || reasons.some(({ code }) => code === 'ALARM_UNSAFE');
}

function count(name: string, value: number): Measure {
  return { name, unit: 'Count', value };
}

function seconds(name: string, value: number): Measure {
  return { name, unit: 'Seconds', value };
}
