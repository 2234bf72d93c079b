import { commitSums, readSums, signalsGoneBack } from '../facts/commit-sums';
import { groupBlockers, rolloutBlockers, topicBlockers } from '../gates/readiness';
import { type Reason, reason } from '../vocabulary/reasons';
import { endsOnLatest, type RecreateQuestion, type RecreateStep } from './recreate-types';

/**
 * The tasks were told to start: are they all there, did no commit go back, did the group read what came meanwhile?
 * A recreate that ends on earliest is over once its tasks run, since earliest needs no more.
 */
export function verify(question: RecreateQuestion): RecreateStep {
  const { operation, covered, config, nowMs, policy } = question;
  const wanted = endsOnLatest(operation) ? 'latest' : 'earliest';
  if (config.initialOffset !== wanted) {
    // Somebody stored another policy meanwhile: over, and the next tick looks at what is in force now.
    const text = `the stored config says ${config.initialOffset}, not ${wanted} any more`;
    return { operation: undefined, covered, reasons: [reason('VERIFYING', text)] };
  }
  const open = endsOnLatest(operation) ? flipOpen(question) : startOpen(question);
  if (open.length === 0) return { operation: undefined, covered, reasons: [verified(question)] };
  const text = open.map(({ text: why }) => why).join('; ');
  if (nowMs - operation.phaseSinceMs >= policy.phaseTimeoutMs) {
    return { operation: undefined, covered, reasons: [reason('ALARM_NOT_VERIFIED', text)] };
  }
  return { operation, covered, reasons: [reason('VERIFYING', text)] };
}

function verified({ operation }: RecreateQuestion): Reason {
  return endsOnLatest(operation)
    ? reason('FLIP_VERIFIED', 'every commit in place, caught up on latest')
    : reason('REARM_VERIFIED', 'the tasks run on earliest');
}

function startOpen(question: RecreateQuestion): Reason[] {
  return question.operation.restoreCount === 0 ? [] : rolloutBlockers(question);
}

function flipOpen(question: RecreateQuestion): Reason[] {
  const { operation, kafka, drained, excluded } = question;
  const back = signalsGoneBack(operation.baseline, commitSums(kafka));
  const behind = signalsGoneBack(operation.ends, readSums(kafka, excluded));
  const open = [...topicBlockers(question), ...groupBlockers(question), ...rolloutBlockers(question)];
  if (back.length > 0)
    open.push(reason('VERIFYING', `commits of ${back.join(', ')} are below where they were`));
  else if (!drained || behind.length > 0)
    open.push(reason('VERIFYING', 'catching up on what came during the pause'));
  return open;
}
