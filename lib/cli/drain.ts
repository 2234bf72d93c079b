import { Command } from 'commander';
import type { Cli } from './cli';
import { operationCommand } from './operation-command';

/** `spillway drain`: drain the backlog, then store latest. */
export function drainCommand(cli: Cli): Command {
  const command = new Command('drain').description(
    'drain the backlog with one task per partition, then flip to latest and settle; stops nothing',
  );
  return operationCommand(cli, command, () => ({ action: 'drain' }));
}
