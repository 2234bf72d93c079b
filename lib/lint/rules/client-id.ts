import { KAFKA_DEFAULTS } from '../../collector/config/kafka-defaults';
import { clientIdOf } from '../../pipeline/client-id';
import { type Rule, used } from '../rule';
import { textAt } from '../settings/values';

/** The name that every Collector has. */
export const clientIdDefault: Rule = {
  code: 'KAFKA_CLIENT_ID_DEFAULT',
  severity: 'info',
  title: 'the client_id of every Collector',
  explanation:
    'Without client_id a receiver is called otel-collector, as every other Collector is. Members of the consumer group, quotas and the request logs of the brokers go by that name, so nobody can tell a member of this pipeline from a stranger. Name the clients after the pipeline.',
  source: 'docs/rendering.md',
  *check(context) {
    const { spec } = context.facts;
    if (!spec) return;
    const wanted = clientIdOf(spec, 'processing');
    for (const { file, component } of used(context, 'receiver', 'kafka')) {
      const id = textAt(component.settings, ['client_id'], KAFKA_DEFAULTS.clientId);
      if (id !== KAFKA_DEFAULTS.clientId) continue;
      // No fix: quotas of the brokers may go by the name that is in use.
      yield {
        file,
        path: [...component.path, 'client_id'],
        part: 'key',
        message: `${component.id} connects as ${id}, as every Collector does that has no client_id; write \`client_id: ${wanted}\`.`,
      };
    }
  },
};
