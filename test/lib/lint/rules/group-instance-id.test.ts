import { describeRule, processing } from '../../../_helpers/lint/lint-rule';

const instance = (id: string, pipelines = 'traces') =>
  processing({ kafka: `brokers: [k:9092], group_id: g, group_instance_id: ${id}`, pipelines });

describeRule('KAFKA_GROUP_INSTANCE_ID_SHARED', [
  {
    what: 'a literal id, and removes it',
    given: instance('collector-1'),
    found: ['warning a.yaml:2'],
    becomes: [', group_instance_id: collector-1', ''],
  },
  {
    what: 'a literal id for several tasks, as an error',
    given: instance('collector-1'),
    situation: { facts: { tasks: 3 } },
    found: ['error a.yaml:2'],
  },
  { what: 'one task', given: instance('collector-1'), situation: { facts: { tasks: 1 } } },
  { what: "each task's own", given: instance('"${env:TASK_ID}"') },
  { what: 'an id that holds a placeholder', given: instance('"collector-${env:TASK_ID}"') },
  { what: 'none', given: processing() },
]);

describeRule('KAFKA_GROUP_INSTANCE_ID_TWICE', [
  {
    what: 'several signals of one receiver',
    given: instance('"${env:TASK_ID}"', 'traces, logs'),
    found: ['error a.yaml:2'],
    says: 'traces, logs',
    becomes: [', group_instance_id: "${env:TASK_ID}"', ''],
  },
  {
    what: 'two pipelines of one signal, which share a client',
    given: instance('"${env:TASK_ID}"', 'traces, traces/b'),
  },
  { what: 'several signals without an id', given: processing({ pipelines: 'traces, logs' }) },
]);
