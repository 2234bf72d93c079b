import { isScalar, Scalar } from 'yaml';
import { SpillwayError } from '../../errors';
import type { InitialOffset } from '../../pipeline';
import { type ConfigDocument, parseConfig } from '../config/config-document';
import { describeOffset, type OffsetReceiver, usedReceivers } from './offset-config';

/**
 * Sets `initial_offset` of every kafkareceiver in use and changes nothing else: comments, order, quotes and line
 * ends stay byte for byte.
 *
 * @returns the new text; the same text when all of them say `to` already
 * @throws SpillwayError `CONFIG_OFFSET_NOT_EDITABLE` when the value is missing, comes from the environment, an alias
 *   or a merge key, or is shared with something else; and those of `readOffsetConfig` but `CONFIG_OFFSET_MIXED`
 */
export function setInitialOffset(text: string, to: InitialOffset): string {
  const before = parseConfig(text);
  const receivers = usedReceivers(before);
  const edits = receivers
    .map((receiver) => offsetScalar(text, before, receiver))
    .sort((a, b) => b.start - a.start);
  let edited = text;
  for (const { start, end } of edits) edited = edited.slice(0, start) + to + edited.slice(end);
  assertOnlyOffsetsChanged(before, parseConfig(edited), receivers, to);
  return edited;
}

/** Where the value's letters stand in the text, without its quotes. */
function offsetScalar(
  text: string,
  config: ConfigDocument,
  receiver: OffsetReceiver,
): { start: number; end: number } {
  const path = ['receivers', receiver.id, 'initial_offset'];
  const line = config.lineOf(path);
  const node = config.pairAt(path)?.value;
  if (typeof receiver.initialOffset !== 'string') {
    throw notEditable(receiver, line, `is ${describeOffset(receiver.initialOffset)}`);
  }
  if (node === undefined) {
    const settings = (config.resolved.receivers as Record<string, unknown>)[receiver.id] as object | null;
    const isSet = settings !== null && 'initial_offset' in settings;
    throw notEditable(receiver, line, isSet ? 'comes from an alias or a merge key' : 'is not set');
  }
  if (!isScalar(node) || !node.range) throw notEditable(receiver, line, 'is an alias');
  const quote = node.type === Scalar.PLAIN ? 0 : 1;
  const [start, end] = [node.range[0] + quote, node.range[1] - quote];
  // A block scalar, an escape or a tag: the letters in the text are not the value.
  if (text.slice(start, end) !== receiver.initialOffset) {
    throw notEditable(receiver, line, 'is not written as a plain or quoted word');
  }
  return { start, end };
}

function assertOnlyOffsetsChanged(
  before: ConfigDocument,
  after: ConfigDocument,
  receivers: OffsetReceiver[],
  to: InitialOffset,
): void {
  for (const receiver of receivers) {
    const now = usedReceivers(after).find(({ id }) => id === receiver.id);
    if (now?.initialOffset !== to) throw notEditable(receiver, receiver.line, 'did not take the new value');
  }
  const expected = new Set(receivers.map(({ id }) => JSON.stringify(['receivers', id, 'initial_offset'])));
  const stray = changedPaths(before.resolved, after.resolved).find(
    (path) => !expected.has(JSON.stringify(path)),
  );
  const [first] = receivers;
  if (stray && first) {
    const line = before.lineOf(['receivers', first.id, 'initial_offset']);
    throw notEditable(first, line, `is shared with ${stray.join('.')}, which would change with it`);
  }
}

/** Paths of the leaves that differ between two plain values. */
function changedPaths(before: unknown, after: unknown, path: string[] = []): string[][] {
  if (Object.is(before, after)) return [];
  if (!isBranch(before) || !isBranch(after)) return [path];
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].flatMap((key) => changedPaths(before[key], after[key], [...path, key]));
}

function isBranch(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function notEditable(receiver: OffsetReceiver, line: number, what: string): SpillwayError {
  return new SpillwayError(
    'CONFIG_OFFSET_NOT_EDITABLE',
    `initial_offset of ${receiver.id} (line ${line}) ${what}.`,
    'Write `initial_offset: earliest` or `latest` out in that receiver, so that Spillway can change that one word.',
  );
}
