import type { OccasionalRight } from './right';

/** The resources of these permissions: ARNs; in the docs, words. */
export interface ConfigResources {
  /** A parameter below the pipeline's prefix: `config`, `epoch/*`. */
  parameter(name: string): string;
  readonly logStreams: string;
}

/**
 * All permissions that the role of the configuration's custom resource can have. It contacts neither Kafka nor ECS.
 * Permissions with `remove` exist only if deleting the stack removes the configuration.
 */
export const CONFIG_RIGHTS: readonly OccasionalRight<ConfigResources, 'always' | 'remove'>[] = [
  {
    sid: 'WriteLog',
    given: 'always',
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: ({ logStreams }) => [logStreams],
    why: 'Logs what a deployment did to the configuration. The stack creates the log group.',
  },
  {
    sid: 'ReadConfig',
    given: 'always',
    actions: ['ssm:GetParameters'],
    resources: ({ parameter }) => ['config', 'state', 'debt'].map(parameter),
    // The debt is included with mode act too, because the deployment that switches to observe would get the permission
    // too late.
    why: 'Reads the current offset, whether Spillway created an existing configuration, and whether tasks are stopped that mode observe would not start again.',
  },
  {
    sid: 'StoreConfig',
    given: 'always',
    actions: ['ssm:PutParameter'],
    resources: ({ parameter }) => [parameter('config')],
    why: 'Stores the new template with the current offset.',
  },
  {
    sid: 'FindEpochs',
    given: 'remove',
    actions: ['ssm:GetParametersByPath'],
    resources: ({ parameter }) => [parameter('epoch')],
    why: 'Finds claims of ticks that died. Their names contain version numbers.',
  },
  {
    sid: 'RemoveParameters',
    given: 'remove',
    actions: ['ssm:DeleteParameter'],
    resources: ({ parameter }) => ['config', 'state', 'coverage', 'debt', 'hold', 'epoch/*'].map(parameter),
    why: 'Removes the parameters with the stack. The names of claims are not known before.',
  },
];
