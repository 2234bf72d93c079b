import { describeRule, ingestion, processing } from '../../../_helpers/lint/lint-rule';

const group = (kafka: string) => processing({ kafka: `brokers: [k:9092], ${kafka}` });

describeRule('KAFKA_GROUP_ID_DEFAULT', [
  {
    what: 'no group_id',
    given: processing({ kafka: 'brokers: [k:9092]' }),
    found: ['warning a.yaml:2'],
    says: 'joins otel-collector',
  },
  { what: 'an empty one', given: group('group_id: ""'), found: ['warning a.yaml:2'] },
  { what: 'a group', given: group('group_id: checkout') },
  { what: 'a group known only in the environment', given: group('group_id: "${env:GROUP}"') },
  { what: 'an exporter, which has no group', given: ingestion() },
]);

const two = (first: string, second: string) => `receivers:
  kafka/a: {brokers: [k:9092], group_id: ${first}, traces: {topics: [a]}}
  kafka/b: {brokers: [k:9092], group_id: ${second}, traces: {topics: [b]}}
exporters: {debug: {}}
service: {pipelines: {traces: {receivers: [kafka/a, kafka/b], exporters: [debug]}}}
`;

describeRule('KAFKA_GROUP_ID_DIFFERENT', [
  { what: 'two groups', given: two('one', 'other'), found: ['info a.yaml:3'], says: 'the group other' },
  {
    what: 'two groups in two files',
    given: [group('group_id: one, traces: {topics: [a]}'), group('group_id: other, traces: {topics: [b]}')],
    found: ['info b.yaml:2'],
  },
  {
    what: 'a third group on another topic, after two that read the same one',
    given: ['one', 'other', 'third'].map((id, index) =>
      group(`group_id: ${id}, traces: {topics: [${index < 2 ? 'a' : 'b'}]}`),
    ),
    found: ['info c.yaml:2'],
  },
  {
    what: 'two groups that read the same topic, each for its own backend',
    given: [group('group_id: one'), group('group_id: other')],
  },
  {
    what: 'two groups, one of which reads the topic of the other by a pattern',
    given: [
      group('group_id: one, traces: {topics: ["^spans-.*"]}'),
      group('group_id: other, traces: {topics: [spans-eu, b]}'),
    ],
  },
  {
    what: 'two groups whose topics are known only in the environment',
    given: [group('group_id: one, traces: {topics: ["${env:T}"]}'), group('group_id: other')],
  },
  { what: 'one group', given: two('one', 'one') },
  { what: 'one known only in the environment', given: two('one', '"${env:G}"') },
]);
