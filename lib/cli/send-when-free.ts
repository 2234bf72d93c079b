import type { TickReport } from '../controller/tick-report';
import { SpillwayError } from '../errors';
import { textLine } from '../output';
import type { OperatorEvent } from '../runtime/event-schema';
import type { CliContext } from './context';
import type { Controller } from './controller';
import { CommandEnd, EXIT } from './exit-code';
import { showWaiting } from './show-waiting';

/** The upper limits of the random pauses, which are half of that on average. Together they are longer than most ticks. */
const LONGEST_PAUSES_MS = [1_000, 2_000, 4_000, 8_000, 15_000, 15_000];

/**
 * Sends an event, and repeats it after growing random pauses while another tick is running. The controller never carries
 * out an event with the same id twice.
 *
 * @throws CommandEnd with `EXIT.busy` if another tick was running on every attempt
 */
export async function sendWhenFree(
  context: CliContext,
  controller: Controller,
  event: OperatorEvent,
): Promise<TickReport> {
  for (let attempt = 0; ; attempt += 1) {
    const response = await showWaiting(context, `${controller.name} to answer`, () =>
      sendOnce(controller, event),
    );
    if ('report' in response) return response.report;
    const longestMs = LONGEST_PAUSES_MS[attempt];
    if (longestMs === undefined) throw new CommandEnd(EXIT.busy, response.busy);
    const pauseMs = Math.round(longestMs * context.random());
    context.stderr.write(
      textLine(`waiting: another tick is running. Trying again in ${(pauseMs / 1000).toFixed(1)} s.`),
    );
    await context.sleep(pauseMs);
    context.interrupted.throwIfAborted();
  }
}

async function sendOnce(
  controller: Controller,
  event: OperatorEvent,
): Promise<{ report: TickReport } | { busy: SpillwayError }> {
  try {
    const report = await controller.send(event);
    return report.outcome === 'lost' ? { busy: lostToAnotherTick(report) } : { report };
  } catch (error) {
    if (error instanceof SpillwayError && error.code === 'LAMBDA_BUSY') return { busy: error };
    throw error;
  }
}

function lostToAnotherTick({ note }: TickReport): SpillwayError {
  return new SpillwayError(
    'TICK_BUSY',
    `Another tick was acting at the same time${note ? ` (${note})` : ''}. The command was not carried out.`,
    'Try again in a minute.',
  );
}
