/** What `import … from 'otel-spillway/cdk'` gives: constructs for any CDK app. The rest of this folder is internal. */
export { BacklogController, type BacklogControllerProps, type ControllerConfig } from './backlog-controller';
export { type LoadedPipeline, loadPipeline } from './pipeline-file';
