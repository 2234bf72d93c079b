/** What `import … from 'otel-spillway/cdk'` gives: constructs for any CDK app. The rest of this folder is internal. */
export { type LoadedPipeline, loadPipeline } from './pipeline-file';
