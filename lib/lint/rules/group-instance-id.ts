import { valueAt } from '../../collector/config/collector-config';
import { isPlaceholder } from '../../collector/config/placeholder';
import { removePair } from '../../collector/config/text-edit';
import { type Rule, used } from '../rule';
import { textAt } from '../settings/values';

/** A static member id that all tasks share. */
export const groupInstanceIdShared: Rule = {
  code: 'KAFKA_GROUP_INSTANCE_ID_SHARED',
  severity: 'error',
  title: 'one group_instance_id for all tasks',
  explanation:
    "Every task reads the same configuration, so a group_instance_id written out is the same in all of them, and Kafka lets only one member bear it: tasks fence each other, and one of them consumes. Members with an instance id also send no LeaveGroup at shutdown, so their partitions wait for the session timeout. Take it out, or make it the task's own: `group_instance_id: ${env:TASK_ID}`.",
  source: 'docs/collector-facts.md',
  *check(context) {
    const { tasks } = context.facts;
    for (const { file, component } of used(context, 'receiver', 'kafka')) {
      const id = textAt(component.settings, ['group_instance_id'], '');
      if (!id || tasks === 1) continue;
      const path = [...component.path, 'group_instance_id'];
      const edit = removePair(file.document, path);
      yield {
        file,
        path,
        severity: tasks === undefined ? 'warning' : 'error',
        message: `${component.id} has the group_instance_id ${id} in every task${tasks === undefined ? '' : ` (${tasks})`}: Kafka lets one member bear it, and tasks fence each other; take it out or write a \${env:…} of each task.`,
        fix: edit && { title: 'takes group_instance_id out', edits: [edit] },
      };
    }
  },
};

/** One static member id for several members of one task. */
export const groupInstanceIdTwice: Rule = {
  code: 'KAFKA_GROUP_INSTANCE_ID_TWICE',
  severity: 'error',
  title: 'one group_instance_id for several signals',
  explanation:
    'A receiver used for three signals is three members of the group, one client a signal, and each of them bears the same group_instance_id: they fence each other within one task. Take it out, or use a receiver a signal (kafka/traces, kafka/logs) with an id each.',
  source: 'docs/collector-facts.md',
  *check(context) {
    for (const { file, component } of used(context, 'receiver', 'kafka')) {
      const path = [...component.path, 'group_instance_id'];
      const id = valueAt(file.document.resolved, path);
      const signals = new Set(component.pipelines.map(({ signal }) => signal));
      const given = isPlaceholder(id) || (typeof id === 'string' && id !== '');
      if (!given || signals.size < 2) continue;
      const edit = removePair(file.document, path);
      yield {
        file,
        path,
        message: `${component.id} is a member of the group for each of ${[...signals].join(', ')}, all with the same group_instance_id: they fence each other; take it out, or use a receiver a signal.`,
        fix: edit && { title: 'takes group_instance_id out', edits: [edit] },
      };
    }
  },
};
