import { Template } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Monitoring } from '../../../cdk/monitoring';
import { createHandler } from '../../../lambda/handler';
import { createTelemetry } from '../../../lambda/telemetry';
import type { MemoryWorld } from '../../../verify/memory/world';
import { testStack } from '../cdk/cdk';
import { examplePipeline } from '../cdk/pipeline';
import { type AlarmProperties, type AlarmState, alarmsIn, stateOf } from './alarm';
import { type Datapoint, datapointsIn, metricName } from './metric-data';

const MINUTE_MS = 60_000;

/** The alarms of a deployment of this pipeline. */
function alarmsFor(spec: MemoryWorld['spec']): AlarmProperties[] {
  const stack = testStack();
  const controller = { function: lambda.Function.fromFunctionName(stack, 'Function', 'spillway') };
  new Monitoring(stack, 'Monitoring', { pipeline: { ...examplePipeline('plain'), spec }, controller });
  return alarmsIn(Template.fromStack(stack));
}

/**
 * A pipeline in memory, with the real handler and telemetry, and the alarms of its deployment. CloudWatch gets the lines
 * that the function writes, and Lambda's own count of errors.
 */
export class WatchedPipeline {
  /** Alarms that were on at any time since {@link forget}. */
  readonly rang = new Set<string>();
  private readonly data: Datapoint[] = [];
  private readonly states = new Map<string, AlarmState>();
  private readonly alarms: AlarmProperties[];
  private readonly handler: ReturnType<typeof createHandler>;

  constructor(readonly world: MemoryWorld) {
    this.alarms = alarmsFor(world.spec);
    const nowMs = () => world.nowMs;
    this.handler = createHandler({
      open: async ({ holder }) => ({ dependencies: world.dependencies(holder), close() {} }),
      telemetry: createTelemetry({
        spec: world.spec,
        nowMs,
        write: (line) => void this.data.push(...datapointsIn([line])),
      }),
      followUpMs: 5_000,
      sleep: async (ms) => world.advance(ms),
      nowMs,
    });
  }

  /** One invocation. Its failure is one for Lambda, too. */
  readonly invoke = async (event: unknown): Promise<void> => {
    const atMs = this.world.nowMs;
    const endsAtMs = atMs + MINUTE_MS;
    const context = {
      awsRequestId: `r-${atMs}`,
      getRemainingTimeInMillis: () => endsAtMs - this.world.nowMs,
    };
    const errors = await this.handler(event, context).then(
      () => 0,
      () => 1,
    );
    this.countErrors(errors, atMs);
  };

  /** Lambda's own metric, also for an invocation that fails before it writes anything. */
  readonly countErrors = (value: number, atMs = this.world.nowMs): void => {
    const metric = metricName('AWS/Lambda', 'Errors', ['FunctionName=known-at-deployment']);
    this.data.push({ metric, unit: 'Count', value, atMs });
  };

  /** Lets minutes pass, each with these calls at its begin, and evaluates the alarms after each. */
  async minutes(
    count: number,
    calls: (minute: number) => Promise<unknown> = () => this.invoke({}),
  ): Promise<void> {
    for (let minute = 0; minute < count; minute += 1) {
      const endsAtMs = this.world.nowMs + MINUTE_MS;
      await calls(minute);
      this.world.advance(Math.max(0, endsAtMs - this.world.nowMs));
      this.evaluate();
    }
  }

  /** The alarms that are on now. */
  get ringing(): string[] {
    return [...this.states].flatMap(([name, state]) => (state === 'ALARM' ? [name] : []));
  }

  /** Starts to note which alarms are on. */
  forget(): void {
    this.rang.clear();
  }

  private evaluate(): void {
    for (const alarm of this.alarms) {
      const name = alarm.AlarmName.replace('spillway-test-', '');
      const before = this.states.get(name) ?? 'INSUFFICIENT_DATA';
      const state = stateOf(alarm, this.data, this.world.nowMs, before);
      this.states.set(name, state);
      if (state === 'ALARM') this.rang.add(name);
    }
  }
}
