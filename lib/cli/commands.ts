import type { Command } from 'commander';
import type { Cli } from './cli';

/** Gives the maker of a command. */
type Load = () => (cli: Cli) => Command;

/**
 * All commands by name, in the order of the help. Each module is loaded by `require` when it is asked for: together
 * with the AWS SDK, kafkajs and zod they take longer to load than a configuration to lint.
 */
export const COMMANDS: ReadonlyMap<string, Load> = new Map<string, Load>([
  ['validate', () => (require('./validate') as typeof import('./validate')).validateCommand],
  ['render', () => (require('./render') as typeof import('./render')).renderCommand],
  ['lint', () => (require('./lint') as typeof import('./lint')).lintCommand],
  ['doctor', () => (require('./doctor') as typeof import('./doctor')).doctorCommand],
  ['explain', () => (require('./explain') as typeof import('./explain')).explainCommand],
  ['status', () => (require('./status') as typeof import('./status')).statusCommand],
  ['reconcile', () => (require('./reconcile') as typeof import('./reconcile')).reconcileCommand],
  ['drain', () => (require('./drain') as typeof import('./drain')).drainCommand],
  ['rewind', () => (require('./rewind') as typeof import('./rewind')).rewindCommand],
  ['skip', () => (require('./skip') as typeof import('./skip')).skipCommand],
  ['repair', () => (require('./repair') as typeof import('./repair')).repairCommand],
  ['expand', () => (require('./expand') as typeof import('./expand')).expandCommand],
  ['pause', () => (require('./pause') as typeof import('./pause')).pauseCommand],
  ['resume', () => (require('./resume') as typeof import('./resume')).resumeCommand],
  ['cancel', () => (require('./cancel') as typeof import('./cancel')).cancelCommand],
]);
