import { MEBIBYTE, type RequestCodec } from './request-codec';

/*
 * ListGroups, versions 2 (Kafka 2.0) to 5 (Kafka 3.8). Since 3 flexible, since 4 with states, since 5 with the kind.
 *
 *   request  = [state:string](4) [kind:string](5)
 *   response = throttle:int32 error:int16 [group:string protocolType:string state:string(4) kind:string(5)]
 */

export interface ListedGroup {
  /** Classic, Consumer (KIP-848), Share or Streams, in upper or lower case; absent before version 5. */
  kind?: string;
}

const FLEXIBLE_SINCE = 3;
const STATE_SINCE = 4;
const KIND_SINCE = 5;
const GROUP_BYTES = 1 + 1;

/** Whether one broker lists a group, and its kind. Only this group is kept: a cluster may have tens of thousands. */
export const listGroups: RequestCodec<
  { groupId: string },
  { errorCode: number; group: ListedGroup | undefined }
> = {
  name: 'ListGroups',
  apiKey: 16,
  versions: { min: 2, max: KIND_SINCE },
  flexibleFrom: FLEXIBLE_SINCE,
  maxBytes: 64 * MEBIBYTE,

  encode(writer, _request, version) {
    if (version >= STATE_SINCE) writer.uvarint(1); // groups in any state
    if (version >= KIND_SINCE) writer.uvarint(1); // groups of any kind
    if (version >= FLEXIBLE_SINCE) writer.noTags();
  },

  decode(reader, version, { groupId }) {
    const flexible = version >= FLEXIBLE_SINCE;
    const text = () => (flexible ? reader.compactString() : reader.string());
    reader.int32(); // throttle time
    const errorCode = reader.int16();
    let group: ListedGroup | undefined;
    const count = flexible ? reader.compactCount(GROUP_BYTES) : reader.count(GROUP_BYTES);
    for (let each = 0; each < count; each += 1) {
      const id = text();
      text(); // protocol type
      if (version >= STATE_SINCE) text();
      const kind = version >= KIND_SINCE ? { kind: text() } : {};
      if (flexible) reader.skipTags();
      if (id === groupId) group = kind;
    }
    if (flexible) reader.skipTags();
    return { errorCode, group };
  },
};
