import { valueAt } from '../../collector/config/collector-config';
import { isPlaceholder } from '../../collector/config/placeholder';
import { removePair } from '../../collector/config/text-edit';
import { reading } from '../examples';
import { defineRule, used } from '../rule';
import { textAt } from '../settings/values';

export const groupInstanceIdShared = defineRule({
  code: 'KAFKA_GROUP_INSTANCE_ID_SHARED',
  severity: 'error',
  title: 'one group_instance_id for all tasks',
  explanation:
    'All tasks read the same configuration, so a literal group_instance_id is the same in each of them. Kafka allows one member per instance ID: the tasks fence each other, and only one consumes. Members with an instance ID also send no LeaveGroup at shutdown, so their partitions wait for the session timeout.',
  whatToDo: 'Remove group_instance_id, or make it unique per task: `group_instance_id: ${env:TASK_ID}`.',
  source: 'docs/collector-facts.md',
  examples: {
    bad: reading({ kafka: 'brokers: [kafka:9092]\ngroup_id: checkout\ngroup_instance_id: collector-1' }),
    good: reading({
      kafka: 'brokers: [kafka:9092]\ngroup_id: checkout\ngroup_instance_id: "${env:TASK_ID}"',
    }),
  },
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
        message: `All tasks${tasks === undefined ? '' : ` (${tasks})`} share the group_instance_id ${id} of ${component.id}, but Kafka allows one member per instance ID, so the tasks fence each other. Remove it, or use a \${env:…} that differs per task.`,
        fix: edit && { title: 'removes group_instance_id', edits: [edit] },
      };
    }
  },
});

export const groupInstanceIdTwice = defineRule({
  code: 'KAFKA_GROUP_INSTANCE_ID_TWICE',
  severity: 'error',
  title: 'one group_instance_id for several signals',
  explanation:
    'A receiver that is used for three signals is three members of the group, one per signal. All of them have the same group_instance_id, so they fence each other within one task.',
  whatToDo:
    'Remove group_instance_id, or use one receiver per signal (kafka/traces, kafka/logs), each with its own ID.',
  source: 'docs/collector-facts.md',
  examples: {
    bad: reading({
      kafka: 'brokers: [kafka:9092]\ngroup_id: checkout\ngroup_instance_id: "${env:TASK_ID}"',
      pipelines: 'traces, logs',
    }),
    good: reading({ kafka: 'brokers: [kafka:9092]\ngroup_id: checkout', pipelines: 'traces, logs' }),
  },
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
        message: `${component.id} joins the group once for each of ${[...signals].join(', ')}, always with the same group_instance_id, so its members fence each other. Remove it, or use one receiver per signal.`,
        fix: edit && { title: 'removes group_instance_id', edits: [edit] },
      };
    }
  },
});
