import { typeOf } from '../../collector/config/collector-config';
import { reading, writing } from '../examples';
import { defineRule, pipelines } from '../rule';
import { kafkaFedPipelines, processorsOf } from '../settings/pipeline-flow';
import { booleanAt, isSet } from '../settings/values';

const K8S_SOURCE =
  'https://github.com/open-telemetry/opentelemetry-collector-contrib/blob/v0.160.0/processor/k8sattributesprocessor/README.md';

export const resourceOfWrongHost = defineRule({
  code: 'KAFKA_RESOURCE_OF_WRONG_HOST',
  severity: 'warning',
  title: 'resource attributes of the wrong host',
  explanation:
    "resourcedetection describes the host that it runs on, and overrides existing attributes by default. Behind Kafka that host is the processing task, so it replaces the sender's host.name, cloud and ECS attributes with its own.",
  whatToDo: 'Set `override: false`, or run it in the tier where the data enters.',
  source:
    'https://github.com/open-telemetry/opentelemetry-collector-contrib/blob/v0.160.0/processor/resourcedetectionprocessor/README.md',
  examples: {
    bad: reading({ processors: 'resourcedetection: {detectors: [ecs]}' }),
    good: reading({ processors: 'resourcedetection: {detectors: [ecs], override: false}' }),
  },
  *check(context) {
    for (const { file, pipeline } of kafkaFedPipelines(context)) {
      for (const { index, component } of processorsOf(file, pipeline, 'resourcedetection')) {
        if (booleanAt(component.settings, ['override'], true) !== true) continue;
        yield {
          file,
          path: [...pipeline.path, 'processors', index],
          message: `${component.id} in ${pipeline.id} replaces the sender's host attributes with those of this task. Set \`override: false\`, or run it before Kafka.`,
        };
      }
    }
  },
});

export const noPodBehindKafka = defineRule({
  code: 'KAFKA_NO_POD_ADDRESS',
  severity: 'warning',
  title: 'pods cannot be found by connection',
  explanation:
    "Without pod_association k8sattributes finds a pod only by the address of the connection. A record from Kafka does not carry the sender's address, so only attributes that the sender wrote can identify the pod.",
  whatToDo:
    'Set pod_association to the resource attributes k8s.pod.uid or k8s.pod.ip, or run k8sattributes before Kafka.',
  source: K8S_SOURCE,
  examples: {
    bad: reading({ processors: 'k8sattributes: {}' }),
    good: reading({
      processors:
        'k8sattributes:\n  pod_association: [{sources: [{from: resource_attribute, name: k8s.pod.uid}]}]',
    }),
  },
  *check(context) {
    for (const { file, pipeline } of kafkaFedPipelines(context)) {
      for (const { index, component } of processorsOf(file, pipeline, 'k8sattributes')) {
        if (isSet(component.settings, ['pod_association'])) continue;
        yield {
          file,
          path: [...pipeline.path, 'processors', index],
          message: `${component.id} in ${pipeline.id} looks up pods by connection, but behind Kafka the connection is not the pod's. Set pod_association by resource attributes, or run it before Kafka.`,
        };
      }
    }
  },
});

export const podAfterBatch = defineRule({
  code: 'PIPELINE_POD_AFTER_BATCH',
  severity: 'warning',
  title: 'pods cannot be found after batch',
  explanation:
    'Without pod_association k8sattributes finds a pod only by the address of the connection. batch and tail_sampling mix data of many connections, so the address is gone after them.',
  whatToDo: 'Put k8sattributes before batch and tail_sampling.',
  source: K8S_SOURCE,
  examples: {
    bad: writing({ processors: 'batch: {}\nk8sattributes: {}' }),
    good: writing({ processors: 'k8sattributes: {}\nbatch: {}' }),
  },
  *check(context) {
    for (const { file, pipeline } of pipelines(context)) {
      const mixing = pipeline.processors.findIndex((id) => ['batch', 'tail_sampling'].includes(typeOf(id)));
      if (mixing === -1) continue;
      for (const { index, component } of processorsOf(file, pipeline, 'k8sattributes')) {
        if (index < mixing || isSet(component.settings, ['pod_association'])) continue;
        yield {
          file,
          path: [...pipeline.path, 'processors', index],
          message: `${component.id} comes after ${pipeline.processors[mixing]} in ${pipeline.id}, which drops the address that it looks up pods by. Put it before ${pipeline.processors[mixing]}.`,
        };
      }
    }
  },
});
