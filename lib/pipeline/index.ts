export { BROKER, brokerList } from './broker-list';
export { clientIdOf } from './client-id';
export { needsWholeTraces } from './delivery';
export { formatDuration, parseDurationMs } from './duration';
export { MSK_LISTENERS, type MskListener, mskListenerFor } from './msk-listener';
export { type MskQuestion, mskQuestionOf } from './msk-question';
export { parsePipelineSpec } from './parse-spec';
export { plainName } from './plain-name';
export { RANKED_TOPICS } from './ranked-topics';
export { secretHeaders } from './secret-headers';
export type { ContainerSecretSource, SecretSource } from './secret-schema';
export { signalsOf } from './signals';
export {
  assumedRetentionMs,
  type KafkaConnection,
  type PipelineSpec,
  type Policy,
  parameterPrefix,
} from './spec';
export { isTopicPattern } from './topic-pattern';
export { type InitialOffset, SIGNALS, type Signal } from './vocabulary';
export { isNewVpc } from './vpc-spec';
