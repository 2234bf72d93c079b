import {
  type ConfigSource,
  configDrift,
  describeDifference,
  describeOffset,
  explanationsOf,
  isAboutWhatIsRead,
  liveDifferences,
  membersPerTask,
  offsetWord,
  ownClientIds,
  parseConfig,
  readLiveSettings,
  readOffsetConfig,
  setInitialOffset,
} from '../collector';
import type { ObservedConfig } from '../core/snapshot/config';
import type { Fault, KafkaSnapshot } from '../core/snapshot/kafka';
import { type ControllerState, EMPTY_STATE } from '../core/state/state';
import type { IdentifiedCommand, OffsetTarget } from '../core/vocabulary/command';
import { SpillwayError } from '../errors';
import { type PipelineSpec, signalsOf } from '../pipeline';
import type { KafkaRequest, StoredParameter, StoredParameters } from './ports';

/** A record stamped further in the future than this counts as a sign of skewed clocks. */
const CLOCK_AHEAD_MS = 60_000;

export function kafkaRequest(
  spec: PipelineSpec,
  nowMs: number,
  state: ControllerState,
  command?: IdentifiedCommand,
): KafkaRequest {
  const targetMs = timeWanted(state, command);
  const heldSinceMs = heldSince(state);
  return {
    groupId: spec.group,
    topics: signalsOf(spec).map(({ signal, topic }) => ({ signal, topic })),
    nowMs,
    drainLimitMs: nowMs - spec.policy.drainedWithinMs,
    aheadMs: nowMs + CLOCK_AHEAD_MS,
    // The same time as the drain limit, so that a single request to Kafka covers both.
    rateSinceMs: nowMs - spec.policy.drainedWithinMs,
    // The cost of a command depends on the arrival rate of all partitions.
    ...(command || state.manualOperation ? { timesOf: 'all' } : {}),
    ...(targetMs === undefined ? {} : { targetMs }),
    ...(heldSinceMs === undefined ? {} : { heldSinceMs }),
  };
}

/** The time that commits are moved to, or will be once the recreate starts. */
function timeWanted(
  { recreate, manualOperation }: ControllerState,
  command?: IdentifiedCommand,
): number | undefined {
  const wanted = command?.command ?? manualOperation?.command;
  const target: OffsetTarget | undefined =
    recreate?.move?.target ?? (wanted && 'to' in wanted ? wanted.to : undefined);
  return target?.kind === 'time' ? target.atMs : undefined;
}

/** The earliest time at which the stopped tasks may have read records that they did not deliver. */
function heldSince({ recreate }: ControllerState): number | undefined {
  if (recreate?.stoppedAtMs === undefined || recreate.held || recreate.heldMs === undefined) return undefined;
  return recreate.stoppedAtMs - recreate.heldMs;
}

/** A snapshot in which everything is unknown, for reports while Kafka cannot be reached. */
export function unknownSnapshot(spec: PipelineSpec, nowMs: number, fault: Fault): KafkaSnapshot {
  const { drainLimitMs, aheadMs, rateSinceMs, topics } = kafkaRequest(spec, nowMs, EMPTY_STATE);
  return {
    drainLimitMs,
    aheadMs,
    rateSinceMs,
    takenAtMs: nowMs,
    group: { groupId: spec.group, state: 'unknown', members: [], fault },
    offsetsRetentionMs: 'unknown',
    topics: topics.map(({ signal, topic }) => ({ kind: 'unknown', signal, topic, fault })),
  };
}

/**
 * Reads the live config. It is either a whole Collector configuration, or just the word `earliest` or `latest`, which
 * the template's configuration takes from its environment. A config that cannot be read or edited is not an error here,
 * because the decision handles it.
 *
 * @throws SpillwayError `CONFIG_PARAMETER_MISSING`
 */
export function observeConfig(
  { config: parameter, template }: Pick<StoredParameters, 'config' | 'template'>,
  name: string,
  spec: PipelineSpec,
): ObservedConfig {
  if (!parameter) {
    throw new SpillwayError(
      'CONFIG_PARAMETER_MISSING',
      `The live Collector config ${name} does not exist in SSM.`,
      'Deploy the stack, or store the rendered config there; the processing tier cannot start without it either.',
    );
  }
  const { value: text, version, lastModifiedMs } = parameter;
  const stored = { text, version, lastModifiedMs };
  const wanted = template && parsed(template.value);
  const word = offsetWord(text);
  if (word) {
    const read = wanted && readable(wanted) ? comparison(wanted, spec) : undefined;
    const mismatch = wanted ? wordMismatch(wanted, read) : NO_TEMPLATE;
    return { ...stored, ...(read ?? NOTHING_READ), initialOffset: word, mismatch, editProblem: undefined };
  }
  const source = parsed(text);
  const paths = wanted ? configDrift(wanted, source) : [];
  const drift =
    template && paths.length > 0 ? { paths, sinceMs: laterWrite(parameter, template) } : undefined;
  try {
    const config = readOffsetConfig(source);
    // If in doubt, assume latest, the dangerous value.
    const initialOffset = config.initialOffset === 'earliest' ? 'earliest' : 'latest';
    const editProblem = editProblemOf(source);
    return { ...stored, ...comparison(source, spec), initialOffset, editProblem, drift };
  } catch (error) {
    const editProblem = problemOf(error);
    return { ...stored, ...NOTHING_READ, initialOffset: 'latest', mismatch: undefined, editProblem, drift };
  }
}

/** Parses a text once for all that is read from it. A malformed one stays text, so that each reader reports it. */
function parsed(text: string): ConfigSource {
  try {
    return parseConfig(text);
  } catch (error) {
    if (error instanceof SpillwayError) return text;
    throw error;
  }
}

/** What is assumed about a config that cannot be read. */
const NOTHING_READ = {
  clientIds: [],
  membersPerTask: 1,
  differences: [],
  processorsMs: 0,
  retryMs: 'unknown',
} as const satisfies Partial<ObservedConfig>;

type Read = Pick<ObservedConfig, keyof typeof NOTHING_READ | 'mismatch' | 'sampling'>;

/** The differences from the spec, the group members per task, and how long a task can hold a record. */
function comparison(source: ConfigSource, spec: PipelineSpec): Read {
  const settings = readLiveSettings(source);
  const differences = liveDifferences(settings, spec);
  const explaining = new Set(explanationsOf(settings, differences));
  const ordered = [...explaining, ...differences.filter((each) => !explaining.has(each))];
  const foreign = differences.filter(isAboutWhatIsRead);
  const { decisionWaitMs, batchTimeoutMs, retryMs } = settings.holding;
  const known = typeof decisionWaitMs === 'number' && typeof batchTimeoutMs === 'number';
  return {
    clientIds: ownClientIds(settings),
    membersPerTask: membersPerTask(settings, spec.group),
    differences: ordered.map(describeDifference),
    // Flipping the config of another group would skip records in that group.
    mismatch: foreign.length > 0 ? foreign.map(describeDifference).join(' ') : undefined,
    processorsMs: known ? decisionWaitMs + batchTimeoutMs : UNKNOWN_PROCESSORS_MS,
    ...(settings.sampling && { sampling: settings.sampling }),
    retryMs,
  };
}

function readable(source: ConfigSource): boolean {
  try {
    readLiveSettings(source);
    return true;
  } catch (error) {
    if (error instanceof SpillwayError) return false;
    throw error;
  }
}

/** Assumed if the waiting times of the processors come from the environment. */
const UNKNOWN_PROCESSORS_MS = 5 * 60_000;

/** A drift counts from here, because a deployment writes one shortly after the other. */
function laterWrite(config: StoredParameter, template: StoredParameter): number {
  return Math.max(config.lastModifiedMs, template.lastModifiedMs);
}

/** Why initial_offset cannot be switched in place to both values; `undefined` if it can. */
function editProblemOf(source: ConfigSource): string | undefined {
  try {
    for (const offset of ['earliest', 'latest'] as const) setInitialOffset(source, offset);
    return undefined;
  } catch (error) {
    return problemOf(error);
  }
}

function problemOf(error: unknown): string {
  if (error instanceof SpillwayError) return `${error.code} ${error.message} ${error.hint}`;
  throw error;
}

const NO_TEMPLATE = 'it contains only the offset, and there is no template with the group and topics';

/** With a one-word config, the group and topics are in the template. */
function wordMismatch(template: ConfigSource, read: Read | undefined): string | undefined {
  try {
    const { initialOffset } = readOffsetConfig(template);
    if (typeof initialOffset === 'object' && initialOffset.kind === 'env') return read?.mismatch;
    return `it contains only the offset, and initial_offset in the template is ${describeOffset(initialOffset)}, not taken from the environment`;
  } catch (error) {
    return `it contains only the offset, and the template cannot be read: ${problemOf(error)}`;
  }
}
