import { ByteReader } from './byte-reader';
import { ByteWriter } from './byte-writer';
import type { OwnCodec } from './own-codec';

/**
 * ListGroups with the kind of each group, since Kafka 3.8. The version is flexible, so its headers end with tagged
 * fields. kafkajs's headers lack these, so both bodies here start with them.
 */
export const listGroupsV5: OwnCodec<'ListGroups'> = {
  apiKey: 16,
  apiVersion: 5,

  encode: () =>
    new ByteWriter()
      .noTags()
      .uvarint(1) // groups in any state
      .uvarint(1) // groups of any kind
      .noTags()
      .toBuffer(),

  decode(response) {
    const reader = new ByteReader(response);
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
