import type { Rule } from '../rule';
import { brokerAddress } from './broker-address';
import { brokersDefault } from './brokers-default';
import { eventHubsClient, groupProtocolStep } from './client-faults';
import { clientIdDefault } from './client-id';
import { notCompressed } from './compression';
import {
  eagerRebalance,
  eventHubsLeaderEpoch,
  metadataRefreshLong,
  sessionTimeoutTight,
} from './consumer-group';
import { durationWithoutUnit } from './durations';
import { queueDrops, retryGivesUp } from './exporter-queue';
import { groupIdDefault, groupIdDifferent } from './group-id';
import { groupInstanceIdShared, groupInstanceIdTwice } from './group-instance-id';
import { noHealthCheck } from './health-check';
import { initialOffsetDefault, initialOffsetLatest, initialOffsetState } from './initial-offset';
import { liveConfigDisagrees } from './live-config';
import { markedBeforeDelivered } from './marked-early';
import { memoryLimitAboveTask, memoryLimitPercentageHigh } from './memory-limit';
import {
  errorBackoffZero,
  fanOutSkips,
  poisonStopsPartition,
  receiverGivesUp,
  receiverSkipsRefused,
  receiverStopsPartition,
} from './message-marking';
import { batchAboveMessage, messageAboveTopic, recordUnbounded } from './message-size';
import { mskPort } from './msk-port';
import { noKafka } from './no-kafka';
import { noTopics } from './no-topics';
import { otlpLocalhost, otlpWithoutLogin } from './otlp-doors';
import {
  batchBeforeTailSampling,
  dropAfterBatch,
  memoryLimiterNotFirst,
  noBatch,
  noMemoryLimiter,
} from './pipeline-order';
import { acksNotAll, autoCreateTopics } from './producer';
import { protocolVersionAbove, protocolVersionBelow, protocolVersionSet } from './protocol-version';
import { bareReference } from './references';
import { metricsOfSampled } from './sampled-metrics';
import { mskIamRegion, mskIamWithoutTls, saslWithoutTls } from './sasl-without-tls';
import { SCHEMA_RULES } from './schema';
import { secretInClear } from './secrets';
import { noPodBehindKafka, podAfterBatch, resourceOfWrongHost } from './source-context';
import { specDisagrees } from './spec';
import {
  decisionCacheSmall,
  decisionWaitLong,
  droppedOnShutdown,
  tailSamplingHangs,
  tailSamplingLimitsDrain,
  tailSamplingMemory,
  tailSamplingOverflow,
} from './tail-sampling';
import { tailSamplingNoPolicy, tailSamplingPolicySection } from './tail-sampling-policies';
import { tooLongForSsm } from './text-size';
import { tiersBrokers, tiersEncoding, tiersTopic, tiersUnread, tiersUnwritten } from './tiers';
import { tlsInsecure, tlsSkipVerify } from './tls-checks';
import { tlsNull } from './tls-null';
import { tasksAbovePartitions, topicMissing } from './topic-facts';
import { topicEmpty, topicLoop, topicOfTwoSignals, topicPattern, topicReadTwice } from './topic-use';
import {
  metricsNotRouted,
  partitionerIgnoresKey,
  partitionersDiffer,
  tracesNotRouted,
} from './trace-routing';
import { componentUnused } from './unused';

const ALL_RULES = [
  ...SCHEMA_RULES,
  bareReference,
  durationWithoutUnit,
  secretInClear,
  tlsNull,
  saslWithoutTls,
  mskIamWithoutTls,
  mskIamRegion,
  tlsInsecure,
  tlsSkipVerify,
  mskPort,
  protocolVersionSet,
  protocolVersionAbove,
  protocolVersionBelow,
  brokersDefault,
  brokerAddress,
  groupIdDefault,
  groupIdDifferent,
  groupInstanceIdShared,
  groupInstanceIdTwice,
  clientIdDefault,
  initialOffsetDefault,
  initialOffsetLatest,
  initialOffsetState,
  receiverSkipsRefused,
  receiverGivesUp,
  receiverStopsPartition,
  poisonStopsPartition,
  fanOutSkips,
  markedBeforeDelivered,
  errorBackoffZero,
  metadataRefreshLong,
  sessionTimeoutTight,
  eagerRebalance,
  eventHubsLeaderEpoch,
  eventHubsClient,
  groupProtocolStep,
  topicOfTwoSignals,
  topicReadTwice,
  topicLoop,
  topicPattern,
  topicEmpty,
  noTopics,
  topicMissing,
  tasksAbovePartitions,
  tracesNotRouted,
  metricsNotRouted,
  partitionerIgnoresKey,
  partitionersDiffer,
  messageAboveTopic,
  batchAboveMessage,
  recordUnbounded,
  acksNotAll,
  autoCreateTopics,
  notCompressed,
  tiersBrokers,
  tiersTopic,
  tiersUnwritten,
  tiersEncoding,
  tiersUnread,
  specDisagrees,
  liveConfigDisagrees,
  memoryLimiterNotFirst,
  noMemoryLimiter,
  noBatch,
  batchBeforeTailSampling,
  dropAfterBatch,
  resourceOfWrongHost,
  noPodBehindKafka,
  podAfterBatch,
  metricsOfSampled,
  tailSamplingOverflow,
  tailSamplingLimitsDrain,
  tailSamplingHangs,
  decisionCacheSmall,
  decisionWaitLong,
  droppedOnShutdown,
  tailSamplingMemory,
  tailSamplingNoPolicy,
  tailSamplingPolicySection,
  queueDrops,
  retryGivesUp,
  memoryLimitAboveTask,
  memoryLimitPercentageHigh,
  noHealthCheck,
  otlpWithoutLogin,
  otlpLocalhost,
  componentUnused,
  noKafka,
  tooLongForSsm,
];

/** The codes of the rules that check a parsed configuration. */
export type CheckCode = (typeof ALL_RULES)[number]['code'];

/** All rules that check a parsed configuration, in the order of the docs. */
export const RULES: readonly Rule<CheckCode>[] = ALL_RULES;
