import type { Look, Peer } from '../peers/peer';

/** What was measured of a peer. */
export interface Measured {
  peer: Peer;
  looks: (Look & { brokerCpuMs: number })[];
}

export interface RoundsOptions {
  rounds: number;
  /** Looks that are not counted, for caches and compilers to become warm. */
  warmUps: number;
  /** A peer whose looks took longer than this in all is warm. */
  warmUpMs: number;
  /** A peer whose counted looks took longer than this in all takes no further round. */
  budgetMs: number;
  /** The CPU time of all brokers so far. */
  brokerCpuMs(): number;
  /** Called with each look: whether it found what there is. */
  check(peer: Peer, look: Look): void;
}

/**
 * Lets the peers look in turn, round by round, so that whatever else the machine does meets all of them. Each round begins
 * with another peer.
 */
export async function lookInTurn(peers: readonly Peer[], options: RoundsOptions): Promise<Measured[]> {
  const { rounds, warmUps, warmUpMs, budgetMs, brokerCpuMs, check } = options;
  const measured: Measured[] = peers.map((peer) => ({ peer, looks: [] }));
  const warmingMs = new Map<Peer, number>();
  const spentMs = new Map<Peer, number>();
  for (let round = -warmUps; round < rounds; round++) {
    for (let turn = 0; turn < measured.length; turn++) {
      const { peer, looks } = measured[(turn + round + warmUps) % measured.length] as Measured;
      if (peer.wholeProcess && round < 0) continue;
      const spent = (round < 0 ? warmingMs : spentMs).get(peer) ?? 0;
      if (spent > (round < 0 ? warmUpMs : budgetMs)) continue;
      const before = brokerCpuMs();
      const look = await peer.look();
      check(peer, look);
      if (round >= 0) looks.push({ ...look, brokerCpuMs: brokerCpuMs() - before });
      (round < 0 ? warmingMs : spentMs).set(peer, spent + look.ms);
    }
  }
  return measured;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low = 0, high = 0] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return (low + high) / 2;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
