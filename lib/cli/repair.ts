import { Command } from 'commander';
import type { Cli } from './cli';
import { operationCommand } from './operation-command';
import { type ScopeOptions, scopeOf, withScope } from './options';

/** `spillway repair`: what latest may have skipped. */
export function repairCommand(cli: Cli): Command {
  const command = new Command('repair').description(
    'set partitions that may have met latest without a commit back to their log start; tasks stop for it',
  );
  return operationCommand(cli, withScope(command), (options: ScopeOptions) => ({
    action: 'repair',
    ...scopeOf(options),
  }));
}
