import type { TickReport } from '../controller/tick-report';
import { SpillwayError } from '../errors';
import type { OperatorEvent } from '../runtime/event-schema';
import type { CliContext } from './context';
import type { Controller } from './controller';
import { CommandEnd, EXIT } from './exit-code';

/** Six waits of up to 1, 2, 4, 8, 15 and 15 s: longer than most ticks take, half of it on average. */
const LONGEST_WAITS_MS = [1_000, 2_000, 4_000, 8_000, 15_000, 15_000];

/**
 * Asks, and asks again with growing, random pauses while another tick is running. An event that carries an id is
 * never carried out twice.
 *
 * @throws CommandEnd with `EXIT.busy` when it never got through
 */
export async function askPatiently(
  context: CliContext,
  controller: Controller,
  event: OperatorEvent,
): Promise<TickReport> {
  for (let attempt = 0; ; attempt += 1) {
    const outcome = await askOnce(controller, event);
    if ('report' in outcome) return outcome.report;
    const longestMs = LONGEST_WAITS_MS[attempt];
    if (longestMs === undefined) throw new CommandEnd(EXIT.busy, outcome.busy);
    const waitMs = Math.round(longestMs * context.random());
    context.stderr.write(`a tick is running; trying again in ${(waitMs / 1000).toFixed(1)} s\n`);
    await context.sleep(waitMs);
    context.interrupted.throwIfAborted();
  }
}

async function askOnce(
  controller: Controller,
  event: OperatorEvent,
): Promise<{ report: TickReport } | { busy: SpillwayError }> {
  try {
    const report = await controller.ask(event);
    return report.outcome === 'lost' ? { busy: lost(report) } : { report };
  } catch (error) {
    if (error instanceof SpillwayError && error.code === 'LAMBDA_BUSY') return { busy: error };
    throw error;
  }
}

function lost({ note }: TickReport): SpillwayError {
  return new SpillwayError(
    'TICK_BUSY',
    `Another tick was acting at the same time${note ? `: ${note}` : ''}.`,
    'Try again in a minute. Nothing of this command was done.',
  );
}
