import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { ExchangeFailure, exchangeOver } from '../../../../../lib/adapters/kafka/connection/exchange';
import { apiVersions } from '../../../../../lib/adapters/kafka/protocol/api-versions';

const HEADER = 8;

/** An answer of no APIs, with its size and the correlation id before it. */
function answerTo(correlationId: number): Buffer {
  const frame = Buffer.alloc(4 + 4 + 2 + 4);
  frame.writeInt32BE(frame.length - 4, 0);
  frame.writeInt32BE(correlationId, 4);
  return frame;
}

describe('requests and responses on one connection', () => {
  let server: Server;
  let onRequest: (socket: Socket, request: Buffer) => void;
  const sockets = new Set<Socket>();

  beforeAll(async () => {
    server = createServer((socket) => {
      sockets.add(socket);
      socket.on('data', (request: Buffer) => onRequest(socket, request));
      socket.on('error', () => {});
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });

  async function ask(timeoutMs = 5_000) {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    await new Promise((resolve) => socket.once('connect', resolve));
    const exchange = exchangeOver(socket, { clientId: 'doctor', timeoutMs });
    try {
      return await exchange.ask(apiVersions, {});
    } catch (error) {
      return error instanceof ExchangeFailure ? error.kind : error;
    } finally {
      exchange.close();
    }
  }

  it('carry api key, version and client id', async () => {
    let request: Buffer = Buffer.alloc(0);
    onRequest = (socket, bytes) => {
      request = bytes;
      socket.write(answerTo(1));
    };

    expect(await ask()).toEqual({ errorCode: 0, apis: [] });

    expect(request.readInt32BE(0)).toBe(request.length - 4);
    expect([request.readInt16BE(4), request.readInt16BE(6), request.readInt32BE(HEADER)]).toEqual([18, 0, 1]);
    expect(request.subarray(14).toString()).toBe('doctor');
  });

  it('accept a response that arrives in pieces', async () => {
    onRequest = (socket) => {
      const answer = answerTo(1);
      socket.write(answer.subarray(0, 3));
      setImmediate(() => socket.write(answer.subarray(3)));
    };

    expect(await ask()).toEqual({ errorCode: 0, apis: [] });
  });

  it.each([
    ['hangs up', 'closed', (socket: Socket) => socket.destroy()],
    [
      'answers with a TLS alert',
      'speaks-tls',
      (socket: Socket) => socket.write(Buffer.from('15030300020250', 'hex')),
    ],
    ['speaks HTTP', 'garbled', (socket: Socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n')],
    [
      'sends an answer that ends too early',
      'garbled',
      (socket: Socket) => socket.write(Buffer.from('00000005' + '00000001' + '00', 'hex')),
    ],
    ['sends four zero bytes', 'garbled', (socket: Socket) => socket.write(Buffer.alloc(4))],
    ['claims 2 GB', 'garbled', (socket: Socket) => socket.write(Buffer.from('7fffffff', 'hex'))],
    ['answers another request', 'garbled', (socket: Socket) => socket.write(answerTo(2))],
    [
      'claims more APIs than it sends',
      'garbled',
      (socket: Socket) => socket.write(Buffer.from('0000000a' + '00000001' + '0000' + '02000000', 'hex')),
    ],
  ])('report a peer that %s', async (_title, kind, reaction) => {
    onRequest = reaction;

    expect(await ask()).toBe(kind);
  });

  it('report a peer that does not respond', async () => {
    onRequest = () => {};

    expect(await ask(50)).toBe('silent');
  });
});
