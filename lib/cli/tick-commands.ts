import { Command } from 'commander';
import type { Cli } from './cli';
import { EXIT } from './exit-code';
import { type PlaceOptions, placeOf, withPlace } from './options';
import { sendWhenFree } from './send-when-free';
import { showResult } from './show-result';

export function statusCommand(cli: Cli): Command {
  return tickCommand(
    cli,
    'status',
    'show lag, tasks and readers, and what the next tick would do and why; changes nothing',
  );
}

export function reconcileCommand(cli: Cli): Command {
  return tickCommand(
    cli,
    'reconcile',
    'run one tick now, as the schedule does: observe, decide, and make at most one change',
  );
}

function tickCommand({ context, run }: Cli, action: 'status' | 'reconcile', description: string): Command {
  const command = new Command(action).description(description);
  return withPlace(command).action((options: PlaceOptions) => {
    const place = placeOf(command, options, context);
    return run(options.output, async () => {
      const controller = await context.openController(place);
      try {
        const report = await sendWhenFree(context, controller, { action });
        showResult(context, { action, report, format: options.output });
        return EXIT.done;
      } finally {
        controller.close();
      }
    });
  });
}
