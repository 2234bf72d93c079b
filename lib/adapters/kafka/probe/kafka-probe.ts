import type { Socket } from 'node:net';
import type { KafkaProbe } from '../../../doctor/ports';
import type { MskTokenProvider } from '../authentication';
import { topicMatcher } from '../topic-pattern';
import { probeNode } from './probe-node';
import { walk } from './walk';

export interface KafkaProbeOptions {
  /** As the Collector names itself by default. */
  clientId?: string;
  /** In place of the AWS signer. */
  mskToken?: MskTokenProvider | undefined;
}

/**
 * The doctor's hands. It has a protocol client of its own, since kafkajs's connects, negotiates and logs in as one
 * step, and tells afterwards only that it failed.
 */
export function createKafkaProbe({
  clientId = 'otel-collector',
  mskToken,
}: KafkaProbeOptions = {}): KafkaProbe {
  const sockets = new Set<Socket>();
  return {
    async connect(address, connection) {
      const way = await walk(address, connection, {
        clientId,
        onSocket(socket) {
          sockets.add(socket);
          socket.once('close', () => sockets.delete(socket));
        },
      });
      if (way.end !== 'open') return way;
      const { ip, certificate } = way;
      const node = probeNode(address, way, mskToken);
      return { end: 'kafka', ip, node, ...(certificate ? { certificate } : {}) };
    },
    topicMatcher,
    close() {
      for (const socket of sockets) socket.destroy();
    },
  };
}
