import { parseArgs } from 'node:util';
import { decide } from '../../lib/core/decide/decide';
import type { DecideOptions, Decision } from '../../lib/core/decide/decision';
import { NO_HISTORY } from '../../lib/core/facts/history';
import { isReachable, type Observation } from '../../lib/core/facts/observation';
import type { ControllerState } from '../../lib/core/state/state';
import type { PipelineSpec } from '../../lib/pipeline';
import { REAL } from '../../verify/model/tick';
import { withoutFrom } from '../../verify/search/passes';
import { runPasses } from '../../verify/search/run';

/** What the first core did, each put back as a small patch of the real decision: the explorer has to find it. */
type Decide = (
  observation: Observation,
  state: ControllerState,
  spec: PipelineSpec,
  options?: DecideOptions,
) => Decision;

const PATCHES: Readonly<Record<string, Decide>> = {
  'a stop is dropped because of one look': (observation, state, spec, options) => {
    const decision = decide(observation, state, spec, options);
    const shown = observation.debt && observation.service.desiredCount > 0;
    return shown ? { ...decision, action: { kind: 'close-debt' } } : decision;
  },
  'what fails is tried again at once': (observation, state, spec, options) =>
    decide(observation, { ...state, history: NO_HISTORY }, spec, options),
  'nothing bounds the wait for a task that hangs': (observation, state, spec, options) =>
    decide(observation, state, withoutBound(spec), options),
  'a member that outlives the stop is forgotten': (observation, state, spec, options) =>
    decide(observation, { ...state, lingering: undefined, history: NO_HISTORY }, spec, options),
  'latest is stored again after each burst': (observation, state, spec, options) =>
    decide(observation, { ...state, history: { ...state.history, rearms: 0 } }, spec, options),
  'tasks with full queues are stopped': (observation, state, spec, options) =>
    decide({ ...observation, metrics: undefined }, state, spec, options),
  'a number that a person set is overridden': (observation, state, spec, options) =>
    decide(observation, { ...state, desired: undefined }, spec, options),
  'a config that cannot be read passes for one that can': (observation, state, spec, options) =>
    decide(
      { ...observation, config: { ...observation.config, editProblem: undefined } },
      state,
      spec,
      options,
    ),
  'members seen through NAT are strangers': (observation, state, spec, options) =>
    decide(throughNat(observation), state, spec, options),
  'on earliest, a commit beyond the log passes for its end': (observation, state, spec, options) =>
    decide(withinTheLog(observation), state, spec, options),
  'nobody reads, and nothing says so': (observation, state, spec, options) => {
    const decision = decide(observation, state, spec, options);
    return { ...decision, reasons: decision.reasons.filter(({ code }) => code !== 'ALARM_NOBODY_READS') };
  },
};

function withoutBound(spec: PipelineSpec): PipelineSpec {
  return { ...spec, policy: { ...spec.policy, maxPauseMs: Number.POSITIVE_INFINITY } };
}

function throughNat(observation: Observation): Observation {
  const { kafka } = observation;
  if (!isReachable(kafka)) return observation;
  const members = kafka.group.members.map((member) => ({ ...member, clientId: 'otel-collector' }));
  return { ...observation, kafka: { ...kafka, group: { ...kafka.group, members } } };
}

function withinTheLog(observation: Observation): Observation {
  const { kafka, config } = observation;
  if (!isReachable(kafka) || config.initialOffset === 'latest') return observation;
  const topics = kafka.topics.map((topic) => {
    if (topic.kind !== 'present') return topic;
    const partitions = topic.partitions.map((each) =>
      typeof each.committed === 'bigint' && typeof each.logEnd === 'bigint' && each.committed > each.logEnd
        ? { ...each, committed: each.logEnd }
        : each,
    );
    return { ...topic, partitions };
  });
  return { ...observation, kafka: { ...kafka, topics } };
}

const { values, positionals } = parseArgs({
  options: { pass: { type: 'string' }, start: { type: 'string' } },
  allowPositionals: true,
});
const patch = PATCHES[positionals[0] ?? ''];
if (patch) {
  const [first] = runPasses({ ...REAL, decide: patch }, withoutFrom(values)).violations;
  const where = first ? `found by ${first.pass}, from: ${first.start}` : '';
  process.stdout.write(`${first?.trace ?? ''}\n${where}\n${first?.rule ?? 'nothing'}\n`);
} else {
  process.stdout.write(`${JSON.stringify(Object.keys(PATCHES))}\n`);
}
