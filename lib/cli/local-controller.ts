import { type TickMemory, tick } from '../controller/tick';
import { toReport } from '../controller/tick-report';
import { coldMemory, type OpenTick, openTick } from '../runtime/open-tick';
import { parseEvent } from '../runtime/parse-event';
import { checkProfile } from './aws-options';
import type { CliContext } from './context';
import type { Controller } from './controller';
import { withKnownBrokers } from './known-brokers';
import { readSpecText, type SpecText } from './read-spec';

const LEASE_MS = 60_000;
const FOLLOW_EVERY_MS = 5_000;

/**
 * Opens a controller in this process, with this machine's access to Kafka and AWS.
 *
 * @throws SpillwayError of the spec, `RENDERED_CONFIG_WRONG` as for `validate`, `AWS_PROFILE_UNKNOWN`, and `MSK_…` if the brokers come from MSK
 */
export async function openLocalController(
  specFile: string,
  context: Pick<CliContext, 'env' | 'newId' | 'nowMs' | 'askMsk' | 'readStdin'>,
): Promise<Controller> {
  checkProfile(context.env);
  const source = await readSpecText(specFile, context);
  assertPasswordStaysSecret(source);
  const spec = await withKnownBrokers(source.spec, context);
  const { env } = context;
  const memory: TickMemory = {};
  const warm = coldMemory();
  const holder = `cli-${context.newId()}`;
  let opened: OpenTick | undefined;
  return {
    followEveryMs: FOLLOW_EVERY_MS,
    name: `Kafka (${spec.kafka.brokers.join(', ')}) and AWS`,
    async send(event) {
      const request = parseEvent(event, { id: holder, nowMs: context.nowMs() });
      opened = await openTick({ spec, env, holder, leaseMs: LEASE_MS, warm });
      try {
        return toReport(await tick(opened.dependencies, request, memory));
      } catch (error) {
        opened.close();
        throw error;
      }
    },
    close: () => opened?.close(),
  };
}

/**
 * A password that the linter does not let cross the network in plain text is not sent by this process either. Only such
 * a spec needs the linter, which takes long to load.
 */
function assertPasswordStaysSecret(source: SpecText): void {
  const { auth, tls } = source.spec.kafka;
  if (auth.mechanism !== 'PLAIN' || tls.enabled) return;
  const { assertWithoutErrors }: typeof import('./valid-spec') = require('./valid-spec');
  assertWithoutErrors(source);
}
