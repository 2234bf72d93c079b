import type { OccasionalRight } from './right';

/** What the rights of the config's custom resource are on, as ARNs; in the docs, as words. */
export interface ConfigResources {
  /** A parameter below the pipeline's prefix: `config`, `epoch/*`. */
  parameter(name: string): string;
  readonly logStreams: string;
}

/**
 * Every right that the role of the config's custom resource can have. It never contacts Kafka or ECS. `remove`: only where
 * the stack's deletion removes the config.
 */
export const CONFIG_RIGHTS: readonly OccasionalRight<ConfigResources, 'always' | 'remove'>[] = [
  {
    sid: 'WriteLog',
    given: 'always',
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: ({ logStreams }) => [logStreams],
    why: 'What a deployment did to the config. The log group itself is made by the stack.',
  },
  {
    sid: 'ReadConfig',
    given: 'always',
    actions: ['ssm:GetParameters'],
    resources: ({ parameter }) => ['config', 'state', 'debt'].map(parameter),
    // The debt also for a pipeline that acts: in the deployment that switches to observe it is too late to be given a right.
    why: 'The offset in force; whether a config that is there before is one that Spillway left; whether tasks are stopped that mode: observe would not start again.',
  },
  {
    sid: 'StoreConfig',
    given: 'always',
    actions: ['ssm:PutParameter'],
    resources: ({ parameter }) => [parameter('config')],
    why: 'The new template on the offset in force.',
  },
  {
    sid: 'FindEpochs',
    given: 'remove',
    actions: ['ssm:GetParametersByPath'],
    resources: ({ parameter }) => [parameter('epoch')],
    why: 'Claims that dead ticks left behind: their names hold version numbers.',
  },
  {
    sid: 'RemoveParameters',
    given: 'remove',
    actions: ['ssm:DeleteParameter'],
    resources: ({ parameter }) => ['config', 'state', 'coverage', 'debt', 'hold', 'epoch/*'].map(parameter),
    why: 'The deletion of the stack. Names of epochs are known only by then.',
  },
];
