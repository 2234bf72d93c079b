import { describeRule, ingestion, processing } from '../../../_helpers/lint/lint-rule';

const detect = (settings: string) => ({
  processors: `resourcedetection: {${settings}}`,
  order: 'resourcedetection',
});
const pods = (settings: string, order = 'k8sattributes') => ({
  processors: `k8sattributes: {${settings}}, batch: {}`,
  order,
});

describeRule('KAFKA_RESOURCE_OF_WRONG_HOST', [
  {
    what: 'resourcedetection behind Kafka',
    given: processing(detect('detectors: [ecs]')),
    found: ['warning a.yaml:9'],
  },
  { what: 'one that keeps what is there', given: processing(detect('detectors: [ecs], override: false')) },
  { what: 'resourcedetection before Kafka', given: ingestion(detect('detectors: [ecs]')) },
]);

describeRule('KAFKA_NO_POD_ADDRESS', [
  { what: 'k8sattributes behind Kafka', given: processing(pods('')), found: ['warning a.yaml:9'] },
  {
    what: 'an association of its own',
    given: processing(pods('pod_association: [{sources: [{from: resource_attribute, name: k8s.pod.uid}]}]')),
  },
  { what: 'k8sattributes before Kafka', given: ingestion(pods('')) },
]);

describeRule('PIPELINE_POD_AFTER_BATCH', [
  {
    what: 'k8sattributes behind batch',
    given: ingestion(pods('', 'batch, k8sattributes')),
    found: ['warning a.yaml:9'],
  },
  { what: 'k8sattributes before batch', given: ingestion(pods('', 'k8sattributes, batch')) },
  {
    what: 'an association of its own',
    given: ingestion(pods('pod_association: []', 'batch, k8sattributes')),
  },
]);
