import type { KafkaSnapshot } from '../lag/snapshot';
import { isUnknown } from './coverage';
import { topicBlockers } from './flip-gate';
import { groupBlockers, rolloutBlockers } from './readiness';
import { reason } from './reasons';
import type { RecreateQuestion, RecreateStep } from './recreate-types';

/**
 * The tasks were told to start: are they all there, did no commit go back, did the group catch up? A rearm is over
 * once its tasks run, since earliest needs no more.
 */
export function verify(question: RecreateQuestion): RecreateStep {
  const { operation, kafka, service, topics, drained, covered } = question;
  const wanted = operation.purpose === 'flip' ? 'latest' : 'earliest';
  if (question.stored.initialOffset !== wanted) {
    // Somebody stored another policy meanwhile: over, and the next tick looks at what is in force now.
    const text = `the stored config says ${question.stored.initialOffset}, not ${wanted} any more`;
    return { operation: undefined, covered, reasons: [reason('VERIFYING', text)] };
  }
  if (operation.purpose === 'rearm') {
    const waiting = operation.restoreCount === 0 ? [] : rolloutBlockers(service);
    if (waiting.length > 0)
      return {
        operation,
        covered,
        reasons: [reason('VERIFYING', waiting.map(({ text }) => text).join('; '))],
      };
    return {
      operation: undefined,
      covered,
      reasons: [reason('REARM_VERIFIED', 'the tasks run on earliest')],
    };
  }
  const wentBack = commitsGoneBack(operation.baseline ?? {}, commitSums(kafka));
  if (wentBack.length > 0) {
    return {
      operation,
      covered,
      reasons: [reason('VERIFYING', `commits of ${wentBack.join(', ')} are below where they were`)],
    };
  }
  const waiting = [
    ...topicBlockers(question),
    ...groupBlockers(kafka, service, topics),
    ...rolloutBlockers(service),
  ];
  if (waiting.length > 0 || !drained) {
    const text =
      waiting.length > 0
        ? waiting.map(({ code }) => code).join(', ')
        : 'catching up on what came during the pause';
    return { operation, covered, reasons: [reason('VERIFYING', text)] };
  }
  return {
    operation: undefined,
    covered,
    reasons: [reason('FLIP_VERIFIED', 'every commit in place, caught up on latest')],
  };
}

/** Sum of commits by topic, as text; a topic with an unknown partition has none. */
export function commitSums(kafka: KafkaSnapshot): Record<string, string> {
  return Object.fromEntries(
    kafka.topics.flatMap((topic) => {
      if (topic.kind !== 'present' || topic.partitions.some(isUnknown)) return [];
      const sum = topic.partitions.reduce(
        (total, { committed }) => total + (typeof committed === 'bigint' ? committed : 0n),
        0n,
      );
      return [[topic.topic, String(sum)]];
    }),
  );
}

function commitsGoneBack(before: Record<string, string>, now: Record<string, string>): string[] {
  return Object.keys(before).filter((topic) => {
    const sum = now[topic];
    return sum !== undefined && BigInt(sum) < BigInt(before[topic] ?? '0');
  });
}
