import { reading } from '../examples';
import { defineRule, used } from '../rule';
import { brokersOf, FRANZ_GO_SINCE } from '../settings/kafka-client';
import { isReportedWithOffset, refreshMs } from '../settings/new-partitions';
import { processorsOf } from '../settings/pipeline-flow';
import { booleanAt, durationMsAt, listAt } from '../settings/values';

const CONFIG_SOURCE =
  'https://github.com/open-telemetry/opentelemetry-collector-contrib/blob/v0.160.0/pkg/kafka/configkafka/config.go';

export const metadataRefreshLong = defineRule({
  code: 'KAFKA_METADATA_REFRESH_LONG',
  severity: 'info',
  oncePerFile: true,
  title: 'new partitions stay unread for minutes',
  explanation:
    "The receiver discovers added partitions only when it refreshes its metadata, every 10 minutes by default. Until then it does not read them, and under initial_offset latest it skips what was written to them. The spec's policy.metadataRefresh is the interval that Spillway assumes; a longer one in the configuration is a warning. Under latest the rules on initial_offset report the default interval.",
  whatToDo: 'Set `metadata: {refresh_interval: 1m}`, which costs one small request a minute.',
  source: CONFIG_SOURCE,
  examples: {
    bad: reading({ kafka: 'brokers: [kafka:9092]\ngroup_id: checkout\nmetadata: {refresh_interval: 15m}' }),
    good: reading({ kafka: 'brokers: [kafka:9092]\ngroup_id: checkout\nmetadata: {refresh_interval: 1m}' }),
  },
  *check(context) {
    const assumedMs = context.facts.spec?.policy.metadataRefreshMs;
    const limitMs = assumedMs ?? 60_000;
    for (const { file, component } of used(context, 'receiver', 'kafka')) {
      const ms = refreshMs(component, context);
      if (ms === undefined || ms <= limitMs || isReportedWithOffset(component, context)) continue;
      yield {
        file,
        path: [...component.path, 'metadata', 'refresh_interval'],
        severity: assumedMs === undefined ? 'info' : 'warning',
        message: `${component.id} looks for new partitions only every ${ms / 1_000} s${assumedMs === undefined ? '' : ` (the spec assumes ${limitMs / 1_000} s)`} and does not read them before that. Set \`metadata: {refresh_interval: ${limitMs / 1_000}s}\`.`,
      };
    }
  },
});

export const sessionTimeoutTight = defineRule({
  code: 'KAFKA_SESSION_TIMEOUT_TIGHT',
  severity: 'warning',
  title: 'session_timeout too short',
  explanation:
    'Kafka recommends a heartbeat_interval of at most a third of session_timeout, so that two lost heartbeats do not cost the membership. Each lost member causes a rebalance, and each rebalance splits traces in tail sampling. Brokers refuse a session_timeout below their group.min.session.timeout.ms (6 s by default), and the receiver then never joins the group.',
  whatToDo: 'Set session_timeout to 10s or more, and heartbeat_interval to at most a third of it.',
  source: 'https://kafka.apache.org/documentation/#consumerconfigs_heartbeat.interval.ms',
  examples: {
    bad: reading({
      kafka: 'brokers: [kafka:9092]\ngroup_id: checkout\nsession_timeout: 10s\nheartbeat_interval: 5s',
    }),
    good: reading({
      kafka: 'brokers: [kafka:9092]\ngroup_id: checkout\nsession_timeout: 10s\nheartbeat_interval: 3s',
    }),
  },
  *check(context) {
    for (const { file, component } of used(context, 'receiver', 'kafka')) {
      const sessionMs = durationMsAt(component.settings, ['session_timeout'], 10_000);
      const heartbeatMs = durationMsAt(component.settings, ['heartbeat_interval'], 3_000);
      if (sessionMs === undefined || heartbeatMs === undefined) continue;
      if (sessionMs < 6_000) {
        yield {
          file,
          path: [...component.path, 'session_timeout'],
          message: `session_timeout of ${component.id} is ${sessionMs / 1_000} s. By default brokers refuse less than 6 s (group.min.session.timeout.ms), so the receiver cannot join the group. Set it to 10s or more.`,
        };
      } else if (heartbeatMs * 3 > sessionMs && heartbeatMs <= sessionMs) {
        yield {
          file,
          path: [...component.path, 'heartbeat_interval'],
          message: `heartbeat_interval of ${component.id} is ${heartbeatMs / 1_000} s, more than a third of session_timeout (${sessionMs / 1_000} s), so one or two lost heartbeats cause a rebalance. Set it to ${Math.floor(sessionMs / 3_000)}s or less.`,
        };
      }
    }
  },
});

export const eagerRebalance = defineRule({
  code: 'KAFKA_EAGER_REBALANCE',
  severity: 'info',
  title: 'each rebalance stops every task',
  explanation:
    'With range, roundrobin or sticky all members give up all partitions at each rebalance. With cooperative-sticky, the default, they give up only the partitions that move. A partition that moves splits the traces that tail_sampling holds.',
  whatToDo:
    'Stop all tasks, then remove group_rebalance_strategies. Members with different kinds of strategies cannot form a group.',
  source: CONFIG_SOURCE,
  examples: {
    bad: reading({
      kafka: 'brokers: [kafka:9092]\ngroup_id: checkout\ngroup_rebalance_strategies: [range]',
      processors: 'tail_sampling:\n  policies: [{name: all, type: always_sample}]',
    }),
    good: reading({
      kafka: 'brokers: [kafka:9092]\ngroup_id: checkout',
      processors: 'tail_sampling:\n  policies: [{name: all, type: always_sample}]',
    }),
  },
  *check(context) {
    for (const { file, component } of used(context, 'receiver', 'kafka')) {
      const strategies = listAt(component.settings, ['group_rebalance_strategies'], []);
      const [first] = strategies ?? [];
      const isSampled = component.pipelines.some(
        (pipeline) => processorsOf(file, pipeline, 'tail_sampling').length > 0,
      );
      if (!isSampled || !first || !['range', 'roundrobin', 'sticky'].includes(first)) continue;
      yield {
        file,
        path: [...component.path, 'group_rebalance_strategies'],
        message: `${component.id} prefers ${first}, which revokes all partitions at each rebalance and so splits traces that tail_sampling holds. Stop all tasks, then remove the line to get cooperative-sticky.`,
      };
    }
  },
});

export const eventHubsLeaderEpoch = defineRule({
  code: 'KAFKA_EVENT_HUBS_LEADER_EPOCH',
  severity: 'info',
  title: 'leader epochs with Event Hubs',
  explanation:
    'The receiver uses leader epochs to detect a truncated log. Azure Event Hubs does not fully support them.',
  whatToDo: "Set `use_leader_epoch: false`, as the receiver's README recommends for Event Hubs.",
  source:
    'https://github.com/open-telemetry/opentelemetry-collector-contrib/blob/v0.160.0/receiver/kafkareceiver/README.md',
  examples: {
    bad: reading({ kafka: 'brokers: ["demo.servicebus.windows.net:9093"]\ntls: {}' }),
    good: reading({
      kafka: 'brokers: ["demo.servicebus.windows.net:9093"]\ntls: {}\nuse_leader_epoch: false',
    }),
  },
  *check(context) {
    if (context.version.minor < FRANZ_GO_SINCE) return;
    for (const { file, component } of used(context, 'receiver', 'kafka')) {
      const isEventHubs = brokersOf(component)?.some((broker) =>
        /\.servicebus\.windows\.net(:|$)/i.test(broker),
      );
      if (!isEventHubs || booleanAt(component.settings, ['use_leader_epoch'], true) !== true) continue;
      yield {
        file,
        path: [...component.path, 'use_leader_epoch'],
        part: 'key',
        message: `${component.id} reads from Event Hubs, which does not fully support leader epochs. Set \`use_leader_epoch: false\`.`,
      };
    }
  },
});
