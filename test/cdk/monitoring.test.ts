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

interface AlarmProperties {
  AlarmName: string;
  Threshold: number;
  TreatMissingData: string;
  EvaluationPeriods: number;
  AlarmActions?: unknown[];
  OKActions?: unknown[];
  InsufficientDataActions?: unknown[];
}

interface AlarmMetric {
  MetricStat?: { Period: number };
}

const alarmsIn = (template: Template): AlarmProperties[] =>
  Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties);

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

  it.each([
    ['nobody-reads', 0, 'ignore'],
    ['stopped-too-long', 180, 'ignore'],
    ['not-drained', 1, 'ignore'],
    ['time-lag', 600, 'missing'],
    ['retention', 3600, 'notBreaching'],
    ['held', 1800, 'ignore'],
    ['alarming-reasons', 0, 'ignore'],
    ['unsafe-offset', 0, 'ignore'],
    ['ticks-failing', 3, 'notBreaching'],
    ['busy', 0, 'ignore'],
    ['ticks-missing', 1, 'breaching'],
    ['tasks-below-useful', 0, 'ignore'],
  ])('has the alarm %s at %d, and missing data are %s', (name, threshold, missing) => {
    const found = alarmsIn(template).filter((alarm) => alarm.AlarmName === `spillway-plain-${name}`);

    expect(found).toMatchObject([{ Threshold: threshold, TreatMissingData: missing }]);
  });

  it('has no other alarm', () => {
    expect(alarmsIn(template)).toHaveLength(12);
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

  it('counts as useful no more tasks than the spec allows', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'spillway-plain-tasks-below-useful',
      Metrics: Match.arrayWith([
        Match.objectLike({ Expression: 'IF(drained > 0, desired, IF(useful > 100, 100, useful)) - running' }),
      ]),
    });
  });

  it('starts the alarm for a single tick with a reason of kind alarm, because some are reported once', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'spillway-plain-alarming-reasons',
      Statistic: 'Maximum',
      Period: 300,
      EvaluationPeriods: 1,
      DatapointsToAlarm: Match.absent(),
    });
  });

  it('reports within two minutes that nobody reads, and at once that tasks are stopped for too long', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'spillway-plain-nobody-reads',
      MetricName: 'NobodyReads',
      Statistic: 'Minimum',
      Period: 60,
      EvaluationPeriods: 2,
    });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'spillway-plain-stopped-too-long',
      MetricName: 'StoppedSeconds',
      Statistic: 'Maximum',
      Period: 60,
      EvaluationPeriods: 1,
      AlarmDescription: Match.stringLikeRegexp('policy.maxPause \\(3m\\)'),
    });
  });

  it('reports an unsafe latest after the time that replacing the tasks takes', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'spillway-plain-unsafe-offset',
      MetricName: 'Unsafe',
      Statistic: 'Minimum',
      EvaluationPeriods: 2,
    });
  });

  it('does not count a failed command of a person as a failed tick', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'spillway-plain-ticks-failing',
      Metrics: Match.arrayWith([
        Match.objectLike({ Expression: Match.stringLikeRegexp('FILL\\(errors, 0\\) - FILL\\(calls, 0\\)') }),
        Match.objectLike({
          Id: 'calls',
          MetricStat: Match.objectLike({ Metric: Match.objectLike({ MetricName: 'CallFailed' }) }),
        }),
      ]),
    });
  });

  it('fills periods without a tick with 0', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'spillway-plain-ticks-missing',
      EvaluationPeriods: 2,
      Metrics: Match.arrayWith([Match.objectLike({ Expression: 'FILL(ticks, 0)' })]),
    });
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
    const alarms = Object.values(slow.findResources('AWS::CloudWatch::Alarm'));
    const waiting = alarms.filter(({ DependsOn = [] }) => DependsOn.includes(schedules[0]));

    expect(waiting.map(({ Properties }) => Properties.AlarmName)).toEqual(['spillway-plain-ticks-missing']);
    const periodOf = (name: string) => {
      const { Period, Metrics } =
        alarms.find(({ Properties }) => Properties.AlarmName.endsWith(name))?.Properties ?? {};
      return Period ?? Math.max(...Metrics.map(({ MetricStat }: AlarmMetric) => MetricStat?.Period ?? 0));
    };
    expect(
      ['ticks-missing', 'ticks-failing', 'held', 'tasks-below-useful', 'nobody-reads'].map(periodOf),
    ).toEqual([600, 1500, 600, 600, 300]);
  });

  it('reports at synth a target that is too long for an alarm', () => {
    const stack = testStack();
    const controller = { function: lambda.Function.fromFunctionName(stack, 'Function', 'spillway-plain') };
    new Monitoring(stack, 'Monitoring', { pipeline, controller, drainTarget: Duration.hours(25) });

    Annotations.fromStack(stack).hasError('*', Match.stringLikeRegexp('CDK_DRAIN_TARGET_TOO_LONG'));
  });

  it('counts errors of Lambda, so that a function that fails early is noticed', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'spillway-plain-ticks-failing',
      Metrics: Match.arrayWith([
        Match.objectLike({
          MetricStat: Match.objectLike({
            Metric: Match.objectLike({ Namespace: 'AWS/Lambda', MetricName: 'Errors' }),
          }),
        }),
      ]),
    });
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
