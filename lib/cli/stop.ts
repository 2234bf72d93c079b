import { Command } from 'commander';
import { SpillwayError } from '../errors';
import type { Cli } from './cli';
import { CommandEnd, EXIT } from './exit-code';
import { operate } from './operate';
import { formatOf, type PlaceOptions, placeOf, withPlace } from './options';

/** What it does, in full: whoever needs it has no time to look it up. */
const WHAT_IT_DOES = [
  'spillway stop sets desiredCount to 0 now, and keeps it there: Spillway starts nothing until spillway resume.',
  'Nothing is read meanwhile; Kafka keeps the records for as long as their retention.',
  'What the tasks have read and the backend refuses at shutdown is lost.',
  'A rewind, skip, repair or drain under way is given up.',
].join('\n');

interface StopOptions extends PlaceOptions {
  dryRun: boolean;
  yes: boolean;
}

/** `spillway stop`: the emergency stop. Contacts the controller once, and needs no Kafka. */
export function stopCommand({ context, run }: Cli): Command {
  const command = new Command('stop')
    .description('emergency stop: all tasks stop now, and stay stopped until resume; works without Kafka')
    .addHelpText('after', `\n${WHAT_IT_DOES}`);
  return withPlace(command)
    .option('--dry-run', 'only show what it would do', false)
    .option('-y, --yes', 'do not ask for confirmation', false)
    .action((options: StopOptions) => {
      const place = placeOf(command, options);
      const format = formatOf(options);
      const consent = options.dryRun ? 'dry-run' : 'yes';
      return run(format, async () => {
        if (!options.dryRun && !options.yes && !(await confirmed())) {
          context.stderr.write('nothing was changed\n');
          return EXIT.refused;
        }
        return operate(context, { action: 'stop' }, { place, format, consent, until: 'accepted' });
      });
    });

  /** Asks before anything is contacted: a look at a Kafka that does not answer would take its time. */
  async function confirmed(): Promise<boolean> {
    if (!context.interactive) throw new CommandEnd(EXIT.usage, consentMissing());
    context.stderr.write(`${WHAT_IT_DOES}\n`);
    return context.confirm('stop all tasks now? [y/N] ');
  }
}

function consentMissing(): SpillwayError {
  return new SpillwayError(
    'CONSENT_MISSING',
    'stop asks before it stops all tasks, and there is no terminal to ask on.',
    'Add --yes to stop them now. Nothing was contacted.',
  );
}
