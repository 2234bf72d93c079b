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

/** What tasks hold shows between looks, of a process that has just started and remembers none. */
const BETWEEN_LOOKS_MS = 5_000;
const LOOKS = 3;

export interface OperateOptions {
  place: ControllerPlace;
  format: Format;
  /** `dry-run` only shows what it would do and cost; `ask` does too and then asks; `yes` does not ask. */
  consent: 'dry-run' | 'ask' | 'yes';
  /** Until the command is complete, or only until it is accepted. */
  until: 'done' | 'accepted';
}

/**
 * A person's command: what it will cost, the question, the command, and the ticks until it is complete.
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
      const preview = await lookUntilClear(context, controller, { ...event, dryRun: true });
      const accepted = preview.answer?.accepted === true;
      if (options.consent === 'dry-run' || !accepted) {
        showResult(context, preview, options.format, [`dry run of ${event.action}: nothing was changed`]);
        return accepted ? EXIT.done : EXIT.refused;
      }
      showMeanwhile(context, preview, options.format, [
        `preview of ${event.action}: nothing was changed yet`,
      ]);
      if (!(await context.confirm(`${wanted.action}: go on? [y/N] `))) {
        context.stderr.write('nothing was changed\n');
        return EXIT.refused;
      }
    }
    context.interrupted.throwIfAborted();
    const begun = await lookUntilClear(context, controller, event);
    if (overtaken(begun)) throw new CommandEnd(EXIT.busy, notDone(begun, event));
    if (!takenUp(begun) || options.until === 'accepted') {
      showResult(context, begun, options.format);
      return takenUp(begun) ? EXIT.done : EXIT.refused;
    }
    return await followed(context, controller, begun, options.format);
  } finally {
    controller.close();
  }
}

/** Asks again while all that is unclear is what tasks hold. A command that was refused is sent again, the same. */
async function lookUntilClear(
  context: CliContext,
  controller: Controller,
  event: CommandEvent,
): Promise<TickReport> {
  for (let look = 1; ; look += 1) {
    const report = await askPatiently(context, controller, event);
    if (look === LOOKS || !unclear(report)) return report;
    context.stderr.write(`looking again in ${BETWEEN_LOOKS_MS / 1000} s at what the tasks hold\n`);
    await context.sleep(BETWEEN_LOOKS_MS);
    context.interrupted.throwIfAborted();
  }
}

/** What was accepted is under way: only a dry run is made again. */
function unclear({ answer, outcome }: TickReport): boolean {
  const kind = answer?.cost?.queued.kind;
  if (answer?.accepted === false) return kind === 'at-stake' || kind === 'unknown';
  return outcome === 'looked' && kind === 'at-stake';
}

/** A controller that only observes accepts nothing. */
function takenUp({ answer, outcome }: TickReport): boolean {
  return answer?.accepted === true && outcome !== 'looked';
}

/** Decided, and not carried out, since something moved between the look and the call; no later tick does it. */
function overtaken({ outcome, answer, manualOperation, recreate, note }: TickReport): boolean {
  const continues = manualOperation !== undefined || recreate !== undefined;
  return outcome === 'superseded' && answer?.accepted === true && !continues && note !== undefined;
}

function notDone({ note }: TickReport, { action }: CommandEvent): SpillwayError {
  return new SpillwayError(
    'TICK_BUSY',
    `${action} was not carried out: ${note}.`,
    'Give the command again; status shows what is the case now.',
  );
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
      context.stderr.write('the controller is paused: the command stays in the state and waits for resume\n');
      return EXIT.done;
    case 'interrupted':
      context.stderr.write(
        'interrupted: the command stays in the state, and the next tick continues it; cancel ends it\n',
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
