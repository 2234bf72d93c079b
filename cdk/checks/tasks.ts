import { type PipelineSpec, SIGNALS } from '../../lib/pipeline';
import type { Misuse } from './misuse';

/**
 * Does the spec ask for tasks that would sit idle? Only where the partitions are known at synth; the controller sees
 * the real number and never goes above it. `tasks.max` is a bound and not a wish, so it may be higher.
 *
 * @param partitions of the topic that has the most; `undefined`: not known
 */
export function tasksMisuse(spec: PipelineSpec, partitions: number | undefined): Misuse[] {
  if (partitions === undefined) return [];
  const { min, steady } = spec.tiers.processing.tasks;
  const wishes = [
    { key: 'min', tasks: min },
    ...(steady === 'partitions' ? [] : [{ key: 'steady', tasks: steady }]),
  ];
  return wishes
    .filter(({ tasks }) => tasks > partitions)
    .map(({ key, tasks }) => ({
      code: 'CDK_TASKS_ABOVE_PARTITIONS',
      what: `tiers.processing.tasks.${key} is ${tasks}, and no topic has more than ${partitions} partitions: ${tasks - partitions} of the tasks would read nothing.`,
      fix: `Set it to ${partitions} or less, or add partitions first (spillway expand).`,
    }));
}

/** Partitions of the topic that has the most; `undefined` unless the spec tells them of every topic. */
export function knownPartitions({ signals }: PipelineSpec): number | undefined {
  const counts = SIGNALS.flatMap((signal) => {
    const settings = signals[signal];
    return settings ? [settings.partitions] : [];
  });
  return counts.reduce((most, count) =>
    most === undefined || count === undefined ? undefined : Math.max(most, count),
  );
}
