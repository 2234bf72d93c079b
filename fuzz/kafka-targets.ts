import { commonVersion } from '../lib/adapters/kafka/connection/api-versions';
import { classify } from '../lib/adapters/kafka/connection/connection-error';
import { logIn } from '../lib/adapters/kafka/connection/log-in';
import { groupCoordinator } from '../lib/adapters/kafka/coordinator';
import { observe } from '../lib/adapters/kafka/observe';
import { apiVersions } from '../lib/adapters/kafka/protocol/api-versions';
import type { RequestCodec } from '../lib/adapters/kafka/protocol/request-codec';
import { type KafkaRequestName, REQUESTS } from '../lib/adapters/kafka/protocol/requests';
import { mutatedBytes } from './mutate-bytes';
import {
  exchangeWith,
  framed,
  frameOf,
  type Recorded,
  recordedAnswers,
  recordedCluster,
} from './recorded-broker';
import type { Target } from './target';

const NOW_MS = Date.UTC(2026, 10, 30);

/** The requests of a look, by how often an answer to each is changed. */
const OF_A_LOOK: Partial<Record<KafkaRequestName, number>> = {
  ...{ Metadata: 60, FindCoordinator: 10, DescribeGroups: 40, OffsetFetch: 40 },
  ...{ ListOffsets: 40, Fetch: 60, DescribeConfigs: 40 },
};

/** What a broker sends, as bytes: a whole look with one changed answer, and logins. */
export function kafkaTargets(root: string): Target[] {
  const releases = recordedAnswers(root);
  const looks = Object.entries(OF_A_LOOK).map(([name, weight]) =>
    frameTarget(`Kafka ${name}`, weight, answersTo(releases, name), (frame, { release, answer }) =>
      look(release, { answer, frame }),
    ),
  );
  const others = Object.keys(REQUESTS).filter((name) => !(name in OF_A_LOOK));
  return [
    ...looks,
    frameTarget(
      'other requests of Kafka',
      100,
      others.flatMap((name) => answersTo(releases, name)),
      decode,
    ),
    bytesTarget('Kafka ApiVersions', 40, [API_VERSIONS], ([frame = Buffer.alloc(0)]) => versions(frame)),
    bytesTarget('a login with PLAIN', 40, PLAIN_LOGINS, (frames) =>
      login(frames, { mechanism: 'plain', username: 'otel', password: 'horse' }),
    ),
    bytesTarget('a login with SCRAM', 4, SCRAM_LOGINS, (frames) =>
      login(frames, { mechanism: 'scram-sha-256', username: 'otel', password: 'horse' }),
    ),
  ];
}

/** A recorded answer, and the release that it belongs to. */
interface Place {
  release: readonly Recorded[];
  answer: Recorded;
}

function answersTo(releases: readonly (readonly Recorded[])[], name: string): Place[] {
  return releases.flatMap((release) =>
    release.filter((each) => each.name === name).map((answer) => ({ release, answer })),
  );
}

/** A target whose inputs are changed frames of one recorded answer each: its number, then the bytes. */
function frameTarget(
  name: string,
  weight: number,
  places: readonly Place[],
  read: (frame: Buffer, place: Place) => unknown,
): Target {
  const frames = places.map(({ answer }) => frameOf(answer));
  return {
    ...{ name, weight },
    next(random) {
      const index = Math.floor(random() * frames.length);
      const others = frames.map((frame) => frame.subarray(SIZE_BYTES));
      const own = mutatedBytes([others[index] ?? Buffer.alloc(0)], random);
      const mixed = random() < 0.1 ? mutatedBytes(others, random) : own;
      return `${index} ${resized(mixed, random).toString('hex')}`;
    },
    read(text) {
      const [index = '', hex = ''] = text.split(' ');
      const place = places[Number(index)];
      return place && read(Buffer.from(hex, 'hex'), place);
    },
  };
}

/** A target whose inputs are changed answers of one conversation. */
function bytesTarget(
  name: string,
  weight: number,
  conversations: readonly (readonly Buffer[])[],
  read: (frames: Buffer[]) => unknown,
): Target {
  return {
    ...{ name, weight },
    next(random) {
      const frames = conversations[Math.floor(random() * conversations.length)] ?? [];
      const changed = Math.floor(random() * frames.length);
      return frames
        .map((frame, index) =>
          index === changed ? resized(mutatedBytes([frame.subarray(SIZE_BYTES)], random), random) : frame,
        )
        .map((frame) => frame.toString('hex'))
        .join(' ');
    },
    read: (text) => read(text.split(' ').map((hex) => Buffer.from(hex, 'hex'))),
  };
}

const SIZE_BYTES = 4;

/** Mostly with its right size, because a decoder sees nothing of other frames. */
function resized(frame: Buffer, random: () => number): Buffer {
  const whole = framed(frame);
  return random() < 0.05 ? mutatedBytes([whole], random) : whole;
}

function look(release: readonly Recorded[], changed: { answer: Recorded; frame: Buffer }): Promise<unknown> {
  const cluster = recordedCluster(release, changed);
  const topics = ['spans', '__proto__', 'no-such-topic'].map((topic) => ({
    signal: 'traces' as const,
    topic,
  }));
  return observe(cluster, groupCoordinator(cluster, 'g'), {
    ...{ groupId: 'g', topics, nowMs: NOW_MS, drainLimitMs: NOW_MS - 60_000 },
    ...{ aheadMs: NOW_MS + 60_000, rateSinceMs: NOW_MS - 60_000, timesOf: 'all' },
  });
}

function decode(frame: Buffer, { answer: { name, version, request } }: Place): Promise<unknown> {
  const codec = REQUESTS[name] as unknown as RequestCodec<unknown, unknown>;
  return expected(exchangeWith([frame]).ask(codec, request, { version }));
}

async function versions(frame: Buffer): Promise<void> {
  await expected(
    exchangeWith([frame])
      .ask(apiVersions, {})
      .then(({ apis }) => {
        const supported = new Map(apis.map(({ apiKey, min, max }) => [apiKey, { min, max }]));
        for (const codec of Object.values(REQUESTS)) commonVersion(codec, supported);
      }),
  );
}

function login(frames: Buffer[], sasl: Parameters<typeof logIn>[1]): Promise<unknown> {
  return expected(logIn(exchangeWith(frames), sasl));
}

/** Failures that have a kind of their own are no crash: an adapter makes a coded error of each. */
async function expected(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => {
    if (classify(error, false).kind === 'request' && !/does not support/.test(String(error))) throw error;
  });
}

/** A frame of a conversation: this correlation id, then these bytes. */
function answer(correlationId: number, hex: string): Buffer {
  const id = Buffer.alloc(4);
  id.writeInt32BE(correlationId);
  return framed(Buffer.concat([id, Buffer.from(hex.replaceAll(' ', ''), 'hex')]));
}

const API_VERSIONS = [answer(1, '0000 00000003 0003 0000 000d 0001 0004 0011 0012 0000 0004')];

const hexOf = (text: string) => {
  const bytes = Buffer.from(text);
  return `${bytes.length.toString(16).padStart(4, '0')} ${bytes.toString('hex')}`;
};
const token = (text: string) => {
  const bytes = Buffer.from(text);
  return `0000 ffff ${bytes.length.toString(16).padStart(8, '0')} ${bytes.toString('hex')}`;
};

const PLAIN_LOGINS = [
  [answer(1, `0000 00000001 ${hexOf('PLAIN')}`), answer(2, token(''))],
  [
    answer(1, `0000 00000001 ${hexOf('PLAIN')}`),
    answer(2, `003a ${hexOf('Authentication failed')} 00000000`),
  ],
  [answer(1, `0021 00000002 ${hexOf('SCRAM-SHA-256')} ${hexOf('SCRAM-SHA-512')}`)],
];
const SCRAM_LOGINS = [
  [
    answer(1, `0000 00000001 ${hexOf('SCRAM-SHA-256')}`),
    answer(2, token('r=nonce,s=c2FsdA==,i=4096')),
    answer(3, token('v=c2ln')),
  ],
];
