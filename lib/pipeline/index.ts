export { formatDuration, parseDurationMs } from './duration';
export { parsePipelineSpec } from './parse-spec';
export {
  assumedRetentionMs,
  type InitialOffset,
  isTopicPattern,
  type KafkaConnection,
  type PipelineSpec,
  type Policy,
  parameterPrefix,
  type SecretSource,
  SIGNALS,
  type Signal,
  signalsOf,
} from './spec';
