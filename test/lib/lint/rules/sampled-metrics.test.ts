import { describeRule } from '../../../_helpers/lint/lint-rule';

const counted = (processors: string) => `receivers: {kafka: {}}
processors: {tail_sampling: {policies: [{name: all, type: always_sample}]}, batch: {}}
connectors: {spanmetrics: {}, forward: {}}
exporters: {debug: {}}
service:
  pipelines:
    traces: {receivers: [kafka], processors: [${processors}], exporters: [forward, spanmetrics]}
    traces/b: {receivers: [forward], exporters: [debug]}
    metrics: {receivers: [spanmetrics], exporters: [debug]}
`;

describeRule('PIPELINE_METRICS_OF_SAMPLED', [
  { what: 'spanmetrics behind tail_sampling', given: counted('tail_sampling'), found: ['warning a.yaml:7'] },
  { what: 'spanmetrics of all spans', given: counted('batch') },
]);
