import { KAFKA_DEFAULTS } from '../../collector/config/kafka-defaults';
import { clientIdOf } from '../../pipeline/client-id';
import { EXAMPLE_SPEC, reading } from '../examples';
import { defineRule, used } from '../rule';
import { textAt } from '../settings/values';

export const clientIdDefault = defineRule({
  code: 'KAFKA_CLIENT_ID_DEFAULT',
  severity: 'info',
  title: 'default client_id',
  explanation:
    'Without client_id the client is called otel-collector, like every other Collector. Group members, quotas and the request logs of the brokers show that name, so you cannot tell the members of this pipeline from other Collectors.',
  whatToDo:
    'Set client_id to the name of the pipeline. Check first whether broker quotas use the present name.',
  source: 'docs/rendering.md',
  examples: {
    bad: {
      files: { 'processing.yaml': reading({ kafka: 'brokers: [kafka:9092]\ngroup_id: checkout' }) },
      spec: EXAMPLE_SPEC,
    },
    good: {
      files: {
        'processing.yaml': reading({
          kafka: 'brokers: [kafka:9092]\ngroup_id: checkout\nclient_id: spillway-checkout',
        }),
      },
      spec: EXAMPLE_SPEC,
    },
  },
  *check(context) {
    const { spec } = context.facts;
    if (!spec) return;
    const wanted = clientIdOf(spec, 'processing');
    for (const { file, component } of used(context, 'receiver', 'kafka')) {
      const id = textAt(component.settings, ['client_id'], KAFKA_DEFAULTS.clientId);
      if (id !== KAFKA_DEFAULTS.clientId) continue;
      // There is no fix, because broker quotas may depend on the present name.
      yield {
        file,
        path: [...component.path, 'client_id'],
        part: 'key',
        message: `${component.id} connects as ${id}, like every Collector without a client_id. Set \`client_id: ${wanted}\`.`,
      };
    }
  },
});
