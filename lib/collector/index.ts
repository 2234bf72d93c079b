export { PASSWORD_VARIABLE } from './kafka-client-section';
export { type OffsetConfig, readOffsetConfig } from './offset-config';
export { renderIngestion } from './render-ingestion';
export { renderProcessing } from './render-processing';
export { setInitialOffset } from './set-initial-offset';
