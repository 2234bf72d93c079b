export { RENDERED_VERSION } from './collector-version';
export { PASSWORD_VARIABLE } from './kafka-client-section';
export {
  type CollectorSignal,
  type ConfiguredOffset,
  type OffsetConfig,
  type OffsetReceiver,
  readOffsetConfig,
} from './offset-config';
export { renderIngestion } from './render-ingestion';
export { renderProcessing } from './render-processing';
export { setInitialOffset } from './set-initial-offset';
