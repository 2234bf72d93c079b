import { KAFKA_DEFAULTS } from '../../collector/config/kafka-defaults';
import { type Rule, used } from '../rule';
import { textAt } from '../settings/values';

/** The default group is everybody's. */
export const groupIdDefault: Rule = {
  code: 'KAFKA_GROUP_ID_DEFAULT',
  severity: 'warning',
  title: 'no group_id: the default group',
  explanation:
    'Without group_id the receiver joins the group otel-collector, as every other Collector without one on this cluster does: they share the commits, and on a shared topic each gets a part of the partitions. Name a group for each pipeline.',
  source:
    'https://github.com/open-telemetry/opentelemetry-collector-contrib/blob/v0.160.0/receiver/kafkareceiver/README.md',
  *check(context) {
    for (const { file, component } of used(context, 'receiver', 'kafka')) {
      if (textAt(component.settings, ['group_id'], '') !== '') continue;
      yield {
        file,
        path: [...component.path, 'group_id'],
        part: 'key',
        message: `${component.id} has no group_id and joins ${KAFKA_DEFAULTS.groupId}, which every Collector without one shares; write \`group_id: NAME-OF-THE-PIPELINE\`.`,
      };
    }
  },
};

/** Several groups where one pipeline has one. */
export const groupIdDifferent: Rule = {
  code: 'KAFKA_GROUP_ID_DIFFERENT',
  severity: 'info',
  title: 'receivers in different groups',
  explanation:
    'The receivers of one tier are in different consumer groups. Each group has commits, lag and a drained state of its own; Spillway watches one group, so the other stays unwatched. Where that is meant, each group is a pipeline of its own for Spillway. One group can hold all signals: each receiver subscribes to its own topics.',
  source: 'docs/architecture.md',
  *check(context) {
    const receivers = [...used(context, 'receiver', 'kafka')].map((each) => ({
      ...each,
      group: textAt(each.component.settings, ['group_id'], KAFKA_DEFAULTS.groupId),
    }));
    const [first, ...others] = receivers.filter(({ group }) => group !== undefined);
    const different = others.find(({ group }) => group !== first?.group);
    if (!first || !different) return;
    yield {
      file: different.file,
      path: [...different.component.path, 'group_id'],
      message: `${different.component.id} is in the group ${different.group} and ${first.component.id} in ${first.group}: lag and drained state are apart, and Spillway watches one group; use one group_id unless that is meant.`,
    };
  },
};
