import type { KafkaCluster, KafkaNode } from '../../../lib/adapters/kafka/wire';

export interface Waves {
  cluster: KafkaCluster;
  /** What was sent at the same time, in the order of the round trips: `Metadata`, `ListOffsets`, … */
  readonly sent: string[][];
}

/**
 * Answers requests in waves: nothing is answered until nothing more is sent. So each wave is a round trip, and what is
 * in it needs no answer of the same wave.
 */
export function inWaves(inner: KafkaCluster): Waves {
  const sent: string[][] = [];
  let wave: string[] = [];
  let open: (() => void)[] = [];

  function arrived(name: string): Promise<void> {
    wave.push(name);
    return new Promise((resolve) => {
      open.push(resolve);
      const size = wave.length;
      const current = wave;
      // Everything that can be sent without an answer is sent before a timer runs.
      setTimeout(() => {
        if (current !== wave || wave.length !== size) return;
        sent.push(wave);
        const answered = open;
        wave = [];
        open = [];
        for (const answer of answered) answer();
      }, 2);
    });
  }

  const waiting = (node: KafkaNode): KafkaNode => ({
    ...node,
    async send(name, request, timeoutMs) {
      await arrived(name);
      return node.send(name, request, timeoutMs);
    },
  });
  return {
    sent,
    cluster: {
      ...inner,
      seed: async () => waiting(await inner.seed()),
      node: async (nodeId) => waiting(await inner.node(nodeId)),
    },
  };
}
