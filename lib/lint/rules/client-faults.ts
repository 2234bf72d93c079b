import { reading } from '../examples';
import { defineRule, used } from '../rule';
import { brokersOf, usesFranzGo } from '../settings/kafka-client';
import { isSet } from '../settings/values';

/** The last minor version whose receiver has sarama as its default client. */
const SARAMA_UNTIL = 137;

/** v0.151 has franz-go 1.20.7, and v0.152 has 1.21.1. In between contrib had 1.21.0. */
const AROUND_FRANZ_1_21_0 = { since: 151, until: 152 };

export const groupProtocolStep = defineRule({
  code: 'KAFKA_GROUP_PROTOCOL_STEP',
  severity: 'info',
  title: 'the next upgrade changes the group protocol',
  explanation:
    'sarama, the client of the receiver up to v0.137, joins the group with the strategy range. franz-go, the client since v0.138, joins with cooperative-sticky. Members without a common strategy cannot form a group: during a rolling upgrade the new tasks fail with INCONSISTENT_GROUP_PROTOCOL and read nothing.',
  whatToDo:
    'For the upgrade to v0.138 or later, set group_rebalance_strategy: range in the new configuration (since v0.160 group_rebalance_strategies: [range]). Or stop all tasks before the first one starts with the new version.',
  examples: {
    bad: {
      files: { 'processing.yaml': reading({ kafka: 'brokers: [kafka:9092]\ngroup_id: checkout' }) },
      version: '0.137.0',
    },
    good: {
      files: { 'processing.yaml': reading({ kafka: 'brokers: [kafka:9092]\ngroup_id: checkout' }) },
      version: '0.145.0',
    },
  },
  source: 'https://github.com/open-telemetry/opentelemetry-collector-contrib/issues/43868',
  *check(context) {
    if (context.version.minor > SARAMA_UNTIL) return;
    for (const { file, component } of used(context, 'receiver', 'kafka')) {
      if (usesFranzGo(component, context) || isSet(component.settings, ['group_rebalance_strategy']))
        continue;
      yield {
        file,
        path: component.path,
        part: 'key',
        message: `${component.id} joins its group with range, and since v0.138 with cooperative-sticky. A rolling upgrade in one step fails with INCONSISTENT_GROUP_PROTOCOL. Set the strategy range in the new configuration, or stop all tasks for the upgrade.`,
      };
    }
  },
});

export const eventHubsClient = defineRule({
  code: 'KAFKA_EVENT_HUBS_CLIENT',
  severity: 'info',
  title: 'a client that cannot read from Event Hubs',
  explanation:
    'With franz-go 1.21.0 a consumer group on Azure Event Hubs fails with UNKNOWN_TOPIC_OR_PARTITION for every partition, because Event Hubs answers without topic IDs. franz-go 1.21.1 is fixed. The release v0.151 of the receiver has 1.20.7, and v0.152 has 1.21.1. A Collector that was built from the sources in between has the fault.',
  whatToDo: 'Run the release v0.152 or later, or check that your own build has franz-go 1.21.1 or later.',
  examples: {
    bad: {
      files: { 'processing.yaml': reading({ kafka: 'brokers: [ns.servicebus.windows.net:9093]\ntls: {}' }) },
      version: '0.151.0',
    },
    good: {
      files: { 'processing.yaml': reading({ kafka: 'brokers: [ns.servicebus.windows.net:9093]\ntls: {}' }) },
      version: '0.158.0',
    },
  },
  source: 'https://github.com/twmb/franz-go/issues/1312',
  *check(context) {
    const { minor } = context.version;
    if (minor < AROUND_FRANZ_1_21_0.since || minor > AROUND_FRANZ_1_21_0.until) return;
    for (const { file, component } of used(context, 'receiver', 'kafka')) {
      const isEventHubs = brokersOf(component)?.some((broker) =>
        /\.servicebus\.windows\.net(:|$)/i.test(broker),
      );
      if (!isEventHubs) continue;
      yield {
        file,
        path: [...component.path, 'brokers'],
        message: `${component.id} reads from Event Hubs, which franz-go 1.21.0 cannot do. The releases v0.151 and v0.152 do not have it. If you built this Collector yourself, check that it has franz-go 1.21.1 or later.`,
      };
    }
  },
});
