import type { Command } from 'commander';
import { askPatiently } from './ask-patiently';
import type { Cli } from './cli';
import { EXIT } from './exit-code';
import { formatOf, type PlaceOptions, placeOf } from './options';
import { showResult } from './show';

/** Asks for one look or tick, and prints what came of it. */
export async function oneTick(
  { context, run }: Cli,
  command: Command,
  action: 'status' | 'reconcile',
  options: PlaceOptions,
): Promise<void> {
  const place = placeOf(command, options);
  const format = formatOf(options);
  await run(format, async () => {
    const controller = await context.openController(place);
    try {
      showResult(context, await askPatiently(context, controller, { action }), format);
      return EXIT.done;
    } finally {
      controller.close();
    }
  });
}
