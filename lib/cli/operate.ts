import type { TickReport } from '../controller/tick-report';
import { SpillwayError } from '../errors';
import type { CommandEvent } from '../runtime/event-schema';
import { formatEvent, parseCommand } from '../runtime/parse-event';
import { askPatiently } from './ask-patiently';
import type { CliContext } from './context';
import type { Controller, ControllerPlace } from './controller';
import { CommandEnd, EXIT, type ExitCode } from './exit-code';
import { follow } from './follow';
import { showMeanwhile, showResult } from './show';
import type { Format } from './show-error';

const BETWEEN_LOOKS_MS = 5_000;

export interface OperateOptions {
  place: ControllerPlace;
  format: Format;
  /** `dry-run` says what it would cost; `ask` does too and then asks; `yes` does not ask. */
  consent: 'dry-run' | 'ask' | 'yes';
  /** Until the operation is through, or only until it is accepted. */
  until: 'done' | 'accepted';
}

/**
 * An operation by hand: what it will cost, the question, the command, and the ticks until it is through.
 *
 * @throws CommandEnd, SpillwayError
 */
export async function operate(
  context: CliContext,
  wanted: CommandEvent,
  options: OperateOptions,
): Promise<ExitCode> {
  const event = settledEvent(wanted, context);
  if (options.consent === 'ask' && !context.interactive)
    throw new CommandEnd(EXIT.usage, consentMissing(wanted));
  const controller = await context.openController(options.place);
  try {
    if (options.consent !== 'yes') {
      const preview = await previewOf(context, controller, event);
      const accepted = preview.answer?.accepted === true;
      if (options.consent === 'dry-run' || !accepted) {
        showResult(context, preview, options.format);
        return accepted ? EXIT.done : EXIT.refused;
      }
      showMeanwhile(context, preview, options.format);
      if (!(await context.confirm(`${wanted.action}: go on? [y/N] `))) {
        context.stderr.write('nothing was changed\n');
        return EXIT.refused;
      }
    }
    context.interrupted.throwIfAborted();
    const begun = await askPatiently(context, controller, event);
    if (!takenUp(begun) || options.until === 'accepted') {
      showResult(context, begun, options.format);
      return takenUp(begun) ? EXIT.done : EXIT.refused;
    }
    return await followed(context, controller, begun, options.format);
  } finally {
    controller.close();
  }
}

/** A first look has no rates, so no minutes: a second one has them. */
async function previewOf(
  context: CliContext,
  controller: Controller,
  event: CommandEvent,
): Promise<TickReport> {
  const preview = { ...event, dryRun: true };
  const first = await askPatiently(context, controller, preview);
  if (!first.answer?.accepted || first.answer.cost?.minutes !== 'unknown') return first;
  await context.sleep(BETWEEN_LOOKS_MS);
  context.interrupted.throwIfAborted();
  return askPatiently(context, controller, preview);
}

/** A controller that only observes hears a command, and does nothing about it. */
function takenUp({ answer, outcome }: TickReport): boolean {
  return answer?.accepted === true && outcome !== 'looked';
}

async function followed(
  context: CliContext,
  controller: Controller,
  begun: TickReport,
  format: Format,
): Promise<ExitCode> {
  const { kind, report } = await follow(context, controller, begun);
  showResult(context, { ...report, ...(begun.answer ? { answer: begun.answer } : {}) }, format);
  switch (kind) {
    case 'settled':
      return EXIT.done;
    case 'given-up':
      return EXIT.failed;
    case 'paused':
      context.stderr.write('the controller is paused: the operation waits in the state until resume\n');
      return EXIT.done;
    case 'interrupted':
      context.stderr.write(
        'interrupted: the operation stays in the state, and the next tick goes on with it; cancel ends it\n',
      );
      return EXIT.interrupted;
  }
}

/** The event as it is sent, the same for the preview and for the command: "15m ago" is a time from here on. */
function settledEvent(wanted: CommandEvent, context: CliContext): CommandEvent {
  try {
    const command = parseCommand(wanted, { id: `cli-${context.newId()}`, nowMs: context.nowMs() });
    return formatEvent(command);
  } catch (error) {
    if (error instanceof SpillwayError) throw new CommandEnd(EXIT.usage, error);
    throw error;
  }
}

function consentMissing({ action }: CommandEvent): SpillwayError {
  return new SpillwayError(
    'CONSENT_MISSING',
    `${action} asks before it changes anything, and there is no terminal to ask on.`,
    'Look with --dry-run, and add --yes when that is what you want. Nothing was contacted.',
  );
}
