import { KAFKA_DEFAULTS } from '../../collector/config/kafka-defaults';
import { reading } from '../examples';
import { defineRule, used } from '../rule';
import { skippedOfNew } from '../settings/new-partitions';
import { textAt } from '../settings/values';

export const initialOffsetDefault = defineRule({
  code: 'KAFKA_INITIAL_OFFSET_DEFAULT',
  severity: 'warning',
  oncePerFile: true,
  title: 'no initial_offset, so latest',
  explanation:
    'Without initial_offset the receiver starts at latest. Where the group has no commit (a new group, a new partition, or a commit that expired or fell behind retention), it skips everything written so far and logs nothing.',
  whatToDo: 'Set `initial_offset: earliest` until Spillway reports that latest is safe.',
  source: 'docs/collector-facts.md',
  examples: {
    bad: reading({ kafka: 'brokers: [kafka:9092]\ngroup_id: checkout' }),
    good: reading({ kafka: 'brokers: [kafka:9092]\ngroup_id: checkout\ninitial_offset: earliest' }),
  },
  *check(context) {
    if (context.facts.initialOffset?.wanted === 'earliest') return;
    for (const { file, component } of used(context, 'receiver', 'kafka')) {
      if (textAt(component.settings, ['initial_offset'], '') !== '') continue;
      yield {
        file,
        path: [...component.path, 'initial_offset'],
        part: 'key',
        message: `${component.id} has no initial_offset, so it starts at latest: on a partition without a commit it skips all earlier records${skippedOfNew(component, context)}. Set \`initial_offset: earliest\`.`,
      };
    }
  },
});

export const initialOffsetLatest = defineRule({
  code: 'KAFKA_INITIAL_OFFSET_LATEST',
  severity: 'info',
  title: 'initial_offset: latest',
  explanation:
    'latest is safe only while every partition of the group has a commit that is still in the log. If a partition is added, a topic is recreated, or a commit expires or falls behind retention, the receiver skips the records written before it saw the partition, and logs nothing.',
  whatToDo:
    'Check with `spillway status` whether latest is safe. If it is not, the controller goes back to earliest.',
  source: 'docs/how-it-decides.md',
  examples: {
    bad: reading({ kafka: 'brokers: [kafka:9092]\ngroup_id: checkout\ninitial_offset: latest' }),
    good: reading({ kafka: 'brokers: [kafka:9092]\ngroup_id: checkout\ninitial_offset: earliest' }),
  },
  *check(context) {
    if (context.facts.initialOffset) return;
    for (const { file, component } of used(context, 'receiver', 'kafka')) {
      if (textAt(component.settings, ['initial_offset']) !== 'latest') continue;
      yield {
        file,
        path: [...component.path, 'initial_offset'],
        message: `With initial_offset: latest ${component.id} skips the records of a partition that has no commit${skippedOfNew(component, context)}. latest is safe only when every partition has one, which \`spillway status\` shows.`,
      };
    }
  },
});

export const initialOffsetState = defineRule({
  code: 'KAFKA_INITIAL_OFFSET_STATE',
  severity: 'error',
  title: 'initial_offset contradicts the state of the group',
  explanation:
    "The controller's state or the group's commits call for the other initial_offset. latest instead of earliest skips records at the next start (an error). earliest instead of latest reads records again if commits are lost (a warning).",
  whatToDo:
    'Let the controller change it. It recreates the tasks and checks everything again while the group is empty.',
  source: 'docs/how-it-decides.md',
  examples: {
    bad: {
      files: {
        'processing.yaml': reading({
          kafka: 'brokers: [kafka:9092]\ngroup_id: checkout\ninitial_offset: latest',
        }),
      },
      facts: { initialOffset: { wanted: 'earliest', because: 'the pipeline is draining' } },
    },
    good: {
      files: {
        'processing.yaml': reading({
          kafka: 'brokers: [kafka:9092]\ngroup_id: checkout\ninitial_offset: earliest',
        }),
      },
      facts: { initialOffset: { wanted: 'earliest', because: 'the pipeline is draining' } },
    },
  },
  *check(context) {
    const { initialOffset } = context.facts;
    if (!initialOffset) return;
    for (const { file, component } of used(context, 'receiver', 'kafka')) {
      const offset = textAt(component.settings, ['initial_offset'], KAFKA_DEFAULTS.initialOffset);
      if (offset === undefined || offset === initialOffset.wanted) continue;
      yield {
        file,
        path: [...component.path, 'initial_offset'],
        severity: initialOffset.wanted === 'earliest' ? 'error' : 'warning',
        message: `initial_offset of ${component.id} is ${offset}, but it should be ${initialOffset.wanted}: ${initialOffset.because}. ${initialOffset.wanted === 'earliest' ? 'Records would be skipped' : 'Records could be read again'}. Let the controller change it.`,
      };
    }
  },
});
