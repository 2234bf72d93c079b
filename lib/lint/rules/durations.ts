import { type ConfigPath, isRecord } from '../../collector/config/config-document';
import { reading } from '../examples';
import { defineRule } from '../rule';

/** Names of settings that hold a duration, in the components of both tiers. */
const DURATION =
  /^(timeout|.*_timeout|.*_interval|interval|linger|backoff|decision_wait|decision_wait_after_root_received|max_elapsed_time|max_fetch_wait|max_retry_time|keepalive_time)$/;

/** Components whose settings of these names are numbers of seconds, or no durations. */
const EXCEPT = new Set(['health_check', 'healthcheckv2']);

export const durationWithoutUnit = defineRule({
  code: 'CONFIG_DURATION_WITHOUT_UNIT',
  severity: 'error',
  title: 'duration without a unit, so nanoseconds',
  explanation:
    'The Collector reads a whole number as nanoseconds. `timeout: 30` gives up at once, `decision_wait: 30` decides at once, and the Collector logs nothing about it.',
  whatToDo: 'Add a unit: 30s, 200ms, 5m.',
  source: 'https://pkg.go.dev/time#ParseDuration',
  examples: {
    bad: reading({ processors: 'batch: {timeout: 5}' }),
    good: reading({ processors: 'batch: {timeout: 5s}' }),
  },
  *check({ files }) {
    for (const file of files) {
      for (const { kind, id, type, settings, path } of file.components) {
        if (EXCEPT.has(type)) continue;
        for (const found of numbersIn(settings, path)) {
          yield {
            file,
            path: found.path,
            message: `${found.path.at(-1)}: ${found.value} of the ${kind} ${id} means ${found.value} nanoseconds. Add a unit, such as ${found.value}s or ${found.value}ms.`,
          };
        }
      }
    }
  },
});

function* numbersIn(value: unknown, path: ConfigPath): Generator<{ path: ConfigPath; value: number }> {
  if (!isRecord(value)) return;
  for (const [key, each] of Object.entries(value)) {
    const at = [...path, key];
    // From a million on the number is taken as intended nanoseconds.
    if (typeof each === 'number' && each > 0 && each < 1_000_000 && DURATION.test(key)) {
      yield { path: at, value: each };
    } else yield* numbersIn(each, at);
  }
}
