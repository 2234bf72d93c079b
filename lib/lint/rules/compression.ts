import { defineRule, used } from '../rule';
import { isSet } from '../settings/values';

export const notCompressed = defineRule({
  code: 'KAFKA_NOT_COMPRESSED',
  severity: 'info',
  title: 'records are not compressed',
  explanation:
    'The exporter does not compress by default. Telemetry repeats itself: in our benchmark lz4 sends a sixth of the bytes to the brokers at about the same CPU time, and the brokers store and replicate what they get. Consumers need no setting for it.',
  whatToDo:
    'Set `producer: {compression: lz4}`. Set `compression: none` if the records are not to be compressed.',
  source: 'docs/benchmarks.md',
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
