import { createCluster } from '../../../../../lib/adapters/kafka/cluster';
import { ByteWriter } from '../../../../../lib/adapters/kafka/protocol/byte-writer';
import type { KafkaCluster } from '../../../../../lib/adapters/kafka/wire';
import { kafkaConnection } from '../../../../_helpers/kafka/broker';
import {
  API_VERSIONS,
  type ScriptedBroker,
  startScriptedBroker,
  supports,
} from '../../../../_helpers/kafka/scripted-broker';

const METADATA = 3;

/** Metadata, version 7, whatever was asked for. */
function metadataV7(): Buffer {
  const body = new ByteWriter().int32(0);
  body.array([1], (nodeId) => body.int32(nodeId).string('h').int32(9_092).int16(-1));
  body.int16(-1).int32(1); // no cluster id; the controller
  body.array(['spans'], (topic) => body.int16(0).string(topic).boolean(false).int32(0));
  return Buffer.from(body.toBuffer());
}

describe('a broker of another version', () => {
  let broker: ScriptedBroker;
  let cluster: KafkaCluster;

  afterEach(async () => {
    await cluster.close();
    await broker.close();
  });

  async function connected(newestMetadata: number) {
    broker = await startScriptedBroker(({ apiKey }) =>
      apiKey === API_VERSIONS ? supports({ [METADATA]: [0, newestMetadata] }) : metadataV7(),
    );
    cluster = createCluster({ connection: kafkaConnection(`127.0.0.1:${broker.port}`) });
    return cluster.seed();
  }

  it('gets the newest version that both sides support', async () => {
    const node = await connected(7);

    const answer = await node.send('Metadata', { topics: 'all' });

    expect(broker.asked).toEqual(['18 v0', '3 v7']);
    expect(answer.topics).toMatchObject([{ topic: 'spans', errorCode: 0, isInternal: false }]);
    expect(answer.topics[0]).not.toHaveProperty('topicId');
    expect(answer.controllerId).toBe(1);
  });

  it('whose response is of another version is not believed', async () => {
    const node = await connected(13);

    // This broker responds with version 7 anyway, which must not be read as version 10.
    await expect(node.send('Metadata', { topics: ['spans'] })).rejects.toMatchObject({
      code: 'KAFKA_BAD_ANSWER',
    });
    expect(broker.asked).toEqual(['18 v0', '3 v10']);
  });

  it.each([
    ['is too old for a request', 6, 'the broker does not support versions 7 to 10 of Metadata'],
    ['does not have a request', -1, 'the broker does not support versions 7 to 10 of Metadata'],
  ])('that %s gets none', async (_how, newest, said) => {
    const node = await connected(newest);

    await expect(node.send('Metadata', { topics: 'all' })).rejects.toMatchObject({
      ...{ code: 'KAFKA_REQUEST_FAILED', message: expect.stringContaining(said) },
    });
    expect(broker.asked).toEqual(['18 v0']);
  });
});
