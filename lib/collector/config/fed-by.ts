import { type CollectorConfig, type Pipeline, typeOf } from './collector-config';

/**
 * The pipelines that data from receivers of a type reach, through connectors too.
 *
 * @param type of a receiver, `kafka`
 */
export function fedBy(config: Pick<CollectorConfig, 'pipelines' | 'component'>, type: string): Set<Pipeline> {
  const reached = new Set(
    config.pipelines.filter(({ receivers }) => receivers.some((id) => typeOf(id) === type)),
  );
  // A set hands out what is added while it is walked.
  for (const from of reached) for (const to of behind(config, from)) reached.add(to);
  return reached;
}

/** The pipelines that a pipeline hands its data to, by connectors. */
export function behind(
  { pipelines, component }: Pick<CollectorConfig, 'pipelines' | 'component'>,
  { exporters }: Pipeline,
): Pipeline[] {
  const connectors = exporters.filter((id) => component('connector', id) !== undefined);
  return pipelines.filter(({ receivers }) => receivers.some((id) => connectors.includes(id)));
}
