import { setTimeout as pause } from 'node:timers/promises';
import type { TickReport } from '../../lib/controller/tick-report';
import { SpillwayError } from '../../lib/errors';
import type { CommandEvent } from '../../lib/runtime/event-schema';
import type { LambdaRuntime } from '../lambda/lambda-runtime';
import { shortenStory } from './shorten-story';

/** Invokes a controller tick by tick, never twice at once, and records the reports. */
export interface Operator {
  /** All reports so far, oldest first. */
  readonly reports: readonly TickReport[];
  /** One line per tick: time, decision and reasons. */
  readonly story: readonly string[];
  /** Runs one tick. If it fails, the failure is recorded too. */
  tick(): Promise<TickReport>;
  /** Runs one tick with a command. */
  command(event: CommandEvent): Promise<TickReport>;
  /**
   * Runs a tick every `everyMs` until `wanted` accepts a report. Like a schedule, it continues after a failed tick.
   *
   * @throws SpillwayError `LOCAL_WAIT_TIMEOUT` with the reasons of the last ticks
   */
  until(
    what: string,
    wanted: (report: TickReport) => boolean,
    timeoutMs?: number,
    everyMs?: number,
  ): Promise<TickReport>;
  /** Replaces the controller with a new process or a new spec. */
  use(controller: LambdaRuntime): void;
}

/** The time between two ticks of `until`. */
const EVERY_MS = 700;
const TIMEOUT_MS = 120_000;
/** How many lines of the story an error shows. */
const TOLD = 40;

export function operatorOf(first: LambdaRuntime): Operator {
  let controller = first;
  const reports: TickReport[] = [];
  const story: string[] = [];

  async function invoke(event: unknown): Promise<TickReport> {
    try {
      const report = await controller.invoke<TickReport>(event);
      reports.push(report);
      story.push(summary(report));
      return report;
    } catch (error) {
      const text = error instanceof Error ? `${error.name} ${error.message}` : String(error);
      story.push(`${new Date().toISOString().slice(11, 23)} failed: ${text}`);
      throw error;
    }
  }

  const tick = () => invoke({ source: 'aws.scheduler' });
  return {
    reports,
    story,
    tick,
    command: (event) => invoke(event),
    use(next) {
      controller = next;
    },
    async until(what, wanted, timeoutMs = TIMEOUT_MS, everyMs = EVERY_MS) {
      const untilMs = Date.now() + timeoutMs;
      while (Date.now() < untilMs) {
        const report = await tick().catch(endsOnlyWithTheController);
        if (report && wanted(report)) return report;
        await pause(everyMs);
      }
      throw new SpillwayError(
        'LOCAL_WAIT_TIMEOUT',
        [
          `Waited ${Math.round(timeoutMs / 1000)} s in vain for ${what}. The last ticks:`,
          ...shortenStory(story, TOLD).split('\n'),
        ],
        'The reasons show what the controller waited for.',
      );
    },
  };
}

/** A failed tick is followed by the next one, unless the process has gone. */
function endsOnlyWithTheController(error: unknown): undefined {
  if (error instanceof SpillwayError && error.code === 'LAMBDA_ENDED') throw error;
  return undefined;
}

function summary({ at, phase, outcome, action, reasons, note, answer }: TickReport): string {
  const said = [...reasons.map(({ line }) => line), ...(answer?.lines ?? []), ...(note ? [note] : [])];
  return `${at.slice(11, 23)} ${phase} ${outcome}${action ? `, ${action}` : ''} | ${said.join(' | ')}`;
}
