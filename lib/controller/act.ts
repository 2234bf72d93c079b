import { setInitialOffset } from '../collector';
import { isReachable, type Observation } from '../core/facts/observation';
import type { Action, PlannedCommit } from '../core/vocabulary/action';
import { formatDebt } from '../core/vocabulary/debt';
import { SpillwayError } from '../errors';
import { isRepayment, needsFresh, objection, remainingTasks } from './act-guards';
import type { ConfigStore, KafkaAdmin, TaskService } from './ports';

export interface ActPorts {
  /** `undefined` while Kafka cannot be reached. */
  kafka: KafkaAdmin | undefined;
  store: ConfigStore;
  tasks: TaskService;
  /** The state's version as this tick left it: while it is that, no other tick has gone on. */
  stateVersion: number;
}

/** `done`, or why what was decided no longer holds: then nothing was changed and the next tick decides again. */
export type ActResult = { kind: 'done' } | { kind: 'superseded'; why: string };

const DONE: ActResult = { kind: 'done' };

/**
 * Carries out one action. Its conditions are checked again right before the call, and what the call did is read back
 * where it matters.
 *
 * @throws SpillwayError of the ports, `COMMIT_NOT_CONFIRMED`, `CONFIG_NOT_CONFIRMED`, `CONFIG_VERSION_GONE`
 */
export async function act(
  action: Action,
  observation: Observation,
  groupId: string,
  ports: ActPorts,
): Promise<ActResult> {
  // Made first, so that a text that cannot be made supersedes nothing and changes nothing.
  const text = await newText(action, observation, ports);
  const why = await whyNot(action, groupId, ports);
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

async function whyNot(action: Action, groupId: string, ports: ActPorts): Promise<string | undefined> {
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
    // ECS alone is enough to start what is owed.
    if (isRepayment(action)) return undefined;
    throw error;
  }
}

async function newText(
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
    `Version ${action.toVersion} of ${store.prefix}/config, the last one that worked, is not kept any more.`,
    'Store a config that works: SSM keeps 100 versions.',
  );
}

/** The debt first: whatever happens to this process, the next tick finds what is owed. */
async function stopTasks(
  { debt }: Extract<Action, { kind: 'stop-tasks' }>,
  { store, tasks }: ActPorts,
): Promise<ActResult> {
  if ((await store.create('debt', formatDebt(debt))) === 'exists') {
    return { kind: 'superseded', why: 'another stop is not repaid yet' };
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
  if (action.because === 'step') await lastLook(observation, groupId, ports);
  const desiredCount = await startUnlessRunning(action.to, ports.tasks);
  // A stop that never showed may still take effect: its debt stays, and is closed once that is too late.
  const stopped = observation.service.desiredCount === 0;
  if (stopped && desiredCount > 0) await ports.store.remove('debt').catch(() => undefined);
  return DONE;
}

/** Starts so many tasks, or as many as somebody has started since the look; the desiredCount that ECS answers. */
export async function startUnlessRunning(count: number, tasks: TaskService): Promise<number> {
  const shown = await tasks.describe().then(
    ({ desiredCount }) => desiredCount,
    () => 0,
  );
  return (await tasks.setDesiredCount(shown > 0 ? shown : count)).desiredCount;
}

/** A commit that went away in the last second is made again: tasks would begin at the log start without it. */
async function lastLook({ kafka: seen }: Observation, groupId: string, { kafka }: ActPorts): Promise<void> {
  if (!kafka || !isReachable(seen)) return;
  const known = seen.topics.flatMap((topic) =>
    topic.kind === 'present'
      ? topic.partitions.flatMap(({ topic: name, partition, committed }) =>
          typeof committed === 'bigint' ? [{ topic: name, partition, offset: committed }] : [],
        )
      : [],
  );
  const now = await kafka.committedOffsets(groupId, known);
  const gone = new Set(now.filter(({ offset }) => offset === 'none').map(keyOf));
  const again = known.filter((each) => gone.has(keyOf(each)));
  if (again.length > 0) await kafka.commitWhileEmpty(groupId, again);
}

/** Commits offsets of an Empty group without tasks, reads them back, and looks again that nobody came meanwhile. */
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
      : `group ${groupId} is ${group.state} with ${group.members.length} members`;
  const after = remainingTasks(service) ?? members;
  if (wrong === 0 && !after) return DONE;
  throw new SpillwayError(
    'COMMIT_NOT_CONFIRMED',
    `${offsets.length} offsets were committed for group ${groupId}; ${wrong} read back otherwise${after ? `, and ${after}` : ''}.`,
    'The config says earliest, so nothing is lost; the next tick looks again. Keep other consumers away from the group.',
  );
}

/** Commits log starts while the group runs. A partition whose owner has read on meanwhile has a commit of its own. */
async function seedLive(offsets: PlannedCommit[], groupId: string, ports: ActPorts): Promise<ActResult> {
  const kafka = reachable(ports);
  const group = await kafka.describeGroup(groupId);
  await kafka.commitAsMember(group, offsets);
  const stored = await kafka.committedOffsets(groupId, offsets);
  const missing = stored.filter(({ offset }) => typeof offset !== 'bigint').length;
  if (missing === 0) return DONE;
  throw new SpillwayError(
    'COMMIT_NOT_CONFIRMED',
    `${offsets.length} log starts were committed for group ${groupId} while it runs; ${missing} are not there.`,
    'Nothing was stopped or stored; the next tick looks again.',
  );
}

async function notAsCommitted(offsets: PlannedCommit[], groupId: string, kafka: KafkaAdmin): Promise<number> {
  const stored = await kafka.committedOffsets(groupId, offsets);
  const read = new Map(stored.map((each) => [keyOf(each), each.offset]));
  return offsets.filter((each) => read.get(keyOf(each)) !== each.offset).length;
}

async function storeConfig(text: string, fromVersion: number, store: ConfigStore): Promise<ActResult> {
  const version = await store.writeConfig(text);
  // PutParameter's own answer counts more than a look that may be stale.
  if (version === fromVersion + 1) return DONE;
  throw new SpillwayError(
    'CONFIG_NOT_CONFIRMED',
    `${store.prefix}/config was written as version ${version}, and version ${fromVersion + 1} was expected.`,
    'Somebody else writes this parameter at the same time. The next tick looks again.',
  );
}

/** The hold first: from then on no tick starts anything. A debt stays until its own stop can no longer take effect. */
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

function keyOf({ topic, partition }: { topic: string; partition: number }): string {
  return `${topic}/${partition}`;
}
