import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { ByteWriter } from '../../../../lib/adapters/kafka/codec/byte-writer';
import { rawBroker } from '../../../../lib/adapters/kafka/kafkajs-internals';

const METADATA = 3;
const API_VERSIONS = 18;

/** A broker that has Metadata up to a version, and answers it with one topic. */
async function startOldBroker(
  maxMetadata: number,
): Promise<{ port: number; asked: number[]; close(): void }> {
  const asked: number[] = [];
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('data', (frame) => {
      const apiKey = frame.readInt16BE(4);
      const version = frame.readInt16BE(6);
      const body = new ByteWriter().int32(frame.readInt32BE(8));
      if (apiKey === API_VERSIONS) apiVersions(body, maxMetadata);
      else {
        asked.push(version);
        metadataV6(body);
      }
      const bytes = body.toBuffer();
      socket.write(new ByteWriter().int32(bytes.length).raw(bytes).toBuffer());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

function apiVersions(body: ByteWriter, maxMetadata: number): void {
  body.int16(0).array([METADATA], (key) => body.int16(key).int16(0).int16(maxMetadata));
  body.int32(0);
}

function metadataV6(body: ByteWriter): void {
  body.int32(0);
  body.array([1], (nodeId) => body.int32(nodeId).string('h').int32(9_092).int16(-1));
  body.int16(-1).int32(1); // no cluster id; the controller
  body.array(['spans'], (topic) => body.int16(0).string(topic).boolean(false).int32(0));
}

describe('rawBroker', () => {
  let close: () => void = () => {};
  afterEach(() => close());

  async function connected(maxMetadata: number) {
    const old = await startOldBroker(maxMetadata);
    const broker = rawBroker({
      ...{ host: '127.0.0.1', port: old.port, clientId: 'test', sasl: undefined },
      ...{ connectTimeoutMs: 2_000, requestTimeoutMs: 2_000 },
      socketFactory: ({ host, port, onConnect }) => connect({ host, port }, onConnect),
    });
    close = old.close;
    await broker.connect();
    return { broker, asked: old.asked };
  }

  it('uses the old request for a broker without topic ids, for all topics too', async () => {
    const { broker, asked } = await connected(9);

    const answer = await broker.send('Metadata', { topics: 'all', allowAutoTopicCreation: false }, 2_000);

    expect(asked).toEqual([6]);
    expect(answer.topicMetadata).toMatchObject([{ topic: 'spans', topicErrorCode: 0, isInternal: false }]);
    expect(answer.topicMetadata[0]).not.toHaveProperty('topicId');
    expect(answer.controllerId).toBe(1);
  });

  it('requests topic ids if the broker supports them', async () => {
    const { broker, asked } = await connected(13);

    // This broker responds with version 6 anyway, which must not be read as version 10.
    const answer = broker.send('Metadata', { topics: ['spans'], allowAutoTopicCreation: false }, 2_000);

    await expect(answer).rejects.toBeInstanceOf(RangeError);
    expect(asked).toEqual([10]);
  });

  it('reports an unsupported request instead of guessing', async () => {
    const { broker } = await connected(9);

    const answer = broker.send('Fetch', { maxBytes: 1, topics: [] }, 2_000);

    await expect(answer).rejects.toThrow('the broker does not support version 10 of Fetch');
  });
});
