import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { openTls, type TlsOutcome } from '../../../../../lib/adapters/kafka/probe/open-tls';
import type { TlsSettings } from '../../../../../lib/doctor/target';

let server: Server;
const arrived = new Set<Socket>();

/** Opens TLS to a port that does this with a connection once the handshake has begun. */
async function handshake(
  answer: (socket: Socket, tcp: Socket) => void,
  settings: Partial<TlsSettings> = {},
): Promise<{ outcome: TlsOutcome; tcp: Socket }> {
  server = createServer((socket) => {
    arrived.add(socket);
    socket.on('error', () => {});
    socket.once('data', () => answer(socket, tcp));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const tcp = connect((server.address() as AddressInfo).port, '127.0.0.1');
  await new Promise((resolve) => tcp.once('connect', resolve));
  return { tcp, outcome: await openTls(tcp, '127.0.0.1', { verify: 'full', ...settings }, 2_000) };
}

afterEach(async () => {
  for (const socket of arrived) socket.destroy();
  arrived.clear();
  await new Promise((resolve) => server.close(resolve));
});

describe('a TLS handshake', () => {
  it.each<[string, (socket: Socket) => void, object]>([
    [
      'that is closed',
      (socket) => socket.end(),
      { kind: 'not-spoken', said: 'closed the connection during the handshake' },
    ],
    [
      'that is reset',
      (socket) => socket.resetAndDestroy(),
      { kind: 'not-spoken', said: 'closed the connection during the handshake' },
    ],
    [
      'that is answered in something else',
      (socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'),
      { kind: 'not-spoken', said: 'the port does not respond in TLS' },
    ],
    ['that is not answered', () => {}, { kind: 'not-spoken', said: 'no response to the handshake' }],
    [
      // Alert 40, as a server without a common cipher sends it.
      'that is refused',
      (socket) => socket.write(Buffer.from([21, 3, 3, 0, 2, 2, 40])),
      { kind: 'alert', said: 'handshake failure' },
    ],
  ])('%s says so', async (_name, answer, problem) => {
    const { outcome, tcp } = await handshake(answer);

    expect(outcome).toEqual({ ok: false, problem });
    expect(tcp.destroyed).toBe(true);
  });

  it('that Spillway closes itself ends at once, not after the timeout', async () => {
    const { outcome } = await handshake((_socket, tcp) => tcp.destroy());

    expect(outcome).toEqual({
      ok: false,
      problem: { kind: 'not-spoken', said: 'closed the connection during the handshake' },
    });
  });

  it('with a certificate that is not one sends nothing', async () => {
    const { outcome, tcp } = await handshake(() => {}, { certificate: 'no PEM', key: 'no PEM' });

    expect(outcome).toMatchObject({ ok: false, problem: { kind: 'bad-settings' } });
    expect(tcp.bytesWritten).toBe(0);
  });
});
