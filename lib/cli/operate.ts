import type { TickReport } from '../controller/tick-report';
import { SpillwayError } from '../errors';
import { question, textLine } from '../output';
import type { Outcome } from '../report/outcome';
import type { CommandEvent } from '../runtime/event-schema';
import { formatEvent, parseCommand } from '../runtime/parse-event';
import type { CliContext } from './context';
import type { Controller, ControllerPlace } from './controller';
import { CommandEnd, EXIT, type ExitCode, failAsUsage } from './exit-code';
import { type FollowEnd, follow } from './follow';
import { sendWhenFree } from './send-when-free';
import type { Format } from './show-error';
import { showPreview, showResult } from './show-result';

/** What tasks hold can only be seen between two samples of their metrics, and a new process has no earlier sample. */
const BETWEEN_SAMPLES_MS = 5_000;
const SAMPLES = 3;

export interface OperateOptions {
  place: ControllerPlace;
  format: Format;
  /** `dry-run` only shows what the command would do and cost, `ask` shows it and asks, `yes` does not ask. */
  consent: 'dry-run' | 'ask' | 'yes';
  /** Whether to return when the command is complete, or as soon as it is accepted. */
  until: 'done' | 'accepted';
}

/**
 * Carries out an operator's command: shows a preview with its cost, asks, sends the command, and ticks until it is
 * complete.
 *
 * @throws CommandEnd, SpillwayError
 */
export async function operate(
  context: CliContext,
  requested: CommandEvent,
  options: OperateOptions,
): Promise<ExitCode> {
  const event = await failAsUsage(async () => resolvedEvent(requested, context));
  const { action } = event;
  const { format } = options;
  if (options.consent === 'ask' && !context.interactive)
    throw new CommandEnd(EXIT.usage, consentMissing(action));
  const controller = await context.openController(options.place);
  try {
    if (options.consent !== 'yes') {
      const preview = await sendUntilQueuesAreClear(context, controller, { ...event, dryRun: true });
      const accepted = preview.answer?.accepted === true;
      if (options.consent === 'dry-run' || !accepted) {
        showResult(context, { action, report: preview, format, dryRun: true });
        return accepted ? EXIT.done : EXIT.refused;
      }
      showPreview(context, { action, report: preview, format });
      if (!(await context.confirm(question(`Continue with ${action}? [y/N] `)))) {
        context.stderr.write(textLine('Nothing was changed.'));
        return EXIT.refused;
      }
    }
    context.interrupted.throwIfAborted();
    const report = await sendUntilQueuesAreClear(context, controller, event);
    if (wasSuperseded(report)) throw new CommandEnd(EXIT.busy, notCarriedOut(report, action));
    if (!wasAccepted(report) || options.until === 'accepted') {
      showResult(context, { action, report, format });
      return wasAccepted(report) ? EXIT.done : EXIT.refused;
    }
    return await followToEnd(context, controller, { action, report, format });
  } finally {
    controller.close();
  }
}

/** Repeats a dry run or a refused command as long as only the data in the tasks' queues makes it unsafe. */
async function sendUntilQueuesAreClear(
  context: CliContext,
  controller: Controller,
  event: CommandEvent,
): Promise<TickReport> {
  for (let sample = 1; ; sample += 1) {
    const report = await sendWhenFree(context, controller, event);
    if (sample === SAMPLES || !queuesAreUnclear(report)) return report;
    context.stderr.write(
      textLine(
        `waiting: the tasks hold unsent data. Checking their queues again in ${BETWEEN_SAMPLES_MS / 1000} s.`,
      ),
    );
    await context.sleep(BETWEEN_SAMPLES_MS);
    context.interrupted.throwIfAborted();
  }
}

/** Only a dry run or a refused command may be repeated; an accepted command is already under way. */
function queuesAreUnclear({ answer, outcome }: TickReport): boolean {
  const kind = answer?.cost?.queued.kind;
  if (answer?.accepted === false) return kind === 'at-stake' || kind === 'unknown';
  return outcome === 'looked' && kind === 'at-stake';
}

/** A controller in observe mode accepts no command. */
function wasAccepted({ answer, outcome }: TickReport): boolean {
  return answer?.accepted === true && outcome !== 'looked';
}

/**
 * Whether the command was decided but not carried out, because something changed in between. No later tick carries it
 * out.
 */
function wasSuperseded({ outcome, answer, manualOperation, recreate, note }: TickReport): boolean {
  const continues = manualOperation !== undefined || recreate !== undefined;
  return outcome === 'superseded' && answer?.accepted === true && !continues && note !== undefined;
}

function notCarriedOut({ note }: TickReport, action: string): SpillwayError {
  return new SpillwayError(
    'TICK_BUSY',
    `${action} was not carried out: ${note}.`,
    'Check spillway status, and run the command again.',
  );
}

const FOLLOWED: Readonly<Record<FollowEnd['kind'], { outcome: Outcome; exitCode: ExitCode; note?: string }>> =
  {
    settled: { outcome: 'done', exitCode: EXIT.done },
    'given-up': { outcome: 'failed', exitCode: EXIT.failed },
    paused: {
      outcome: 'waiting',
      exitCode: EXIT.done,
      note: 'waiting: the controller is paused. The command continues after spillway resume.',
    },
    interrupted: {
      outcome: 'doing',
      exitCode: EXIT.interrupted,
      note: 'Interrupted. The command stays in the state and the next tick continues it; spillway cancel ends it.',
    },
  };

async function followToEnd(
  context: CliContext,
  controller: Controller,
  {
    action,
    report: accepted,
    format,
  }: { action: CommandEvent['action']; report: TickReport; format: Format },
): Promise<ExitCode> {
  const { kind, report: last } = await follow(context, controller, accepted);
  const report = { ...last, ...(accepted.answer ? { answer: accepted.answer } : {}) };
  const { outcome, exitCode, note } = FOLLOWED[kind];
  showResult(context, { action, report, format, outcome });
  if (note !== undefined) context.stderr.write(textLine(note));
  return exitCode;
}

/** The event as it is sent. Preview and command send the same one, so "15m" before now becomes a fixed time. */
function resolvedEvent(requested: CommandEvent, context: CliContext): CommandEvent {
  return formatEvent(parseCommand(requested, { id: `cli-${context.newId()}`, nowMs: context.nowMs() }));
}

function consentMissing(action: string): SpillwayError {
  return new SpillwayError(
    'CONSENT_MISSING',
    `${action} needs confirmation, but there is no terminal to ask on. Nothing was contacted.`,
    'Check the effect with --dry-run, and add --yes to confirm.',
  );
}
