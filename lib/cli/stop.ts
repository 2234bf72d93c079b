import { Command } from 'commander';
import { SpillwayError } from '../errors';
import { question, textBlock, textLine } from '../output';
import type { Cli } from './cli';
import { CommandEnd, EXIT } from './exit-code';
import { type PlaceOptions, placeOf, withPlace } from './options';

/** All consequences, because in an emergency an operator has no time to look them up. */
const CONSEQUENCES = [
  'spillway stop sets desiredCount to 0 now and keeps it there. Spillway starts no task until spillway resume.',
  'Until then nothing is read. Kafka keeps the records only as long as the retention of their topics.',
  'Data that the tasks have read is lost if the backend refuses it during the shutdown.',
  'A rewind, skip, repair or drain in progress is given up.',
].join('\n');

interface StopOptions extends PlaceOptions {
  dryRun: boolean;
  yes: boolean;
}

/** `spillway stop`: the emergency stop. It contacts the controller once and does not need Kafka. */
export function stopCommand({ context, run }: Cli): Command {
  const command = new Command('stop')
    .description(
      'emergency stop: stop all tasks now, and keep them stopped until resume; works without Kafka',
    )
    .addHelpText('after', `\n${CONSEQUENCES}`);
  return withPlace(command)
    .option('--dry-run', 'show what the command would do, and change nothing', false)
    .option('-y, --yes', 'do not ask for confirmation', false)
    .action((options: StopOptions) => {
      const place = placeOf(command, options, context);
      const format = options.output;
      const consent = options.dryRun ? 'dry-run' : 'yes';
      return run(format, async () => {
        if (!options.dryRun && !options.yes && !(await confirmed())) {
          context.stderr.write(textLine('Nothing was changed.'));
          return EXIT.refused;
        }
        const { operate }: typeof import('./operate') = require('./operate');
        return operate(context, { action: 'stop' }, { place, format, consent, until: 'accepted' });
      });
    });

  /** Asks before anything is contacted, because a preview might wait for a Kafka that does not respond. */
  async function confirmed(): Promise<boolean> {
    if (!context.interactive) throw new CommandEnd(EXIT.usage, consentMissing());
    context.stderr.write(textBlock(CONSEQUENCES));
    return context.confirm(question('Stop all tasks now? [y/N] '));
  }
}

function consentMissing(): SpillwayError {
  return new SpillwayError(
    'CONSENT_MISSING',
    'stop needs confirmation, but there is no terminal to ask on. Nothing was contacted.',
    'Add --yes to stop them now.',
  );
}
