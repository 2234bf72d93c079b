import { isAlias, isScalar, type Node, Scalar } from 'yaml';
import { SpillwayError } from '../../errors';
import type { InitialOffset } from '../../pipeline/vocabulary';
import {
  type ConfigDocument,
  type ConfigPath,
  type ConfigSource,
  documentOf,
  parseConfig,
} from '../config/config-document';
import { addPair, applyEdits, type TextEdit } from '../config/text-edit';
import { Anchors } from './anchors';
import { changedPaths } from './changed-paths';
import {
  describeOffset,
  isOffsetPath,
  OFFSET_KEY,
  type OffsetReceiver,
  usedReceivers,
} from './offset-config';
import { offsetWord } from './offset-word';

const NO_WORD = 'is not a plain or quoted word';
const NO_PLACE = 'is not set, and cannot be added in place';

/**
 * Sets `initial_offset` of every kafkareceiver in use and changes nothing else: comments, order, quotes and line ends
 * stay the same, byte for byte. If the value comes from an alias or a merge key, it is changed at its anchor if only
 * kafkareceivers use it; otherwise the receiver gets its own value. A missing key is added. A text that is only the
 * value ({@link offsetWord}) is replaced.
 *
 * @returns the new text; the same text if all receivers already have the value
 * @throws SpillwayError `CONFIG_OFFSET_NOT_EDITABLE` if the value comes from the environment, is not a single word, or
 *   is shared with something else; and those of {@link usedReceivers}
 */
export function setInitialOffset(source: ConfigSource, to: InitialOffset): string {
  if (typeof source === 'string' && offsetWord(source)) return to;
  const document = documentOf(source);
  const receivers = usedReceivers(document);
  for (const receiver of receivers) {
    if (typeof receiver.initialOffset === 'string') continue;
    throw notEditable(receiver, document, `is ${describeOffset(receiver.initialOffset)}`);
  }
  const changing = receivers.filter(({ initialOffset }) => initialOffset !== to);
  const [first] = changing;
  if (!first) return document.text;
  const anchors = new Anchors(document);
  const atSource = attempt(document, receivers, to, () =>
    changing.map((receiver) => sourceEdit(document, anchors, receiver, to)),
  );
  if ('edited' in atSource) return atSource.edited;
  const apart = attempt(document, receivers, to, () =>
    changing.map((receiver) => ownEdit(document, receiver, to)),
  );
  if ('edited' in apart) return apart.edited;
  throw notEditable(first, document, atSource.problem);
}

type Attempt = { edited: string } | { problem: string };

/** Applies the edits and checks their result. Returns the problem if an edit is not possible. */
function attempt(
  document: ConfigDocument,
  receivers: readonly OffsetReceiver[],
  to: InitialOffset,
  edit: () => (TextEdit | string)[],
): Attempt {
  const edits = new Map<number, TextEdit>();
  for (const each of edit()) {
    if (typeof each === 'string') return { problem: each };
    // Receivers that share a value share its edit.
    edits.set(each.start, each);
  }
  const edited = applyEdits(document.text, [...edits.values()]);
  try {
    const problem = problemAfterEdits(document, parseConfig(edited), receivers, to);
    return problem === undefined ? { edited } : { problem };
  } catch (error) {
    if (error instanceof SpillwayError) return { problem: 'cannot be changed in place' };
    throw error;
  }
}

/** Edits the value at its source, or adds it. */
function sourceEdit(
  document: ConfigDocument,
  anchors: Anchors,
  { id }: OffsetReceiver,
  to: InitialOffset,
): TextEdit | string {
  const settings = anchors.at(['receivers', id]);
  if (!settings) return NO_PLACE;
  const source = anchors.source(settings, OFFSET_KEY);
  if (!source) return addPair(document, settings.path, OFFSET_KEY, to) ?? NO_PLACE;
  return wordEdit(document, source.node, to);
}

/** Sets the value in the receiver itself, where it overrides an alias or a merge key. */
function ownEdit(document: ConfigDocument, { id }: OffsetReceiver, to: InitialOffset): TextEdit | string {
  const path: ConfigPath = ['receivers', id, OFFSET_KEY];
  const pair = document.pairAt(path);
  if (!pair) return addPair(document, path.slice(0, -1), OFFSET_KEY, to) ?? NO_PLACE;
  const node = pair.value;
  if (!isAlias(node)) return wordEdit(document, node, to);
  return node.range ? { start: node.range[0], end: node.range[1], text: to } : NO_PLACE;
}

/** Replaces the word and keeps its quotes. */
function wordEdit({ text }: ConfigDocument, node: Node | null, to: InitialOffset): TextEdit | string {
  if (!isScalar(node) || !node.range) return NO_WORD;
  const quote = node.type === Scalar.PLAIN ? 0 : 1;
  const [start, end] = [node.range[0] + quote, node.range[1] - quote];
  // In a block scalar, or with an escape, the text differs from the value, so it cannot be replaced.
  return text.slice(start, end) === node.value ? { start, end, text: to } : NO_WORD;
}

/** What is wrong after the edits; `undefined` if all offsets changed and nothing else did. */
function problemAfterEdits(
  before: ConfigDocument,
  after: ConfigDocument,
  receivers: readonly OffsetReceiver[],
  to: InitialOffset,
): string | undefined {
  const now = new Map(usedReceivers(after).map((receiver) => [receiver.id, receiver.initialOffset]));
  if (receivers.some(({ id }) => now.get(id) !== to)) return 'did not take the new value';
  const stray = changedPaths(before.resolved, after.resolved).find((path) => !isOffsetPath(path));
  return stray && `is shared with ${stray.join('.')}, which would change with it`;
}

function notEditable(receiver: OffsetReceiver, document: ConfigDocument, what: string): SpillwayError {
  const line = document.lineOf(['receivers', receiver.id, OFFSET_KEY]);
  return new SpillwayError(
    'CONFIG_OFFSET_NOT_EDITABLE',
    `initial_offset of ${receiver.id} (line ${line}) ${what}.`,
    'Write `initial_offset: earliest` or `initial_offset: latest` in that receiver, so that Spillway can change the word.',
  );
}
