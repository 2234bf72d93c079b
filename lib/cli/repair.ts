import { Command } from 'commander';
import type { Cli } from './cli';
import { operationCommand } from './operation-command';
import {
  type QueueLossOptions,
  queueLossOf,
  type ScopeOptions,
  scopeOf,
  withQueueLoss,
  withScope,
} from './options';

/** `spillway repair`: what latest may have skipped. */
export function repairCommand(cli: Cli): Command {
  const command = new Command('repair').description(
    'read again what latest may have skipped: commits go back, and all tasks stop once for it; with --topic, that topic from its log start',
  );
  return operationCommand(
    cli,
    withQueueLoss(withScope(command)),
    (options: ScopeOptions & QueueLossOptions) => ({
      action: 'repair',
      ...scopeOf(options),
      ...queueLossOf(options),
    }),
  );
}
