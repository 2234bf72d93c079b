import type { Socket } from 'node:net';
import type { KafkaProbe } from '../../../doctor/ports';
import type { MskTokenProvider } from '../connection/authentication';
import { topicMatcher } from '../topic-pattern';
import { probeNode } from './probe-node';
import { walk } from './walk';

export interface KafkaProbeOptions {
  /** The Collector's default client id. */
  clientId?: string;
  /** Replaces the AWS signer in tests. */
  mskToken?: MskTokenProvider | undefined;
}

/**
 * The doctor's Kafka client. kafkajs connects, negotiates and logs in as one step and only reports that it failed, but
 * the doctor must know which step failed.
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
