/** kafkajs's own codecs, to compare ours with. */

/** kafkajs's folder for each request that both have. */
const FOLDERS = {
  Metadata: 'metadata',
  FindCoordinator: 'findCoordinator',
  DescribeGroups: 'describeGroups',
  ListGroups: 'listGroups',
  OffsetFetch: 'offsetFetch',
  ListOffsets: 'listOffsets',
  DescribeConfigs: 'describeConfigs',
  OffsetCommit: 'offsetCommit',
  JoinGroup: 'joinGroup',
  SyncGroup: 'syncGroup',
  LeaveGroup: 'leaveGroup',
  CreatePartitions: 'createPartitions',
} as const;

export type SharedRequest = keyof typeof FOLDERS;

/** The body of a request as kafkajs writes it. */
export async function kafkajsRequest(name: SharedRequest, version: number, request: object): Promise<Buffer> {
  const build = require(`kafkajs/src/protocol/requests/${FOLDERS[name]}/v${version}/request`);
  return (await build(request).encode()).buffer;
}

/** A response as kafkajs reads it; `undefined` if it does not have the version. */
export async function kafkajsResponse(name: string, version: number, body: Buffer): Promise<unknown> {
  const folder = FOLDERS[name as SharedRequest];
  if (folder === undefined) return undefined;
  const file = `kafkajs/src/protocol/requests/${folder}/v${version}/response`;
  try {
    require.resolve(file);
  } catch {
    return undefined;
  }
  return require(file).decode(body);
}
