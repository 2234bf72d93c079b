import { StopTaskCommand, UpdateServiceCommand, type UpdateServiceCommandInput } from '@aws-sdk/client-ecs';
import { DeleteParameterCommand, PutParameterCommand } from '@aws-sdk/client-ssm';
import { ecsClient, ssmClient } from '../../local/world/processing-tier';
import { CLUSTER, type Pipeline } from '../world/pipeline';
import { anyOffset } from './stored-config';

/** What people do in a round, and therefore what Spillway has to respect. */
export class People {
  /** The service has desiredCount 0 because a person set it in ECS. */
  stopped = false;
  /** The number that a person set, until they hand scaling back. */
  count: { value: number; setAtMs: number } | undefined;
  /** Texts of the live config that are in order now, whatever their `initial_offset`. */
  readonly configs = new Set<string>();
  /** The config that people want. */
  wantedConfig: string;
  /** When partitions, commits or logs were last changed from outside. */
  changedKafkaAtMs = Number.NEGATIVE_INFINITY;
  /** The ids of spans that outside events took away, or that somebody gave up. */
  readonly givenUp = new Set<string>();

  constructor(
    private readonly pipeline: Pipeline,
    deployedConfig: string,
  ) {
    this.wantedConfig = deployedConfig;
    this.configs.add(anyOffset(deployedConfig));
  }

  async updateService(change: Omit<UpdateServiceCommandInput, 'cluster' | 'service'>): Promise<void> {
    const client = ecsClient(this.pipeline);
    try {
      await client.send(
        new UpdateServiceCommand({ cluster: CLUSTER, service: this.pipeline.spec.name, ...change }),
      );
    } finally {
      client.destroy();
    }
  }

  /** Stops the service in ECS, not by command. */
  async stopService(): Promise<void> {
    this.stopped = true;
    await this.updateService({ desiredCount: 0 });
    // During a stop of Spillway's own, a 0 looks the same: design note 20.
    const debt = this.pipeline.world.aws.truth.parameter(`${this.pipeline.prefix}/debt`);
    if (debt === undefined) this.count = { value: 0, setAtMs: Date.now() };
  }

  async startService(desiredCount: number): Promise<void> {
    this.count = undefined;
    await this.updateService({ desiredCount });
    this.stopped = false;
  }

  async stopTask(id: string): Promise<void> {
    const client = ecsClient(this.pipeline);
    try {
      await client.send(new StopTaskCommand({ cluster: CLUSTER, task: id, reason: 'chaos' }));
    } finally {
      client.destroy();
    }
  }

  /** Stores a config that people want from now on. */
  async storeConfig(text: string): Promise<void> {
    this.configs.add(anyOffset(text));
    await this.put('config', text);
    this.wantedConfig = text;
  }

  async put(name: string, value: string): Promise<void> {
    const client = ssmClient(this.pipeline);
    try {
      await client.send(
        new PutParameterCommand({
          Name: `${this.pipeline.prefix}/${name}`,
          Value: value,
          Type: 'String',
          Overwrite: true,
          Tier: 'Intelligent-Tiering',
        }),
      );
    } finally {
      client.destroy();
    }
  }

  async remove(name: string): Promise<void> {
    const client = ssmClient(this.pipeline);
    try {
      await client.send(new DeleteParameterCommand({ Name: `${this.pipeline.prefix}/${name}` }));
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'ParameterNotFound') throw error;
    } finally {
      client.destroy();
    }
  }
}
