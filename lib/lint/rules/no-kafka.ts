import type { Rule } from '../rule';

/** Most rules have nothing to look at. */
export const noKafka: Rule = {
  code: 'CONFIG_NO_KAFKA',
  severity: 'warning',
  title: 'no Kafka in it',
  explanation:
    'No pipeline of the configuration uses a Kafka receiver or exporter, so it is neither tier, and most rules have nothing to look at. Perhaps it is another file, or the pipeline forgot to name kafka.',
  source: 'docs/architecture.md',
  *check({ files }) {
    for (const file of files) {
      if (file.tiers.size > 0) continue;
      const defined = file.components.find(({ type, kind }) => type === 'kafka' && kind !== 'processor');
      yield {
        file,
        path: ['service', 'pipelines'],
        part: 'key',
        message: defined
          ? `No pipeline uses the ${defined.kind} ${defined.id} or another Kafka component: the configuration is neither tier; name it in a pipeline.`
          : 'No pipeline uses a Kafka receiver or exporter: this is neither tier, and most rules have nothing to look at.',
      };
    }
  },
};
