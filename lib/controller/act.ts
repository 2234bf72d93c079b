import { setInitialOffset } from '../collector';
import type { Action } from '../drain/action';
import { allTasksGone, groupEmpty } from '../drain/readiness';
import { SpillwayError } from '../errors';
import type { ServiceSnapshot } from '../scaling/service-snapshot';
import type { Observation } from './observation';
import type { ConfigStore, KafkaAdmin, PartitionOffset, TaskService } from './ports';

export interface ActPorts {
  kafka: KafkaAdmin;
  store: ConfigStore;
  tasks: TaskService;
}

/** `done`, or why what was decided no longer holds: then nothing was changed and the next tick decides anew. */
export type ActResult = { kind: 'done' } | { kind: 'superseded'; why: string };

/**
 * Carries out one action. Its conditions are checked again right before the call, since seconds have passed since
 * the look, and what the call did is read back where it matters.
 *
 * @throws SpillwayError of the ports, `COMMIT_NOT_CONFIRMED`, `CONFIG_NOT_CONFIRMED`
 */
export async function act(
  action: Action,
  observation: Observation,
  groupId: string,
  ports: ActPorts,
): Promise<ActResult> {
  switch (action.kind) {
    case 'set-desired-count':
      return setDesiredCount(action, groupId, ports);
    case 'commit-offsets':
      return commitOffsets(action.offsets, groupId, ports);
    case 'store-config':
      return storeConfig(action, observation, ports);
  }
}

async function setDesiredCount(
  { from, to, guard }: Extract<Action, { kind: 'set-desired-count' }>,
  groupId: string,
  { tasks, kafka }: ActPorts,
): Promise<ActResult> {
  if (guard === 'group-empty') {
    const group = await kafka.describeGroup(groupId);
    if (!groupEmpty({ group })) return superseded(`group ${groupId} is ${group.state} again`);
  }
  const service = await tasks.describe();
  if (service.desiredCount !== from)
    return superseded(`desiredCount is ${service.desiredCount}, not ${from} any more`);
  if (guard === 'group-empty' && !allTasksGone(service))
    return superseded(`${service.tasks.length} tasks are there again`);
  await tasks.setDesiredCount(to);
  return { kind: 'done' };
}

/** Commits offsets of an Empty group without tasks, reads them back, and looks again that nobody came meanwhile. */
export async function commitOffsets(
  offsets: PartitionOffset[],
  groupId: string,
  ports: Pick<ActPorts, 'kafka' | 'tasks'>,
): Promise<ActResult> {
  const { kafka } = ports;
  // Kafka itself takes the commit only while the group is Empty: asking it before would tell less than that does.
  const before = tasksThere(await ports.tasks.describe());
  if (before) return superseded(before);
  await kafka.commitWhileEmpty(groupId, offsets);
  const stored = await kafka.committedOffsets(groupId, offsets);
  const wrong = offsets.filter(
    (wanted) =>
      !stored.some(
        (s) => s.topic === wanted.topic && s.partition === wanted.partition && s.offset === wanted.offset,
      ),
  );
  const after = await whoIsThere(groupId, ports);
  if (wrong.length === 0 && !after) return { kind: 'done' };
  throw new SpillwayError(
    'COMMIT_NOT_CONFIRMED',
    `${offsets.length} offsets were committed for group ${groupId}; ${wrong.length} read back otherwise${after ? `, and ${after}` : ''}.`,
    'The config still says earliest, so nothing is lost; the next tick looks again. Keep other consumers away from the group.',
  );
}

async function whoIsThere(
  groupId: string,
  { kafka, tasks }: Pick<ActPorts, 'kafka' | 'tasks'>,
): Promise<string | undefined> {
  const [service, group] = await Promise.all([tasks.describe(), kafka.describeGroup(groupId)]);
  const members = groupEmpty({ group })
    ? undefined
    : `group ${groupId} is ${group.state} with ${group.members.length} members`;
  return tasksThere(service) ?? members;
}

function tasksThere(service: ServiceSnapshot): string | undefined {
  if (service.desiredCount === 0 && allTasksGone(service)) return undefined;
  return `the service has desiredCount ${service.desiredCount} and ${service.tasks.length} tasks`;
}

async function storeConfig(
  { fromVersion, initialOffset }: Extract<Action, { kind: 'store-config' }>,
  { config }: Observation,
  { store }: ActPorts,
): Promise<ActResult> {
  const text = setInitialOffset(config.text, initialOffset);
  const current = (await store.read()).config;
  if (current?.version !== fromVersion) {
    return superseded(
      `${store.prefix}/config has version ${current?.version ?? 'none'}, not ${fromVersion} any more`,
    );
  }
  const version = await store.writeConfig(text);
  const written = (await store.read()).config;
  if (written?.value === text && version === fromVersion + 1) return { kind: 'done' };
  throw new SpillwayError(
    'CONFIG_NOT_CONFIRMED',
    `${store.prefix}/config was written as version ${version} and read back as version ${written?.version ?? 'none'}${written?.value === text ? '' : ' with another text'}.`,
    'Somebody else writes this parameter at the same time. The tasks stay stopped until the next tick has looked again.',
  );
}

function superseded(why: string): ActResult {
  return { kind: 'superseded', why };
}
