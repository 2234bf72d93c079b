import { advice, type Finding, fault, ok } from './finding';
import { PINNED_REQUESTS, type PinnedRequest, pinnedVersions } from './pinned-versions';
import type { ProbeNode } from './ports';
import type { Client, Connection } from './target';

const CONSUMER: readonly PinnedRequest[] = [
  'Metadata',
  'FindCoordinator',
  'JoinGroup',
  'SyncGroup',
  'Heartbeat',
  'OffsetFetch',
  'ListOffsets',
  'Fetch',
  'OffsetCommit',
];
const PRODUCER: readonly PinnedRequest[] = ['Metadata', 'Produce'];

/** Judges whether the broker supports the requests of a client that is pinned to a Kafka release. */
export function judgeProtocolVersion(
  client: Client,
  { login }: Pick<Connection, 'login'>,
  broker: Pick<ProbeNode, 'versions' | 'address'>,
): Finding {
  const { protocolVersion, who } = client;
  const check = 'protocol_version';
  if (protocolVersion === undefined) return ok(check, who, 'not set: client and broker negotiate');
  const pinned = pinnedVersions(protocolVersion);
  if (!pinned) return fault(check, 'PROTOCOL_VERSION_UNKNOWN', who, `"${protocolVersion}"`);
  const needed = new Set([
    ...(client.reads ? CONSUMER : []),
    ...(client.writes ? PRODUCER : []),
    ...(client.writes?.acks === 'all' ? ['InitProducerId'] : []),
    ...(login.mechanism === 'none' ? [] : ['SaslHandshake', 'SaslAuthenticate']),
  ]);
  const tooNew: string[] = [];
  const tooOld: string[] = [];
  for (const { name, apiKey } of PINNED_REQUESTS) {
    const version = pinned.get(name) ?? -1;
    const range = broker.versions.get(apiKey);
    if (!needed.has(name) || !range) continue;
    if (version > range.max) tooNew.push(`${name} ${version} > ${range.max}`);
    else if (version < range.min) tooOld.push(`${name} ${version < 0 ? 'none' : version} < ${range.min}`);
  }
  if (tooNew.length > 0) {
    return fault(check, 'PROTOCOL_VERSION_TOO_NEW', who, `${protocolVersion}: ${tooNew.join(', ')}`);
  }
  if (tooOld.length > 0) {
    return fault(check, 'PROTOCOL_VERSION_TOO_OLD', who, `${protocolVersion}: ${tooOld.join(', ')}`);
  }
  return advice(check, 'PROTOCOL_VERSION_PINNED', who, `${protocolVersion} works, and need not be pinned`);
}
