import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { type BrokerProxy, startBrokerProxy } from '../../../chaos/world/broker-proxy';

/** Answers with what it gets. */
let server: Server;
let proxy: BrokerProxy;
const open: Socket[] = [];

beforeEach(async () => {
  server = createServer((socket) => socket.on('error', () => {}).pipe(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  proxy = await startBrokerProxy();
  proxy.forwardTo((server.address() as AddressInfo).port);
});

afterEach(async () => {
  for (const socket of open.splice(0)) socket.destroy();
  await proxy.close();
  server.close();
});

interface Client {
  send(text: string): void;
  /** What it gets within this time, or that its connection ended. */
  gets(withinMs: number): Promise<string>;
}

async function client(): Promise<Client> {
  const socket = connect({ host: '127.0.0.1', port: proxy.port });
  open.push(socket);
  let received = '';
  let ended = false;
  socket.on('data', (chunk) => {
    received += String(chunk);
  });
  socket.on('error', () => {});
  socket.on('close', () => {
    ended = true;
  });
  await new Promise<void>((resolve) => {
    socket.once('connect', () => resolve());
    socket.once('close', () => resolve());
  });
  return {
    send: (text) => void socket.write(text),
    async gets(withinMs) {
      const untilMs = performance.now() + withinMs;
      while (received === '' && !ended && performance.now() < untilMs)
        await new Promise((resolve) => setTimeout(resolve, 5));
      const got = received;
      received = '';
      return ended && got === '' ? 'closed' : got;
    },
  };
}

it('forwards both ways', async () => {
  const one = await client();
  one.send('hello');
  expect(await one.gets(5_000)).toBe('hello');
});

it('delays each direction, and keeps the order when the delay ends', async () => {
  const one = await client();
  proxy.setMood({ kind: 'slow', delayMs: 150 });
  const startedMs = performance.now();
  one.send('slow');
  expect(await one.gets(5_000)).toBe('slow');
  expect(performance.now() - startedMs).toBeGreaterThanOrEqual(290);

  one.send('first ');
  await new Promise((resolve) => setTimeout(resolve, 20));
  proxy.setMood({ kind: 'normal' });
  one.send('second');
  let all = '';
  while (all.length < 'first second'.length) all += await one.gets(5_000);
  expect(all).toBe('first second');
});

it('a black hole keeps connections open and swallows all; its connections end with it', async () => {
  const one = await client();
  proxy.setMood({ kind: 'black-hole' });
  const another = await client();
  one.send('lost');
  another.send('lost, too');
  expect([await one.gets(200), await another.gets(200)]).toEqual(['', '']);

  proxy.setMood({ kind: 'normal' });
  expect(await one.gets(5_000)).toBe('closed');
  const third = await client();
  third.send('through');
  expect(await third.gets(5_000)).toBe('through');
});

it('refuses: resets open connections, and new ones', async () => {
  const one = await client();
  proxy.setMood({ kind: 'refuse' });
  expect(await one.gets(5_000)).toBe('closed');
  expect(await (await client()).gets(5_000)).toBe('closed');
});

it('half-open: the client learns nothing, and what it sends is counted', async () => {
  const one = await client();
  one.send('hello');
  await one.gets(5_000);
  const cut = proxy.halfOpen();
  expect([cut.connections, cut.bytesLost()]).toEqual([1, 0]);
  one.send('lost');
  expect(await one.gets(200)).toBe('');
  expect(cut.bytesLost()).toBe(4);

  const another = await client();
  another.send('through');
  expect(await another.gets(5_000)).toBe('through');
});
