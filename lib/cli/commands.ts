import type { Command } from 'commander';
import type { Cli } from './cli';

/** Gives the maker of a command. */
type Load = () => (cli: Cli) => Command;

/**
 * All commands by name, in the order of the help. Each module is loaded by `require` when it is asked for: together
 * with the AWS SDK, kafkajs and zod they take longer to load than a configuration to lint.
 */
export const COMMANDS: ReadonlyMap<string, Load> = new Map<string, Load>([
  [
    'validate',
    () => {
      const { validateCommand }: typeof import('./validate') = require('./validate');
      return validateCommand;
    },
  ],
  [
    'render',
    () => {
      const { renderCommand }: typeof import('./render') = require('./render');
      return renderCommand;
    },
  ],
  [
    'lint',
    () => {
      const { lintCommand }: typeof import('./lint') = require('./lint');
      return lintCommand;
    },
  ],
  [
    'doctor',
    () => {
      const { doctorCommand }: typeof import('./doctor') = require('./doctor');
      return doctorCommand;
    },
  ],
  [
    'explain',
    () => {
      const { explainCommand }: typeof import('./explain') = require('./explain');
      return explainCommand;
    },
  ],
  [
    'status',
    () => {
      const { statusCommand }: typeof import('./status') = require('./status');
      return statusCommand;
    },
  ],
  [
    'reconcile',
    () => {
      const { reconcileCommand }: typeof import('./reconcile') = require('./reconcile');
      return reconcileCommand;
    },
  ],
  [
    'drain',
    () => {
      const { drainCommand }: typeof import('./drain') = require('./drain');
      return drainCommand;
    },
  ],
  [
    'rewind',
    () => {
      const { rewindCommand }: typeof import('./rewind') = require('./rewind');
      return rewindCommand;
    },
  ],
  [
    'skip',
    () => {
      const { skipCommand }: typeof import('./skip') = require('./skip');
      return skipCommand;
    },
  ],
  [
    'repair',
    () => {
      const { repairCommand }: typeof import('./repair') = require('./repair');
      return repairCommand;
    },
  ],
  [
    'expand',
    () => {
      const { expandCommand }: typeof import('./expand') = require('./expand');
      return expandCommand;
    },
  ],
  [
    'accept',
    () => {
      const { acceptCommand }: typeof import('./accept') = require('./accept');
      return acceptCommand;
    },
  ],
  [
    'stop',
    () => {
      const { stopCommand }: typeof import('./stop') = require('./stop');
      return stopCommand;
    },
  ],
  [
    'pause',
    () => {
      const { pauseCommand }: typeof import('./pause') = require('./pause');
      return pauseCommand;
    },
  ],
  [
    'resume',
    () => {
      const { resumeCommand }: typeof import('./resume') = require('./resume');
      return resumeCommand;
    },
  ],
  [
    'cancel',
    () => {
      const { cancelCommand }: typeof import('./cancel') = require('./cancel');
      return cancelCommand;
    },
  ],
]);
