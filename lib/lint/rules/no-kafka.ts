import { reading } from '../examples';
import { defineRule } from '../rule';

export const noKafka = defineRule({
  code: 'CONFIG_NO_KAFKA',
  severity: 'info',
  title: 'no Kafka component',
  explanation:
    'No pipeline of the configuration uses a Kafka receiver or exporter, so the configuration belongs to neither tier, and most rules do not apply. A Kafka component that is defined and not used is a warning.',
  whatToDo: 'Check that it is the right file, or add the Kafka component to a pipeline.',
  source: 'docs/architecture.md',
  examples: {
    bad: `receivers: {otlp: {protocols: {grpc: }}}
exporters: {debug: {}}
service: {pipelines: {traces: {receivers: [otlp], exporters: [debug]}}}
`,
    good: reading({ kafka: 'brokers: [kafka:9092]' }),
  },
  *check({ files }) {
    for (const file of files) {
      if (file.tiers.size > 0) continue;
      const defined = file.components.find(({ type, kind }) => type === 'kafka' && kind !== 'processor');
      yield {
        file,
        path: ['service', 'pipelines'],
        part: 'key',
        severity: defined ? 'warning' : 'info',
        message: defined
          ? `No pipeline uses the ${defined.kind} ${defined.id} or another Kafka component, so the configuration belongs to neither tier. Add it to a pipeline.`
          : 'No pipeline uses a Kafka receiver or exporter, so the configuration belongs to neither tier, and most rules do not apply. Check that it is the right file.',
      };
    }
  },
});
