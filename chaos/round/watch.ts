import type { TickReport } from '../../lib/controller/tick-report';
import type { Around } from '../../local/aws';
import type { Violation } from '../rules';
import { MAX_TASKS } from '../world/pipeline';
import { desiredCount, parameter, type Round } from './round';
import { anyOffset, offsetIn } from './stored-config';

const EVERY_MS = 100;
/** A tick may have begun its last call when somebody changed what it read. */
const RACE_MS = 2_500;
/** Beyond maxPause, in any case: no series of faults keeps all ticks from acting for longer. */
const LATE_MS = 100_000;
const CAN_ACT: readonly TickReport['outcome'][] = ['unchanged', 'noted', 'acted'];
/** A tick that decided before Kafka was changed from outside has ended by then. */
const CHANGED_KAFKA_MS = 12_000;

/**
 * Watches, from outside and all the time, what must never be so: not even while faults are in force. What it reads is
 * what ECS and SSM really have, past all faults.
 */
export class Watch {
  readonly violations: Violation[] = [];
  /** How often desiredCount became 0 other than by a person. */
  stops = 0;
  private timer: NodeJS.Timeout | undefined;
  private zeroSinceMs: number | undefined;
  private strangeConfigSinceMs: number | undefined;

  constructor(private readonly round: Round) {}

  start(): void {
    this.timer = setInterval(() => this.look(Date.now()), EVERY_MS);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** Looks at Kafka at the moment in which `latest` is stored. */
  readonly around: Around = async ({ target, input }, carryOut) => {
    const isConfig =
      target.endsWith('.PutParameter') && input.Name === `${this.round.pipeline.prefix}/config`;
    if (!isConfig) return carryOut();
    const before = offsetIn(parameter(this.round, 'config'));
    try {
      return await carryOut();
    } finally {
      if (before !== 'latest' && offsetIn(parameter(this.round, 'config')) === 'latest')
        await this.lookAtFlip();
    }
  };

  private look(nowMs: number): void {
    const count = desiredCount(this.round);
    this.lookAtZero(count, nowMs);
    this.lookAtCount(count, nowMs);
    this.lookAtConfig(nowMs);
  }

  private lookAtZero(count: number, nowMs: number): void {
    const { people, pipeline } = this.round;
    if (count > 0 || people.stopped || parameter(this.round, 'hold') !== undefined) {
      this.zeroSinceMs = undefined;
      return;
    }
    if (this.zeroSinceMs === undefined) this.stops += 1;
    this.zeroSinceMs ??= nowMs;
    if (parameter(this.round, 'debt') === undefined)
      this.note('stopped-with-a-debt', 'desiredCount is 0, no person set it, and no debt is recorded');
    const boundMs = this.zeroSinceMs + pipeline.spec.policy.maxPauseMs;
    if (nowMs < boundMs) return;
    if (this.ticksBetween(boundMs, nowMs) > 1)
      this.note(
        'stopped-within-the-bound',
        'maxPause is over, two ticks ended since, and the tier is stopped',
      );
    if (nowMs > boundMs + LATE_MS)
      this.note(
        'stopped-within-the-bound',
        `the tier is still stopped after maxPause and ${LATE_MS / 1000} s`,
      );
  }

  /** How many ticks began in this time, could act, and have ended. One that meets the claim of a killed tick cannot. */
  private ticksBetween(fromMs: number, toMs: number): number {
    return this.round.controller.reports.filter(({ at, outcome }) => {
      const atMs = Date.parse(at);
      return atMs >= fromMs && atMs <= toMs && CAN_ACT.includes(outcome);
    }).length;
  }

  private lookAtCount(count: number, nowMs: number): void {
    const { count: wanted } = this.round.people;
    if (count > MAX_TASKS) this.note('useful-tasks', `desiredCount ${count} is above ${MAX_TASKS}`);
    // A stop of Spillway's own, which was under way before or is due, starts the person's number again.
    if (wanted && parameter(this.round, 'debt') !== undefined) wanted.setAtMs = nowMs;
    if (wanted && nowMs - wanted.setAtMs > RACE_MS && count !== wanted.value)
      this.note('a-persons-number', `a person set desiredCount ${wanted.value}, and it is ${count}`);
  }

  private lookAtConfig(nowMs: number): void {
    const text = parameter(this.round, 'config');
    if (text !== undefined && this.round.people.configs.has(anyOffset(text))) {
      this.strangeConfigSinceMs = undefined;
      return;
    }
    this.strangeConfigSinceMs ??= nowMs;
    if (nowMs - this.strangeConfigSinceMs > RACE_MS)
      this.note('config-of-people', 'the stored config is none that people wrote, apart from initial_offset');
  }

  private async lookAtFlip(): Promise<void> {
    const { people, pipeline } = this.round;
    // Only an answer at once shows what Kafka has at this moment.
    const seen = await pipeline.kafka.partitions(1).catch(() => []);
    if (Date.now() - people.changedKafkaAtMs < CHANGED_KAFKA_MS) return;
    const open = seen.filter(
      ({ committed, logStart, logEnd }) =>
        committed === undefined || committed < logStart || committed > logEnd,
    );
    if (open.length === 0) return;
    const which = open
      .map(({ partition, committed }) => `${partition} (commit ${committed ?? 'none'})`)
      .join(', ');
    this.note('latest-over-everything-covered', `latest was stored with partitions not covered: ${which}`);
  }

  /** Each kind once: it would be seen again with every look. */
  private note(rule: Violation['rule'], what: string): void {
    if (!this.violations.some((each) => each.rule === rule)) this.violations.push({ rule, what });
  }
}
