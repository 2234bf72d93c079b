import { Command } from 'commander';
import type { Cli } from './cli';
import { operationCommand } from './operation-command';
import { type ScopeOptions, scopeOf, withScope } from './options';

/** `spillway rewind`: read again. */
export function rewindCommand(cli: Cli): Command {
  const command = new Command('rewind')
    .description('move commits back, so that records are read again; tasks stop for it')
    .requiredOption(
      '--to <target>',
      'earliest, a time (2026-11-24T10:00:00Z), how long ago (15m), or an offset',
    );
  return operationCommand(cli, withScope(command), (options: ScopeOptions & { to: string }) => ({
    action: 'rewind',
    to: options.to,
    ...scopeOf(options),
  }));
}
