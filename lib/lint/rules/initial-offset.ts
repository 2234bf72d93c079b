import { KAFKA_DEFAULTS } from '../../collector/config/kafka-defaults';
import { type Rule, used } from '../rule';
import { textAt } from '../settings/values';

export const initialOffsetDefault: Rule = {
  code: 'KAFKA_INITIAL_OFFSET_DEFAULT',
  severity: 'warning',
  title: 'no initial_offset: latest',
  explanation:
    'Without initial_offset it is latest: wherever the group has no commit (a new group, a new partition, commits that expired or fell behind retention) everything written so far is skipped, without a word. Write `initial_offset: earliest` until Spillway says that latest is safe.',
  source: 'docs/collector-facts.md',
  *check(context) {
    if (context.facts.initialOffset?.wanted === 'earliest') return;
    for (const { file, component } of used(context, 'receiver', 'kafka')) {
      if (textAt(component.settings, ['initial_offset'], '') !== '') continue;
      yield {
        file,
        path: [...component.path, 'initial_offset'],
        part: 'key',
        message: `${component.id} has no initial_offset, which is latest: a partition without a commit skips all that was written before; write \`initial_offset: earliest\`.`,
      };
    }
  },
};

export const initialOffsetLatest: Rule = {
  code: 'KAFKA_INITIAL_OFFSET_LATEST',
  severity: 'info',
  title: 'initial_offset: latest',
  explanation:
    'latest is safe only while every partition of the group has a commit within the log. A partition that is added, a topic made anew, a commit that expired or fell behind retention: what was written before the receiver saw it is skipped, without a word. `spillway status` says whether it is safe now, and the controller goes back to earliest when it is not.',
  source: 'docs/how-it-decides.md',
  *check(context) {
    if (context.facts.initialOffset) return;
    for (const { file, component } of used(context, 'receiver', 'kafka')) {
      if (textAt(component.settings, ['initial_offset']) !== 'latest') continue;
      yield {
        file,
        path: [...component.path, 'initial_offset'],
        message: `initial_offset: latest of ${component.id} skips what a partition without a commit holds; it is safe only once all have one, which \`spillway status\` tells.`,
      };
    }
  },
};

export const initialOffsetState: Rule = {
  code: 'KAFKA_INITIAL_OFFSET_STATE',
  severity: 'error',
  title: 'initial_offset against the state of the group',
  explanation:
    "The controller's state, or the group's commits, ask for another initial_offset than the configuration has. latest where earliest is wanted skips records at the next start (an error). earliest where latest is wanted reads again should commits go away (a warning). Let the controller change it: it recreates the tasks and checks everything once more while the group is empty.",
  source: 'docs/how-it-decides.md',
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
        message: `initial_offset of ${component.id} is ${offset}, and ${initialOffset.wanted} is wanted: ${initialOffset.because}. ${initialOffset.wanted === 'earliest' ? 'Records would be skipped' : 'Records could be read again'}; let the controller change it.`,
      };
    }
  },
};
