export { BROKER, brokerList } from './broker-list';
export { clientIdOf } from './client-id';
export { formatDuration, parseDurationMs } from './duration';
export { MSK_LISTENERS, type MskListener, mskListenerFor } from './msk-listener';
export { type MskQuestion, mskQuestionOf } from './msk-question';
export { parsePipelineSpec } from './parse-spec';
export { plainName } from './plain-name';
export type { SecretSource } from './secret-schema';
export {
  assumedRetentionMs,
  type InitialOffset,
  type KafkaConnection,
  type PipelineSpec,
  type Policy,
  parameterPrefix,
  SIGNALS,
  type Signal,
  signalsOf,
} from './spec';
export { isTopicPattern } from './topic-pattern';
export { isNewVpc } from './vpc-spec';
