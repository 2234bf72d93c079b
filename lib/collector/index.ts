export {
  describeDifference,
  explanationsOf,
  isAboutWhatIsRead,
  type LiveDifference,
  type LiveSettings,
  liveDifferences,
  longestHoldMs,
  membersPerTask,
  ownClientIds,
  readLiveSettings,
} from './live';
export { configDrift } from './offset/config-drift';
export { describeOffset, type OffsetConfig, readOffsetConfig } from './offset/offset-config';
export { offsetWord } from './offset/offset-word';
export { setInitialOffset } from './offset/set-initial-offset';
export { assertFitsParameter, PARAMETER_BYTES, storedBytes } from './offset/stored-size';
export { isRendered } from './render/header';
export { PASSWORD_VARIABLE } from './render/kafka-client-section';
export { renderIngestion } from './render/render-ingestion';
export type { RenderOptions } from './render/render-options';
export { renderProcessing } from './render/render-processing';
