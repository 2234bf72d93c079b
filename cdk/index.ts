/**
 * Constructs for any CDK app: `import { … } from 'otel-spillway/cdk'`. The rest of this folder is internal.
 *
 * @packageDocumentation
 */
export { BacklogController, type BacklogControllerProps, type ControllerConfig } from './backlog-controller';
export type { CollectorOptions } from './collector-container';
export type { EndpointService } from './endpoint-services';
export type { HealthProbe } from './helper-containers';
export { IngestionTier, type IngestionTierProps } from './ingestion-tier';
export { type MonitoredController, Monitoring, type MonitoringProps } from './monitoring';
export { MskBrokers, type MskBrokersProps } from './msk-brokers';
export { type ExistingNetwork, importNetwork, Network, type NetworkProps } from './network';
export { type LoadedPipeline, loadPipeline } from './pipeline-file';
export { ProcessingTier, type ProcessingTierProps } from './processing-tier';
export type { ResourceFunctionOptions } from './resource-function';
export { SpillwayPipeline, type SpillwayPipelineProps } from './spillway-pipeline';
export type { MskCluster } from './tier-kafka-rights';
