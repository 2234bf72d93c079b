import type { GroupView } from '../../../../doctor/ports';
import { ByteReader } from '../../codec/byte-reader';
import { ByteWriter } from '../../codec/byte-writer';
import { operationsOf } from '../operations';
import type { ProbeCodec } from './probe-codec';

const GROUP = 0;

export const findCoordinatorV2: ProbeCodec<
  { groupId: string },
  { errorCode: number; nodeId: number; host: string; port: number }
> = {
  apiKey: 10,
  apiVersion: 2,
  name: 'FindCoordinator',
  encode: ({ groupId }) => new ByteWriter().string(groupId).int8(GROUP).toBuffer(),
  decode(answer) {
    const reader = new ByteReader(answer);
    reader.int32(); // throttle time
    const errorCode = reader.int16();
    reader.nullableString();
    const found = { errorCode, nodeId: reader.int32(), host: reader.string(), port: reader.int32() };
    reader.end();
    return found;
  },
};

/** A group with authorised operations. Version 4 exists since Kafka 2.4 and is the last that is not flexible. */
export const describeGroupsV4: ProbeCodec<{ groupId: string }, GroupView> = {
  apiKey: 15,
  apiVersion: 4,
  name: 'DescribeGroups',
  encode({ groupId }) {
    const writer = new ByteWriter();
    return writer
      .array([groupId], (id) => writer.string(id))
      .boolean(true)
      .toBuffer();
  },
  decode(answer) {
    const reader = new ByteReader(answer);
    reader.int32(); // throttle time
    const [group] = reader.array(() => readGroup(reader));
    reader.end();
    if (!group) throw new RangeError('the response is empty');
    return group;
  },
};

function readGroup(reader: ByteReader): GroupView {
  const errorCode = reader.int16();
  reader.string(); // id
  const state = reader.string();
  const protocolType = reader.string();
  reader.string(); // the assignment strategy
  const members = reader.array(() => {
    const id = reader.string();
    reader.nullableString(); // instance id
    reader.string(); // client id
    reader.string(); // host
    reader.bytes(); // subscription
    reader.bytes(); // assignment
    return id;
  });
  return { errorCode, state, protocolType, members: members.length, rights: operationsOf(reader.int32()) };
}

/** The groups of one broker with their kind: `Classic`, `Consumer` (KIP-848), `Share`. Version 5 exists since Kafka 3.8. */
export const listGroupsV5: ProbeCodec<
  Record<string, never>,
  { errorCode: number; groups: { groupId: string; kind: string }[] }
> = {
  apiKey: 16,
  apiVersion: 5,
  name: 'ListGroups',
  encode: () =>
    new ByteWriter()
      .noTags()
      .uvarint(1) // groups in any state
      .uvarint(1) // groups of any kind
      .noTags()
      .toBuffer(),
  decode(answer) {
    const reader = new ByteReader(answer);
    reader.skipTags();
    reader.int32(); // throttle time
    const errorCode = reader.int16();
    const groups = reader.compactArray(() => {
      const groupId = reader.compactString();
      reader.compactString(); // protocol type
      reader.compactString(); // state
      const kind = reader.compactString();
      reader.skipTags();
      return { groupId, kind };
    });
    reader.skipTags();
    reader.end();
    return { errorCode, groups };
  },
};
