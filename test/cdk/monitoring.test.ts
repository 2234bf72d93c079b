import path from 'node:path';
import { Duration } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import { BacklogController } from '../../cdk/backlog-controller';
import { Monitoring, type MonitoringProps } from '../../cdk/monitoring';
import { loadPipeline } from '../../cdk/pipeline-file';
import { renderProcessing } from '../../lib/collector';
import { tick } from '../../lib/controller/tick';
import type { PipelineSpec } from '../../lib/pipeline';
import { MemoryWorld } from '../../verify/memory/world';
import { testStack } from '../_helpers/cdk/cdk';
import { alarmsIn, describeAlarm } from '../_helpers/cloudwatch/alarm';
import { settle } from '../_helpers/controller/ticking';
import { customMetricsIn, linesWritten } from '../_helpers/lambda/written';

const ROOT = path.resolve(__dirname, '../..');
const pipeline = loadPipeline(path.join(ROOT, 'examples/plain.yaml'));

function monitored(more: Partial<MonitoringProps> = {}): Template {
  const stack = testStack();
  const controller = { function: lambda.Function.fromFunctionName(stack, 'Function', 'spillway-plain') };
  new Monitoring(stack, 'Monitoring', { pipeline, controller, ...more });
  return Template.fromStack(stack);
}

/** The template of a pipeline that reads the topics of one signal by a pattern. */
function monitoredPattern(perTopic: PipelineSpec['metrics']['perTopic']): Template {
  const { traces } = pipeline.spec.signals;
  if (!traces) throw new Error('expected traces');
  const signals = { traces: { ...traces, topic: '^otlp_spans[.].*' } };
  return monitored({ pipeline: { ...pipeline, spec: { ...pipeline.spec, signals, metrics: { perTopic } } } });
}

const lagsAskedIn = (template: Template) =>
  metricsAskedIn(template).filter((metric) => /^(Topic)?Lag /.test(metric));

interface AskedMetric {
  Namespace: string;
  MetricName: string;
  Dimensions: { Name: string; Value: string }[];
}

/** The metrics of ours that a template asks for, as `customMetricsIn` names them. */
function metricsAskedIn(template: Template): string[] {
  const asked: string[] = [];
  const inAlarms = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const { Namespace, MetricName, Dimensions } = value as Partial<AskedMetric>;
    if (Namespace === 'Spillway') {
      const pairs = (Dimensions ?? []).map(({ Name, Value }) => `${Name}=${Value}`);
      asked.push([MetricName, ...pairs.sort()].join(' '));
    }
    for (const inner of Object.values(value)) inAlarms(inner);
  };
  inAlarms(template.toJSON());
  // The dashboard's body is JSON in JSON, in pieces around the region.
  const body = JSON.stringify(template.findResources('AWS::CloudWatch::Dashboard')).replaceAll('\\', '');
  for (const [, name = '', list] of body.matchAll(/\["Spillway","(\w+)",("[^\]{]*")[\],]/g)) {
    const words: string[] = JSON.parse(`[${list}]`);
    const pairs = words.flatMap((word, index) => (index % 2 === 0 ? [`${word}=${words[index + 1]}`] : []));
    asked.push([name, ...pairs.sort()].join(' '));
  }
  return [...new Set(asked)].sort();
}

/** The metrics that ticks write: one that succeeds, with a record that retention is about to delete, and two that fail. */
async function metricsWritten(spec: PipelineSpec): Promise<string[]> {
  const world = new MemoryWorld({ spec, config: renderProcessing(spec, 'earliest') });
  settle(world);
  const result = await tick(world.dependencies(), { kind: 'reconcile' });
  const soonest = { topic: 'otlp_spans', partition: 3, leftMs: 90_500, by: 'retention.ms' } as const;
  const lines = linesWritten(spec, (telemetry) => {
    telemetry.call('tick', { ...result, loss: { soonest, unknown: 0 } }, 120);
    telemetry.failure('tick', new Error('failed'));
    telemetry.failure('look', new Error('failed'));
  });
  return customMetricsIn(lines);
}

describe('the graph of lag', () => {
  it('shows the ranks of topics that a pattern matches', () => {
    const ranks = Array.from(
      { length: 10 },
      (_, index) => `TopicLag pipeline=plain rank=${index + 1} service=spillway`,
    );

    expect(lagsAskedIn(monitoredPattern('top'))).toEqual(ranks.sort());
  });

  it('searches for topics that a pattern matches if all have a metric', () => {
    const body = JSON.stringify(monitoredPattern('all').toJSON()).replaceAll('\\', '');

    expect(body).toContain(
      `SEARCH('{Spillway,pipeline,service,topic} MetricName="TopicLag" pipeline="plain"'`,
    );
  });

  it('shows the lag of the pipeline if no topic has a metric', () => {
    expect(lagsAskedIn(monitoredPattern('none'))).toEqual(['Lag pipeline=plain service=spillway']);
  });
});

describe('Monitoring', () => {
  const template = monitored();

  it('has these alarms: what each watches, its periods, and what missing data mean', () => {
    const found = alarmsIn(template).map((alarm) => [
      alarm.AlarmName.replace('spillway-plain-', ''),
      describeAlarm(alarm),
    ]);

    expect(Object.fromEntries(found)).toEqual({
      'nobody-reads': 'Minimum NobodyReads > 0, 2 x 60 s, ignore',
      'stopped-too-long': 'Maximum StoppedSeconds > 180, 1 x 60 s, ignore',
      'not-drained': 'Maximum Drained < 1, 12 x 300 s, ignore',
      'time-lag': 'Minimum TimeLag > 600, 3 x 300 s, missing',
      retention: 'Minimum TimeToLoss < 3600, 1 x 300 s, notBreaching',
      held: 'Maximum HeldSeconds > 1800, 1 x 300 s, ignore',
      // One tick is enough, because some reasons are reported once.
      'alarming-reasons': 'Maximum Alarms > 0, 1 x 300 s, ignore',
      'unsafe-offset': 'Minimum Unsafe > 0, 2 x 300 s, ignore',
      'ticks-failing': [
        'IF(FILL(failed, 0) > FILL(errors, 0) - FILL(calls, 0), FILL(failed, 0), FILL(errors, 0) - FILL(calls, 0)) >= 3, 1 x 600 s, notBreaching',
        'failed: Sum TickFailed of 600 s',
        'calls: Sum CallFailed of 600 s',
        'errors: Sum AWS/Lambda Errors of 600 s',
      ].join('; '),
      busy: 'Minimum Busy > 0, 3 x 300 s, ignore',
      'ticks-missing': 'FILL(ticks, 0) < 1, 2 x 300 s, breaching; ticks: SampleCount TickFailed of 300 s',
      'tasks-below-useful': [
        'IF(drained > 0, desired, IF(useful > 100, 100, useful)) - running > 0, 3 x 300 s, ignore',
        'drained: Minimum Drained of 300 s',
        'desired: Minimum TasksDesired of 300 s',
        'useful: Minimum TasksUseful of 300 s',
        'running: Maximum TasksRunning of 300 s',
      ].join('; '),
    });
  });

  it('has no alarm that is switched off or that ignores some of its periods', () => {
    for (const alarm of alarmsIn(template)) {
      expect(alarm).not.toHaveProperty('ActionsEnabled', false);
      expect(alarm).not.toHaveProperty('DatapointsToAlarm');
    }
  });

  it.each([
    ['nobody-reads', /spillway doctor/],
    ['stopped-too-long', /policy\.maxPause \(3m\).*update-service/],
    ['not-drained', /backlog for 1 hour/],
    ['time-lag', /older than 10 minutes for 15 minutes/],
    ['retention', /in less than 1 hour\. Raise retention\.ms/],
    ['held', /policy\.holdAlarmAfter/],
    ['alarming-reasons', /docs\/runbook\.md/],
    ['unsafe-offset', /latest for 10 minutes/],
    ['ticks-failing', /Three ticks in the last 10 minutes/],
    ['busy', /^For 15 minutes/],
    ['ticks-missing', /No tick ended in 10 minutes/],
    ['tasks-below-useful', /^For 15 minutes/],
  ])('says in the description of %s what it watches and what to do', (name, text) => {
    const [alarm] = alarmsIn(template).filter(({ AlarmName }) => AlarmName === `spillway-plain-${name}`);

    expect(alarm?.AlarmDescription).toMatch(text);
  });

  it.each([
    ['an hour', 50, 3_600],
    ['the headroom of the policy, if that is longer', 120, 7_200],
  ])('warns of retention before records are lost: %s', (_name, headroomMinutes, threshold) => {
    const policy = { ...pipeline.spec.policy, retentionHeadroomMs: headroomMinutes * 60_000 };
    const alarms = alarmsIn(monitored({ pipeline: { ...pipeline, spec: { ...pipeline.spec, policy } } }));

    expect(alarms.find(({ AlarmName }) => AlarmName.endsWith('retention'))?.Threshold).toBe(threshold);
  });

  it('uses only metrics that the ticks write, with their dimensions', async () => {
    const asked = metricsAskedIn(template);
    const written = await metricsWritten(pipeline.spec);

    expect(asked.filter((metric) => !written.includes(metric))).toEqual([]);
    expect(written.filter((metric) => !asked.includes(metric))).toEqual([
      'Lag pipeline=plain service=spillway',
      'Held pipeline=plain service=spillway',
    ]);
    expect(asked).toContain('TopicLag pipeline=plain service=spillway topic=otlp_spans');
  });

  it('uses the tick interval of its controller, and depends on the schedule', () => {
    const stack = testStack();
    const controller = new BacklogController(stack, 'Controller', {
      pipeline,
      passwordSecret: secretsmanager.Secret.fromSecretNameV2(stack, 'Password', 'kafka'),
      config: { kind: 'existing' },
      schedule: Duration.minutes(5),
    });
    new Monitoring(stack, 'Monitoring', { pipeline, controller });
    const slow = Template.fromStack(stack);
    const schedules = Object.keys(slow.findResources('AWS::Scheduler::Schedule'));
    const waiting = Object.values(slow.findResources('AWS::CloudWatch::Alarm')).filter(({ DependsOn = [] }) =>
      DependsOn.includes(schedules[0]),
    );

    expect(waiting.map(({ Properties }) => Properties.AlarmName)).toEqual(['spillway-plain-ticks-missing']);
    const described = alarmsIn(slow).map(describeAlarm);
    expect(described).toContain('Minimum NobodyReads > 0, 2 x 300 s, ignore');
    expect(described).toContain('Maximum HeldSeconds > 1800, 1 x 600 s, ignore');
    expect(described).toContain(
      'FILL(ticks, 0) < 1, 2 x 600 s, breaching; ticks: SampleCount TickFailed of 600 s',
    );
    expect(described.join()).toContain('failed: Sum TickFailed of 1500 s');
  });

  it('reports at synth a target that is too long for an alarm', () => {
    const stack = testStack();
    const controller = { function: lambda.Function.fromFunctionName(stack, 'Function', 'spillway-plain') };
    new Monitoring(stack, 'Monitoring', { pipeline, controller, drainTarget: Duration.hours(25) });

    Annotations.fromStack(stack).hasError('*', Match.stringLikeRegexp('CDK_DRAIN_TARGET_TOO_LONG'));
  });

  it('takes its targets from the props', () => {
    const alarms = alarmsIn(
      monitored({ timeLagTarget: Duration.minutes(2), drainTarget: Duration.hours(3) }),
    );

    expect(alarms.find(({ AlarmName }) => AlarmName.endsWith('time-lag'))?.Threshold).toBe(120);
    expect(alarms.find(({ AlarmName }) => AlarmName.endsWith('not-drained'))?.EvaluationPeriods).toBe(36);
  });

  it('notifies nobody without a topic', () => {
    expect(alarmsIn(template).filter((alarm) => alarm.AlarmActions !== undefined)).toEqual([]);
  });

  it('notifies a topic when an alarm starts, ends, or has insufficient data', () => {
    const stack = testStack();
    const topic = sns.Topic.fromTopicArn(stack, 'Topic', 'arn:aws:sns:eu-west-1:111122223333:on-call');
    const controller = { function: lambda.Function.fromFunctionName(stack, 'Function', 'spillway-plain') };
    new Monitoring(stack, 'Monitoring', { pipeline, controller, topic });

    for (const alarm of alarmsIn(Template.fromStack(stack))) {
      expect(alarm).toMatchObject({
        AlarmActions: [topic.topicArn],
        OKActions: [topic.topicArn],
        InsufficientDataActions: [topic.topicArn],
      });
    }
  });

  it('has one dashboard, with a graph line for each topic', () => {
    const body = JSON.stringify(template.findResources('AWS::CloudWatch::Dashboard'));

    template.resourceCountIs('AWS::CloudWatch::Dashboard', 1);
    expect(body).toContain('otlp_spans');
  });
});
