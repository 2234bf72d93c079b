/** What `import … from 'otel-spillway/cdk'` gives: constructs for any CDK app. The rest of this folder is internal. */
export { BacklogController, type BacklogControllerProps, type ControllerConfig } from './backlog-controller';
export type { EndpointService } from './endpoint-services';
export { IngestionTier, type IngestionTierProps } from './ingestion-tier';
export { type MonitoredController, Monitoring, type MonitoringProps } from './monitoring';
export { MskBrokers, type MskBrokersProps } from './msk-brokers';
export { type ExistingNetwork, importNetwork, Network, type NetworkProps } from './network';
export { type LoadedPipeline, loadPipeline } from './pipeline-file';
export { ProcessingTier, type ProcessingTierProps } from './processing-tier';
export { SpillwayPipeline, type SpillwayPipelineProps } from './spillway-pipeline';
