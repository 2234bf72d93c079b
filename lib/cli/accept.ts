import { Command } from 'commander';
import type { Cli } from './cli';
import { operationCommand } from './operation-command';
import { type ScopeOptions, scopeOf, withScope } from './options';

/** `spillway accept`: the opposite of a repair. */
export function acceptCommand(cli: Cli): Command {
  const command = new Command('accept').description(
    'accept as lost what latest skipped, or may have skipped: it is not repaired any more',
  );
  return operationCommand(cli, withScope(command), (options: ScopeOptions) => ({
    action: 'accept',
    ...scopeOf(options),
  }));
}
