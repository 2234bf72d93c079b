import { writing } from '../examples';
import { defineRule, used } from '../rule';
import { isSet } from '../settings/values';

export const notCompressed = defineRule({
  code: 'KAFKA_NOT_COMPRESSED',
  severity: 'info',
  oncePerFile: true,
  title: 'records are not compressed',
  explanation:
    'The exporter does not compress by default. Telemetry repeats itself: in our benchmark lz4 sends a third of the bytes at the same CPU time, and an eighth for spans with eight attributes. The brokers store and replicate fewer bytes, too. Consumers need no setting for it.',
  whatToDo:
    'Set `producer: {compression: lz4}`. Set `compression: none` if the records are not to be compressed.',
  source: 'docs/benchmarks.md',
  examples: {
    bad: writing({ kafka: 'brokers: [kafka:9092]' }),
    good: writing({ kafka: 'brokers: [kafka:9092]\nproducer: {compression: lz4}' }),
  },
  *check(context) {
    for (const { file, component } of used(context, 'exporter', 'kafka')) {
      if (isSet(component.settings, ['producer', 'compression'])) continue;
      yield {
        file,
        path: [...component.path, 'producer', 'compression'],
        part: 'key',
        message: `${component.id} sends its records uncompressed. Set \`producer: {compression: lz4}\`.`,
      };
    }
  },
});
