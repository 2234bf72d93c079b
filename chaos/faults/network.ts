import { setTimeout as pause } from 'node:timers/promises';
import type { Draw } from '../draw';
import type { Round } from '../round/round';
import { becomesTrue } from '../until';
import { type BrokerProxy, inMood, type NetworkMood } from '../world/broker-proxy';
import { BROKERS } from '../world/chaos-world';
import { probeBroker } from '../world/probe';
import type { Fault } from './fault';

const SILENT_MS = 1_000;
const CLIENTS_SEND_MS = 10_000;

/** What happens to the network between the pipeline and one broker of three, or all of them. */
export const NETWORK_FAULTS: readonly Fault[] = [
  {
    kind: 'latency',
    what: 'each direction to a broker takes 150 to 700 ms longer',
    bites: 'the broker answers that much later through its proxy',
    run(round, draw) {
      const delayMs = draw.between(150, 700);
      return disturb(round, draw, { kind: 'slow', delayMs }, async ({ port }) => {
        const answer = await probeBroker(port, 5_000);
        return answer.kind === 'answered' && answer.ms >= 2 * delayMs - 20;
      });
    },
  },
  {
    kind: 'black-hole',
    what: 'connections to a broker stay open, and nothing gets through',
    bites: 'the broker is silent through its proxy',
    run: (round, draw) =>
      disturb(
        round,
        draw,
        { kind: 'black-hole' },
        async ({ port }) => (await probeBroker(port, SILENT_MS)).kind === 'silent',
      ),
  },
  {
    kind: 'connections-refused',
    what: 'connections to a broker are reset, and new ones, too',
    bites: 'the proxy closes a new connection',
    run: (round, draw) =>
      disturb(
        round,
        draw,
        { kind: 'refuse' },
        async ({ port }) => (await probeBroker(port, SILENT_MS)).kind === 'closed',
      ),
  },
  {
    kind: 'half-open',
    what: 'every connection to a broker is cut off from it, and its client learns nothing of that',
    bites: 'a client sends into a connection that is cut off',
    async run(round, draw) {
      const [proxy] = chosen(round, draw);
      const cut = proxy?.halfOpen();
      return cut ? becomesTrue(() => cut.connections > 0 && cut.bytesLost() > 0, CLIENTS_SEND_MS) : false;
    },
  },
];

function disturb(
  round: Round,
  draw: Draw,
  mood: NetworkMood,
  isSeen: (proxy: BrokerProxy) => Promise<boolean>,
): Promise<boolean> {
  const proxies = chosen(round, draw);
  const holdMs = draw.between(2_000, 6_000);
  return inMood(proxies, mood, async () => {
    const seen = await Promise.all(proxies.map(isSeen));
    await pause(holdMs);
    return seen.every(Boolean);
  });
}

/** One broker in most cases, all of them in the others. */
function chosen({ pipeline: { world } }: Round, draw: Draw): readonly BrokerProxy[] {
  const index = draw.between(0, BROKERS);
  return index === BROKERS ? world.proxies : world.proxies.slice(index, index + 1);
}
