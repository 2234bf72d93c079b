import { createPartitions } from './create-partitions';
import { describeConfigs } from './describe-configs';
import { describeGroups } from './describe-groups';
import { describeLogDirs } from './describe-log-dirs';
import { fetch } from './fetch';
import { findCoordinator } from './find-coordinator';
import { joinGroup } from './join-group';
import { leaveGroup } from './leave-group';
import { listGroups } from './list-groups';
import { listOffsets } from './list-offsets';
import { metadata } from './metadata';
import { offsetCommit } from './offset-commit';
import { offsetFetch } from './offset-fetch';
import type { RequestCodec } from './request-codec';
import { syncGroup } from './sync-group';

/** The requests that Spillway sends once it is connected. An error code in a response stays a value. */
export const REQUESTS = {
  Metadata: metadata,
  FindCoordinator: findCoordinator,
  DescribeGroups: describeGroups,
  ListGroups: listGroups,
  OffsetFetch: offsetFetch,
  ListOffsets: listOffsets,
  Fetch: fetch,
  DescribeConfigs: describeConfigs,
  DescribeLogDirs: describeLogDirs,
  OffsetCommit: offsetCommit,
  JoinGroup: joinGroup,
  SyncGroup: syncGroup,
  LeaveGroup: leaveGroup,
  CreatePartitions: createPartitions,
} as const;

export type KafkaRequestName = keyof typeof REQUESTS;

type Codecs = typeof REQUESTS;

/** Request and response of each, by name. */
export type KafkaRequests = {
  [K in KafkaRequestName]: Codecs[K] extends RequestCodec<infer Request, infer Response>
    ? { request: Request; response: Response }
    : never;
};
