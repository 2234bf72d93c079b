import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { PipelineSpec } from '../lib/pipeline';
import { lagsOf, metricsOf } from './spillway-metrics';

/** A third of the 24 columns of a dashboard. */
const THIRD = 8;

/** Rows: alarms; lag, age and risk; tasks and members; state of Spillway; ticks. */
export function widgetsOf(
  spec: Pick<PipelineSpec, 'name' | 'metrics' | 'signals'>,
  alarms: cloudwatch.IAlarm[],
): cloudwatch.IWidget[][] {
  const metric = metricsOf(spec.name);
  const latest = (name: Parameters<typeof metric>[0]) => metric(name, cloudwatch.Stats.MAXIMUM, 1);
  const graph = (title: string, left: cloudwatch.IMetric[]) =>
    new cloudwatch.GraphWidget({ title, left, width: THIRD, leftYAxis: { min: 0 } });
  return [
    [new cloudwatch.AlarmStatusWidget({ title: spec.name, alarms, width: 3 * THIRD, height: 3 })],
    [
      graph('Lag, offsets', lagsOf(spec)),
      graph('Age of the oldest unread record, s', [latest('TimeLag')]),
      graph('Offsets that latest would skip', [latest('AtRisk')]),
    ],
    [
      graph('Tasks', [latest('TasksUseful'), latest('TasksDesired'), latest('TasksRunning')]),
      graph('Tasks not in the group; nobody reads', [latest('AbsentTasks'), latest('NobodyReads')]),
      graph('Tasks stopped by Spillway for, s', [latest('StoppedSeconds')]),
    ],
    [
      graph('Drained, paused, unsafe', [latest('Drained'), latest('Paused'), latest('Unsafe')]),
      graph('Held for, s', [latest('HeldSeconds')]),
      graph('Reasons of kind alarm', [latest('Alarms')]),
    ],
    [
      graph('Failed ticks', [metric('TickFailed', cloudwatch.Stats.SUM, 1)]),
      graph('Duration of a tick, ms', [latest('TickDuration')]),
    ],
  ];
}
