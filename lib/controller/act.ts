import { setInitialOffset } from '../collector';
import { isReachable, type Observation } from '../core/facts/observation';
import { partitionKey } from '../core/facts/survey';
import type { Action, PlannedCommit } from '../core/vocabulary/action';
import { formatDebt } from '../core/vocabulary/debt';
import { SpillwayError } from '../errors';
import { counted } from '../pipeline';
import { isRepayment, needsFresh, objection, remainingTasks } from './act-guards';
import type { ConfigStore, KafkaAdmin, TaskService } from './ports';

export interface ActPorts {
  /** `undefined` while Kafka cannot be reached. */
  kafka: KafkaAdmin | undefined;
  store: ConfigStore;
  tasks: TaskService;
  /** The state's version after this tick's write. A different version means that another tick has taken over. */
  stateVersion: number;
}

/** `superseded`: the decision no longer applies, so nothing was changed and the next tick decides again. */
export type ActResult = { kind: 'done' } | { kind: 'superseded'; why: string };

const DONE: ActResult = { kind: 'done' };

/**
 * Carries out one action. Re-checks its conditions right before the call, and reads commits back after it.
 *
 * @throws SpillwayError of the ports, `COMMIT_NOT_CONFIRMED`, `CONFIG_NOT_CONFIRMED`, `CONFIG_VERSION_GONE`
 */
export async function act(
  action: Action,
  observation: Observation,
  groupId: string,
  ports: ActPorts,
): Promise<ActResult> {
  // This comes first because it may fail.
  const text = await nextConfig(action, observation, ports);
  const why = await recheck(action, groupId, ports);
  if (why !== undefined) return { kind: 'superseded', why };
  switch (action.kind) {
    case 'set-desired-count':
      await ports.tasks.setDesiredCount(action.to);
      return DONE;
    case 'stop-tasks':
      return stopTasks(action, ports);
    case 'start-tasks':
      return startTasks(action, observation, groupId, ports);
    case 'close-debt':
      await ports.store.remove('debt');
      return DONE;
    case 'commit-offsets':
      return commitOffsets(action.offsets, groupId, ports);
    case 'seed-live':
      return seedLive(action.offsets, groupId, ports);
    case 'store-offset':
    case 'restore-config':
      return storeConfig(text ?? observation.config.text, action.fromVersion, ports.store);
    case 'roll-tasks':
      await ports.tasks.forceNewDeployment();
      return DONE;
    case 'create-partitions':
      await reachable(ports).createPartitions(action.topic, action.count);
      return DONE;
    case 'stop-service':
      return stopService(action.count, observation.nowMs, ports);
    case 'end-hold':
      return endHold(action.to, ports);
  }
}

/** Why the action no longer applies; `undefined` if it still does. */
async function recheck(action: Action, groupId: string, ports: ActPorts): Promise<string | undefined> {
  const need = needsFresh(action);
  try {
    const [service, group, stored] = await Promise.all([
      need.service ? ports.tasks.describe() : undefined,
      need.group ? ports.kafka?.describeGroup(groupId) : undefined,
      ports.store.read(),
    ]);
    return objection(action, {
      ...(service ? { service } : {}),
      ...(group ? { group } : {}),
      configVersion: stored.config?.version,
      debt: stored.debt !== undefined || isRepayment(action),
      hold: stored.hold !== undefined,
      stateVersion: stored.state?.version ?? 0,
      expectedStateVersion: ports.stateVersion,
    });
  } catch (error) {
    // Starting owed tasks needs nothing but ECS.
    if (isRepayment(action)) return undefined;
    throw error;
  }
}

async function nextConfig(
  action: Action,
  { config }: Observation,
  { store }: ActPorts,
): Promise<string | undefined> {
  if (action.kind === 'store-offset') return setInitialOffset(config.text, action.initialOffset);
  if (action.kind !== 'restore-config') return undefined;
  const text = await store.readConfigVersion(action.toVersion);
  if (text !== undefined) return setInitialOffset(text, action.initialOffset);
  throw new SpillwayError(
    'CONFIG_VERSION_GONE',
    `Version ${action.toVersion} of ${store.prefix}/config, the last one that worked, no longer exists: SSM keeps 100 versions.`,
    'Store a config that works.',
  );
}

/** Creates the debt before the stop, so that the next tick finds it whatever happens to this process. */
async function stopTasks(
  { debt }: Extract<Action, { kind: 'stop-tasks' }>,
  { store, tasks }: ActPorts,
): Promise<ActResult> {
  if ((await store.create('debt', formatDebt(debt))) === 'exists') {
    return { kind: 'superseded', why: 'the tasks of an earlier stop have not been started again yet' };
  }
  await tasks.setDesiredCount(0);
  return DONE;
}

async function startTasks(
  action: Extract<Action, { kind: 'start-tasks' }>,
  observation: Observation,
  groupId: string,
  ports: ActPorts,
): Promise<ActResult> {
  if (action.because === 'step') await recommitMissing(observation, groupId, ports);
  const desiredCount = await startUnlessRunning(action.to, ports.tasks);
  // If ECS never showed the stop, it may still take effect, so its debt stays until that is too late.
  const stopped = observation.service.desiredCount === 0;
  if (stopped && desiredCount > 0) await ports.store.remove('debt').catch(() => undefined);
  return DONE;
}

/**
 * Starts `count` tasks. If someone has started tasks in the meantime, keeps their count.
 *
 * @returns the desiredCount in ECS's response
 */
export async function startUnlessRunning(count: number, tasks: TaskService): Promise<number> {
  const shown = await tasks.describe().then(
    ({ desiredCount }) => desiredCount,
    () => 0,
  );
  return (await tasks.setDesiredCount(shown > 0 ? shown : count)).desiredCount;
}

/**
 * Repeats commits that have disappeared since the observation. Otherwise tasks would read these partitions from the log
 * start.
 */
async function recommitMissing(
  { kafka: seen }: Observation,
  groupId: string,
  { kafka }: ActPorts,
): Promise<void> {
  if (!kafka || !isReachable(seen)) return;
  const known = seen.topics.flatMap((topic) =>
    topic.kind === 'present'
      ? topic.partitions.flatMap(({ topic: name, partition, committed }) =>
          typeof committed === 'bigint' ? [{ topic: name, partition, offset: committed }] : [],
        )
      : [],
  );
  const now = await kafka.committedOffsets(groupId, known);
  const gone = new Set(now.filter(({ offset }) => offset === 'none').map(partitionKey));
  const again = known.filter((each) => gone.has(partitionKey(each)));
  if (again.length > 0) await kafka.commitWhileEmpty(groupId, again);
}

/** Commits offsets while the group is Empty, reads them back, and checks that the group is still Empty and no task runs. */
export async function commitOffsets(
  offsets: PlannedCommit[],
  groupId: string,
  ports: Pick<ActPorts, 'kafka' | 'tasks'>,
): Promise<ActResult> {
  const kafka = reachable(ports);
  await kafka.commitWhileEmpty(groupId, offsets);
  const wrong = await notAsCommitted(offsets, groupId, kafka);
  const [service, group] = await Promise.all([ports.tasks.describe(), kafka.describeGroup(groupId)]);
  const members =
    group.state === 'Empty' || group.state === 'Dead'
      ? undefined
      : `group ${groupId} is ${group.state} with ${counted(group.members.length, 'member')}`;
  const others = remainingTasks(service) ?? members;
  const values = wrong > 0 ? `${wrong} of them read back with another value` : undefined;
  const but = [values, others].filter((each) => each !== undefined);
  if (but.length === 0) return DONE;
  throw new SpillwayError(
    'COMMIT_NOT_CONFIRMED',
    `${counted(offsets.length, 'offset', ['was', 'were'])} committed for group ${groupId}, but ${but.join(', and ')}.`,
    'Keep other consumers out of the group. earliest is stored, so nothing is lost; the next tick checks the commits again.',
  );
}

/**
 * Commits offsets while the group runs. Any commit that reads back is fine, because an owner may have committed in the
 * meantime.
 */
async function seedLive(offsets: PlannedCommit[], groupId: string, ports: ActPorts): Promise<ActResult> {
  const kafka = reachable(ports);
  const group = await kafka.describeGroup(groupId);
  await kafka.commitAsMember(group, offsets);
  const stored = await kafka.committedOffsets(groupId, offsets);
  const missing = stored.filter(({ offset }) => typeof offset !== 'bigint').length;
  if (missing === 0) return DONE;
  throw new SpillwayError(
    'COMMIT_NOT_CONFIRMED',
    `${counted(offsets.length, 'log start', ['was', 'were'])} committed for the running group ${groupId}, but ${missing} could not be read back.`,
    'Nothing was stopped or stored; the next tick tries again.',
  );
}

async function notAsCommitted(offsets: PlannedCommit[], groupId: string, kafka: KafkaAdmin): Promise<number> {
  const stored = await kafka.committedOffsets(groupId, offsets);
  const read = new Map(stored.map((each) => [partitionKey(each), each.offset]));
  return offsets.filter((each) => read.get(partitionKey(each)) !== each.offset).length;
}

async function storeConfig(text: string, fromVersion: number, store: ConfigStore): Promise<ActResult> {
  const version = await store.writeConfig(text);
  // The response of PutParameter can be trusted; a read may be stale.
  if (version === fromVersion + 1) return DONE;
  throw new SpillwayError(
    'CONFIG_NOT_CONFIRMED',
    `${store.prefix}/config was written as version ${version}, but version ${fromVersion + 1} was expected.`,
    'Somebody else writes this parameter at the same time. The next tick reads it again.',
  );
}

/**
 * Creates the hold first, so that no tick starts tasks from then on. A debt stays until its own stop can no longer take
 * effect.
 */
async function stopService(count: number, nowMs: number, { store, tasks }: ActPorts): Promise<ActResult> {
  await store.create('hold', JSON.stringify({ version: 1, count, since: new Date(nowMs).toISOString() }));
  await tasks.setDesiredCount(0);
  return DONE;
}

async function endHold(to: number, { store, tasks }: ActPorts): Promise<ActResult> {
  if (to > 0) await tasks.setDesiredCount(to);
  await store.remove('hold');
  return DONE;
}

function reachable({ kafka }: Pick<ActPorts, 'kafka'>): KafkaAdmin {
  if (kafka) return kafka;
  throw new SpillwayError(
    'KAFKA_UNREACHABLE',
    'Kafka could not be reached in this tick.',
    'The next tick tries again.',
  );
}
