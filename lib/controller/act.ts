import { setInitialOffset } from '../collector';
import { groupEmpty } from '../core/gates/readiness';
import type { Observation } from '../core/snapshot/observation';
import type { Action, PlannedCommit } from '../core/vocabulary/action';
import { SpillwayError } from '../errors';
import type { InitialOffset } from '../pipeline';
import { needsFresh, objection, tasksThere } from './act-guards';
import type { ConfigStore, KafkaAdmin, TaskService } from './ports';

export interface ActPorts {
  kafka: KafkaAdmin;
  store: ConfigStore;
  tasks: TaskService;
  /** The state's version as this tick left it: while it is that, no other tick has gone on. */
  stateVersion: number;
}

/** `done`, or why what was decided no longer holds: then nothing was changed and the next tick decides anew. */
export type ActResult = { kind: 'done' } | { kind: 'superseded'; why: string };

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
  // Worked out first, so that a text that cannot be made supersedes nothing and changes nothing.
  const text = await newText(action, observation, ports);
  const need = needsFresh(action);
  const [service, group, stored] = await Promise.all([
    need.service ? ports.tasks.describe() : undefined,
    need.group ? ports.kafka.describeGroup(groupId) : undefined,
    ports.store.read(),
  ]);
  const why = objection(action, {
    ...(service ? { service } : {}),
    ...(group ? { group } : {}),
    configVersion: stored.config?.version,
    stateVersion: stored.state?.version ?? 0,
    expectedStateVersion: ports.stateVersion,
  });
  if (why !== undefined) return { kind: 'superseded', why };
  switch (action.kind) {
    case 'set-desired-count':
      await ports.tasks.setDesiredCount(action.to);
      return { kind: 'done' };
    case 'commit-offsets':
      return commitOffsets(action.offsets, groupId, ports);
    case 'store-config':
    case 'restore-config':
      return storeConfig(text ?? observation.config.text, action.fromVersion, ports.store);
    case 'create-partitions':
      await ports.kafka.createPartitions(action.topic, action.count);
      return { kind: 'done' };
  }
}

async function newText(
  action: Action,
  { config }: Observation,
  { store }: ActPorts,
): Promise<string | undefined> {
  if (action.kind === 'store-config') return setInitialOffset(config.text, action.initialOffset);
  if (action.kind !== 'restore-config') return undefined;
  return restoredText(action.toVersion, action.initialOffset, store);
}

async function restoredText(
  version: number,
  initialOffset: InitialOffset,
  store: ConfigStore,
): Promise<string> {
  const text = await store.readConfigVersion(version);
  if (text !== undefined) return setInitialOffset(text, initialOffset);
  throw new SpillwayError(
    'CONFIG_VERSION_GONE',
    `Version ${version} of ${store.prefix}/config, the last one that worked, is not kept any more.`,
    'Store a config that works: SSM keeps 100 versions.',
  );
}

/** Commits offsets of an Empty group without tasks, reads them back, and looks again that nobody came meanwhile. */
export async function commitOffsets(
  offsets: PlannedCommit[],
  groupId: string,
  ports: Pick<ActPorts, 'kafka' | 'tasks'>,
): Promise<ActResult> {
  const { kafka } = ports;
  await kafka.commitWhileEmpty(groupId, offsets);
  const stored = await kafka.committedOffsets(groupId, offsets);
  const read = new Map(stored.map((each) => [`${each.topic}/${each.partition}`, each.offset]));
  const wrong = offsets.filter(
    ({ topic, partition, offset }) => read.get(`${topic}/${partition}`) !== offset,
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

async function storeConfig(text: string, fromVersion: number, store: ConfigStore): Promise<ActResult> {
  const version = await store.writeConfig(text);
  const written = (await store.read()).config;
  if (written?.value === text && version === fromVersion + 1) return { kind: 'done' };
  throw new SpillwayError(
    'CONFIG_NOT_CONFIRMED',
    `${store.prefix}/config was written as version ${version} and read back as version ${written?.version ?? 'none'}${written?.value === text ? '' : ' with another text'}.`,
    'Somebody else writes this parameter at the same time. The tasks stay stopped until the next tick has looked again.',
  );
}
