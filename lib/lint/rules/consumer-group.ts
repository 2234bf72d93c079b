import { type Rule, used } from '../rule';
import { brokersOf, FRANZ_GO_SINCE } from '../settings/kafka-client';
import { processorsOf } from '../settings/pipeline-flow';
import { booleanAt, durationMsAt, listAt } from '../settings/values';

const CONFIG_SOURCE =
  'https://github.com/open-telemetry/opentelemetry-collector-contrib/blob/v0.160.0/pkg/kafka/configkafka/config.go';

/** How long a new partition stays unseen. */
export const metadataRefreshLong: Rule = {
  code: 'KAFKA_METADATA_REFRESH_LONG',
  severity: 'info',
  title: 'new partitions stay unseen for minutes',
  explanation:
    'The receiver finds partitions that were added only when it refreshes its metadata, every 10 minutes by default. Until then nobody reads them, and under initial_offset latest what was written to them is skipped. `metadata: {refresh_interval: 1m}` costs one small request a minute. A spec says by policy.metadataRefresh what Spillway counts on; more than that in the configuration is a warning.',
  source: CONFIG_SOURCE,
  *check(context) {
    if (context.version.minor < FRANZ_GO_SINCE) return;
    const assumedMs = context.facts.spec?.policy.metadataRefreshMs;
    const limitMs = assumedMs ?? 60_000;
    for (const { file, component } of used(context, 'receiver', 'kafka')) {
      const ms = durationMsAt(component.settings, ['metadata', 'refresh_interval'], 600_000);
      if (ms === undefined || ms <= limitMs) continue;
      yield {
        file,
        path: [...component.path, 'metadata', 'refresh_interval'],
        severity: assumedMs === undefined ? 'info' : 'warning',
        message: `${component.id} looks for new partitions every ${ms / 1_000} s${assumedMs === undefined ? '' : `, and the spec counts on ${limitMs / 1_000} s`}: one that is added stays unread that long; write \`metadata: {refresh_interval: ${limitMs / 1_000}s}\`.`,
      };
    }
  },
};

/** Two heartbeats lost are no reason to go. */
export const sessionTimeoutTight: Rule = {
  code: 'KAFKA_SESSION_TIMEOUT_TIGHT',
  severity: 'warning',
  title: 'session_timeout too tight',
  explanation:
    'Kafka advises a heartbeat of at most a third of the session timeout, so that two lost ones do not cost the membership: each loss is a rebalance, and each rebalance splits traces in tail sampling. Brokers refuse a session_timeout below their group.min.session.timeout.ms, 6 s by default, and the receiver then never joins.',
  source: 'https://kafka.apache.org/documentation/#consumerconfigs_heartbeat.interval.ms',
  *check(context) {
    for (const { file, component } of used(context, 'receiver', 'kafka')) {
      const sessionMs = durationMsAt(component.settings, ['session_timeout'], 10_000);
      const heartbeatMs = durationMsAt(component.settings, ['heartbeat_interval'], 3_000);
      if (sessionMs === undefined || heartbeatMs === undefined) continue;
      if (sessionMs < 6_000) {
        yield {
          file,
          path: [...component.path, 'session_timeout'],
          message: `session_timeout of ${component.id} is ${sessionMs / 1_000} s, below the 6 s that brokers take by default (group.min.session.timeout.ms): it would not join; write 10s or more.`,
        };
      } else if (heartbeatMs * 3 > sessionMs && heartbeatMs <= sessionMs) {
        yield {
          file,
          path: [...component.path, 'heartbeat_interval'],
          message: `heartbeat_interval of ${component.id} is ${heartbeatMs / 1_000} s, more than a third of session_timeout (${sessionMs / 1_000} s): a lost heartbeat or two is a rebalance; write at most ${Math.floor(sessionMs / 3_000)}s.`,
        };
      }
    }
  },
};

/** Strategies that take all partitions away at each rebalance. */
export const eagerRebalance: Rule = {
  code: 'KAFKA_EAGER_REBALANCE',
  severity: 'info',
  title: 'every rebalance stops every task',
  explanation:
    'With range, roundrobin or sticky all members give up all partitions at each rebalance; with cooperative-sticky, the default, only those that move. Partitions that change hands split the traces that tail_sampling holds. Take group_rebalance_strategies out, with all tasks stopped: a group that mixes both kinds does not form.',
  source: CONFIG_SOURCE,
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
        message: `${component.id} prefers ${first}, which moves partitions at each rebalance and so splits traces that tail_sampling holds; take the line out for cooperative-sticky, with all tasks stopped.`,
      };
    }
  },
};

/** Event Hubs speaks Kafka, and leader epochs not quite. */
export const eventHubsLeaderEpoch: Rule = {
  code: 'KAFKA_EVENT_HUBS_LEADER_EPOCH',
  severity: 'info',
  title: 'leader epochs with Event Hubs',
  explanation:
    "Azure Event Hubs does not fully support leader epochs, by which the receiver detects a truncated log; the receiver's README advises `use_leader_epoch: false` for it.",
  source:
    'https://github.com/open-telemetry/opentelemetry-collector-contrib/blob/v0.160.0/receiver/kafkareceiver/README.md',
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
        message: `${component.id} reads from Event Hubs, which does not fully support leader epochs; write \`use_leader_epoch: false\`.`,
      };
    }
  },
};
