import { type PipelineSpec, SIGNALS } from '../../lib/pipeline';
import type { SynthError } from './synth-error';

/**
 * Checks that the spec does not ask for more tasks than partitions, if those are known at synth. `tasks.max` is only a
 * limit and may be higher: the controller never starts more tasks than there are partitions.
 *
 * @param partitions the highest number of partitions of a topic; `undefined` if unknown
 */
export function checkTasks(spec: PipelineSpec, partitions: number | undefined): SynthError[] {
  if (partitions === undefined) return [];
  const { min, steady } = spec.tiers.processing.tasks;
  const requested = [
    { key: 'min', tasks: min },
    ...(steady === 'partitions' ? [] : [{ key: 'steady', tasks: steady }]),
  ];
  return requested
    .filter(({ tasks }) => tasks > partitions)
    .map(({ key, tasks }) => ({
      code: 'CDK_TASKS_ABOVE_PARTITIONS',
      message: `tiers.processing.tasks.${key} is ${tasks}, but no topic has more than ${partitions} partitions. ${tasks - partitions} of the tasks would read nothing.`,
      whatToDo: `Set it to ${partitions} or less, or add partitions first with spillway expand.`,
    }));
}

/** The highest number of partitions of a topic; `undefined` unless the spec has it for every topic. */
export function knownPartitions({ signals }: PipelineSpec): number | undefined {
  const counts = SIGNALS.flatMap((signal) => {
    const settings = signals[signal];
    return settings ? [settings.partitions] : [];
  });
  return counts.reduce((most, count) =>
    most === undefined || count === undefined ? undefined : Math.max(most, count),
  );
}
