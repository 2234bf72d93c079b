import { type CollectorConfig, type Pipeline, typeOf } from './collector-config';

/**
 * The pipelines that get data from receivers of a given type, directly or through connectors.
 *
 * @param type of the receivers, such as `kafka`
 */
export function fedBy(config: Pick<CollectorConfig, 'pipelines' | 'component'>, type: string): Set<Pipeline> {
  const reached = new Set(
    config.pipelines.filter(({ receivers }) => receivers.some((id) => typeOf(id) === type)),
  );
  // An iteration over a set includes elements that are added during the iteration.
  for (const from of reached) for (const to of behind(config, from)) reached.add(to);
  return reached;
}

/** The pipelines to which a pipeline sends data through connectors. */
export function behind(
  { pipelines, component }: Pick<CollectorConfig, 'pipelines' | 'component'>,
  { exporters }: Pipeline,
): Pipeline[] {
  const connectors = exporters.filter((id) => component('connector', id) !== undefined);
  return pipelines.filter(({ receivers }) => receivers.some((id) => connectors.includes(id)));
}
