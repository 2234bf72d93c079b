/**
 * `Custom::SpillwayBrokers`: the bootstrap brokers of an MSK cluster, for use in a template.
 *
 * - **Create** asks MSK and returns `Brokers`: `host:port`, separated by commas, sorted.
 * - **Update** returns the same brokers as before if cluster and listener are the same. MSK returns three of many
 *   brokers, and its choice must not change a template. This also makes a rollback independent of MSK.
 * - **Delete** does nothing.
 */
import * as z from 'zod';
import { BROKER, brokerList, MSK_LISTENERS, type MskQuestion } from '../../lib/pipeline';
import { createResourceHandler, type Done, type ResourceHandlerOptions } from '../custom-resource/handler';
import { parsedProperties, type ResourceRequest } from '../custom-resource/request';

export interface BrokersHandlerOptions extends Pick<ResourceHandlerOptions, 'answer' | 'log'> {
  /** @throws SpillwayError `MSK_…` */
  brokersOf(question: MskQuestion): Promise<string[]>;
}

const propertiesSchema = z.object({
  clusterArn: z.string().regex(/^arn:[^:]+:kafka:/, 'expected the ARN of an MSK cluster'),
  listener: z.enum(MSK_LISTENERS),
});

/** @throws SpillwayError those of {@link createResourceHandler} */
export function createBrokersHandler(options: BrokersHandlerOptions): (event: unknown) => Promise<void> {
  const { answer, log } = options;
  return createResourceHandler({
    what: 'brokers',
    carryOut: (request) => carryOut(options, request),
    notMade: () => 'not-made',
    answer,
    log,
  });
}

async function carryOut({ brokersOf }: BrokersHandlerOptions, request: ResourceRequest): Promise<Done> {
  if (request.RequestType === 'Delete') {
    return { physicalResourceId: request.PhysicalResourceId ?? 'not-made', outcome: 'forgotten' };
  }
  const question = parsedProperties(propertiesSchema, request.ResourceProperties);
  const known = knownBrokers(request, question);
  if (known !== undefined) return done(known, 'kept');
  return done((await brokersOf(question)).join(','), 'resolved');
}

/** An Update learns the known brokers only from the physical id, so that id is the list of brokers. */
function knownBrokers(request: ResourceRequest, { clusterArn, listener }: MskQuestion): string | undefined {
  const before = propertiesSchema.safeParse(request.OldResourceProperties).data;
  const id = request.PhysicalResourceId ?? '';
  const same = before?.clusterArn === clusterArn && before.listener === listener;
  return same && brokerList(id).every((broker) => BROKER.test(broker)) ? id : undefined;
}

function done(brokers: string, outcome: string): Done {
  return { physicalResourceId: brokers, outcome, data: { Brokers: brokers } };
}
