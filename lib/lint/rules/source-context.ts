import { typeOf } from '../../collector/config/collector-config';
import { pipelines, type Rule } from '../rule';
import { kafkaFedPipelines, processorsOf } from '../settings/pipeline-flow';
import { booleanAt, isSet } from '../settings/values';

const K8S_SOURCE =
  'https://github.com/open-telemetry/opentelemetry-collector-contrib/blob/v0.160.0/processor/k8sattributesprocessor/README.md';

/** The host of the processing task is not where the data comes from. */
export const resourceOfWrongHost: Rule = {
  code: 'KAFKA_RESOURCE_OF_WRONG_HOST',
  severity: 'warning',
  title: 'resource attributes of the wrong host',
  explanation:
    'resourcedetection describes the host that it runs on, and overrides what is there by default. Behind Kafka that is the processing task: host.name, cloud and ECS attributes of the sender are replaced by its own. Run it where the data begins, or write `override: false`.',
  source:
    'https://github.com/open-telemetry/opentelemetry-collector-contrib/blob/v0.160.0/processor/resourcedetectionprocessor/README.md',
  *check(context) {
    for (const { file, pipeline } of kafkaFedPipelines(context)) {
      for (const { index, component } of processorsOf(file, pipeline, 'resourcedetection')) {
        if (booleanAt(component.settings, ['override'], true) !== true) continue;
        yield {
          file,
          path: [...pipeline.path, 'processors', index],
          message: `${component.id} in ${pipeline.id} writes this task's host over that of the sender; write \`override: false\`, or run it where the data begins.`,
        };
      }
    }
  },
};

/** The connection is that of a broker. */
export const noPodBehindKafka: Rule = {
  code: 'KAFKA_NO_POD_ADDRESS',
  severity: 'warning',
  title: 'no pod is found by the connection',
  explanation:
    'Without pod_association k8sattributes finds a pod only by the address of the connection, and a record from Kafka has none of its sender. Behind Kafka only attributes that the sender wrote can tell: set pod_association to k8s.pod.uid or k8s.pod.ip as resource attributes, or run it before Kafka.',
  source: K8S_SOURCE,
  *check(context) {
    for (const { file, pipeline } of kafkaFedPipelines(context)) {
      for (const { index, component } of processorsOf(file, pipeline, 'k8sattributes')) {
        if (isSet(component.settings, ['pod_association'])) continue;
        yield {
          file,
          path: [...pipeline.path, 'processors', index],
          message: `${component.id} in ${pipeline.id} finds pods by the connection, which behind Kafka is not the pod's; set pod_association by resource attributes, or run it before Kafka.`,
        };
      }
    }
  },
};

/** batch and tail_sampling take the connection's address away. */
export const podAfterBatch: Rule = {
  code: 'PIPELINE_POD_AFTER_BATCH',
  severity: 'warning',
  title: 'no pod is found after batch',
  explanation:
    'Without pod_association k8sattributes finds a pod only by the address of the connection, which batch and tail_sampling take away since they mix data of many connections. Put it before them.',
  source: K8S_SOURCE,
  *check(context) {
    for (const { file, pipeline } of pipelines(context)) {
      const mixing = pipeline.processors.findIndex((id) => ['batch', 'tail_sampling'].includes(typeOf(id)));
      if (mixing === -1) continue;
      for (const { index, component } of processorsOf(file, pipeline, 'k8sattributes')) {
        if (index < mixing || isSet(component.settings, ['pod_association'])) continue;
        yield {
          file,
          path: [...pipeline.path, 'processors', index],
          message: `${component.id} comes after ${pipeline.processors[mixing]} in ${pipeline.id}, which takes away the address it finds pods by; put it before.`,
        };
      }
    }
  },
};
