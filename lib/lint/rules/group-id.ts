import type { Component } from '../../collector/config/collector-config';
import { KAFKA_DEFAULTS } from '../../collector/config/kafka-defaults';
import { reading } from '../examples';
import { defineRule, type LintContext, used } from '../rule';
import { coversTopic, routesOf } from '../settings/kafka-topics';
import { textAt } from '../settings/values';

export const groupIdDefault = defineRule({
  code: 'KAFKA_GROUP_ID_DEFAULT',
  severity: 'warning',
  oncePerFile: true,
  title: 'no group_id, so the default group',
  explanation:
    'Without group_id the receiver joins the group otel-collector, like every other Collector without one on this cluster. They share commits, and on a shared topic each of them gets only some of the partitions.',
  whatToDo: 'Set group_id, with a different value for each pipeline.',
  source:
    'https://github.com/open-telemetry/opentelemetry-collector-contrib/blob/v0.160.0/receiver/kafkareceiver/README.md',
  examples: {
    bad: reading({ kafka: 'brokers: [kafka:9092]' }),
    good: reading({ kafka: 'brokers: [kafka:9092]\ngroup_id: checkout' }),
  },
  *check(context) {
    for (const { file, component } of used(context, 'receiver', 'kafka')) {
      if (textAt(component.settings, ['group_id'], '') !== '') continue;
      yield {
        file,
        path: [...component.path, 'group_id'],
        part: 'key',
        message: `${component.id} has no group_id, so it joins ${KAFKA_DEFAULTS.groupId}, the group of every Collector without a group_id. Set \`group_id: NAME-OF-THE-PIPELINE\`.`,
      };
    }
  },
});

export const groupIdDifferent = defineRule({
  code: 'KAFKA_GROUP_ID_DIFFERENT',
  severity: 'info',
  title: 'receivers in different groups',
  explanation:
    'The receivers of one tier read different topics in different consumer groups. Each group has its own commits, lag and drained state. Spillway watches one group, so it does not watch the others. Groups that read the same topic are not reported: each of them gets every record, for example for a backend of its own.',
  whatToDo:
    'Use one group_id for all receivers; each of them still subscribes to its own topics. If you want several groups, make each one a Spillway pipeline.',
  source: 'docs/architecture.md',
  examples: {
    bad: `receivers:
  kafka/a:
    group_id: checkout
    traces: {topics: [a]}
  kafka/b:
    group_id: payment
    traces: {topics: [b]}
exporters: {debug: {}}
service: {pipelines: {traces: {receivers: [kafka/a, kafka/b], exporters: [debug]}}}
`,
    good: `receivers:
  kafka/a:
    group_id: checkout
    traces: {topics: [a]}
  kafka/b:
    group_id: checkout
    traces: {topics: [b]}
exporters: {debug: {}}
service: {pipelines: {traces: {receivers: [kafka/a, kafka/b], exporters: [debug]}}}
`,
  },
  *check(context) {
    const receivers = [...used(context, 'receiver', 'kafka')].map((each) => ({
      ...each,
      group: textAt(each.component.settings, ['group_id'], KAFKA_DEFAULTS.groupId),
    }));
    const [first, ...others] = receivers.filter(({ group }) => group !== undefined);
    const different = others.find(
      (each) =>
        each.group !== first?.group &&
        !receivers.some(
          ({ group, component }) => group !== each.group && shareTopic(context, component, each.component),
        ),
    );
    if (!first || !different) return;
    yield {
      file: different.file,
      path: [...different.component.path, 'group_id'],
      message: `${different.component.id} is in the group ${different.group}, but ${first.component.id} is in ${first.group}, and Spillway watches only one group. Use one group_id, unless you want two groups.`,
    };
  },
});

/** Do two receivers read a topic in common? True if the topics of one are not known. */
function shareTopic({ version }: LintContext, a: Component, b: Component): boolean {
  const theirs = routesOf(b, version);
  return routesOf(a, version).some(({ signal, topics }) =>
    theirs.some(
      (other) =>
        other.signal === signal &&
        (topics === undefined ||
          other.topics === undefined ||
          topics.some((topic) =>
            other.topics?.some((each) => coversTopic(each, topic) || coversTopic(topic, each)),
          )),
    ),
  );
}
