import { counted, formatDuration, isTopicPattern } from '../../pipeline';
import type { Facts } from '../facts/facts';
import { countOf, partitionKey } from '../facts/survey';
import { listed } from '../vocabulary/listed';
import { byTopic, reason } from '../vocabulary/reasons';
import type { Gate, Guarded } from './gate';

/** Gates on topics, partitions and commits. */
export const DATA_GATES: readonly Gate[] = [
  {
    code: 'HOLD_TOPIC_MISSING',
    prevents: 'latest being stored while a topic does not exist, or is not visible yet',
    guards: ['flip', 'seed', 'stop', 'commit', 'scale-in', 'expand'],
    check({ kafka }) {
      const missing = kafka.topics.filter(({ kind }) => kind === 'missing').map(({ topic }) => topic);
      if (missing.length === 0) return undefined;
      const text = missing.map(
        (topic) =>
          `${topic} ${isTopicPattern(topic) ? 'matches no topic' : 'does not exist'}: create it, or remove the signal from the spec if nothing uses it`,
      );
      return reason('HOLD_TOPIC_MISSING', listed(text, '; '));
    },
  },
  {
    code: 'HOLD_TOPIC_UNKNOWN',
    prevents: 'latest being stored while a topic cannot be described',
    guards: ['flip', 'seed', 'stop', 'commit', 'scale-in', 'roll', 'expand'],
    check({ kafka, topics }) {
      const faults = kafka.topics.flatMap((each) =>
        each.kind === 'unknown' ? [`${each.topic}: ${each.fault.code} ${each.fault.message}`] : [],
      );
      const seen = new Set(kafka.topics.map(({ topic }) => topic));
      const omitted = topics.filter(({ topic }) => !isTopicPattern(topic) && !seen.has(topic));
      const texts = [...faults, ...omitted.map(({ topic }) => `${topic} is missing from Kafka's response`)];
      return texts.length > 0 ? reason('HOLD_TOPIC_UNKNOWN', listed(texts, '; ')) : undefined;
    },
  },
  {
    code: 'HOLD_PARTITION_UNKNOWN',
    prevents: 'a flip, stop, roll or scale-in while a partition cannot be read',
    guards: ['flip', 'seed', 'stop', 'commit', 'scale-in', 'roll', 'expand'],
    check({ survey: { unknown } }) {
      const [first] = unknown;
      if (!first) return undefined;
      const why = first.fault ? `, first ${first.fault.code} ${first.fault.message}` : '';
      return reason(
        'HOLD_PARTITION_UNKNOWN',
        `${countOf(unknown)} could not be read${why}`,
        byTopic(unknown),
      );
    },
  },
  {
    code: 'HOLD_NO_COMMIT',
    prevents: 'latest being stored while a partition has no commit',
    guards: ['flip'],
    check({ survey: { uncommitted } }) {
      if (uncommitted.length === 0) return undefined;
      return reason('HOLD_NO_COMMIT', `${countOf(uncommitted)} without a commit`, byTopic(uncommitted));
    },
  },
  {
    code: 'HOLD_COMMIT_OUT_OF_RANGE',
    prevents: 'latest being stored while a commit lies outside the log',
    guards: ['flip'],
    check({ survey: { outOfRange } }) {
      if (outOfRange.length === 0) return undefined;
      const text = `${countOf(outOfRange)} with a commit outside the log`;
      return reason('HOLD_COMMIT_OUT_OF_RANGE', text, byTopic(outOfRange));
    },
  },
  {
    code: 'HOLD_REPAIR_PENDING',
    prevents: 'a flip that forgets in which partitions latest may have skipped records',
    guards: ['flip'],
    check({ owed }) {
      if (owed.length === 0) return undefined;
      return reason('HOLD_REPAIR_PENDING', `${countOf(owed)} waiting for a repair`, byTopic(owed));
    },
  },
  {
    code: 'HOLD_UNCOVERED',
    prevents: 'partitions moving between tasks while one may run on latest and something is not covered',
    guards: ['roll', 'scale-in', 'scale-out', 'expand'],
    check({ fleet, owed, survey, coverage, configSettled }) {
      // Right after earliest was stored, a starting task may still read latest.
      if (fleet.latest === 0 && configSettled) return undefined;
      const open = coverage
        ? [...owed, ...survey.uncommitted, ...survey.outOfRange]
        : [...survey.uncommitted, ...survey.outOfRange];
      if (open.length === 0) return undefined;
      const distinct = [...new Map(open.map((each) => [partitionKey(each), each])).values()];
      const text = `${countOf(distinct)} not covered, and ${counted(fleet.latest, 'task')} may run on latest`;
      return reason('HOLD_UNCOVERED', text, byTopic(distinct));
    },
  },
  {
    code: 'HOLD_RETENTION_HEADROOM',
    prevents: 'latest being stored, or tasks being stopped, while retention may delete unread records',
    guards: ['flip', 'stop'],
    check: retentionHeadroom,
  },
];

/** Whether retention leaves enough time before it deletes unread records. */
function retentionHeadroom({ kafka, policy, assumedRetentionMs, loss }: Facts, guarded: Guarded) {
  const headroomMs = guarded === 'stop' ? policy.maxPauseMs : policy.retentionHeadroomMs;
  // After a drain, unread records are younger than drainedWithin, so a topic must keep records for at least that long.
  const neededMs = policy.drainedWithinMs + headroomMs;
  const short = kafka.topics.flatMap((topic) => {
    if (topic.kind !== 'present') return [];
    const known = topic.retention.ms;
    const ms = known === 'unknown' ? assumedRetentionMs(topic.signal) : known;
    if (typeof ms !== 'number' || ms >= neededMs) return [];
    return [
      `${topic.topic} keeps records for ${formatDuration(ms)}, but ${formatDuration(neededMs)} is needed`,
    ];
  });
  if (short.length > 0) return reason('HOLD_RETENTION_HEADROOM', listed(short, '; '));
  const { soonest } = loss;
  if (!soonest || soonest.leftMs >= headroomMs) return undefined;
  const left = formatDuration(Math.max(0, Math.round(soonest.leftMs / 1000) * 1000));
  const text = `${soonest.by} may delete unread records in ${left}, but ${formatDuration(headroomMs)} is needed`;
  return reason('HOLD_RETENTION_HEADROOM', text, byTopic([soonest]));
}
