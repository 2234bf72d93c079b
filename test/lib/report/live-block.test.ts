import { PassThrough } from 'node:stream';
import { LiveBlock } from '../../../lib/report/live-block';

function screen(isTTY: boolean) {
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 40 });
  return { stream, text: () => String(stream.read() ?? '') };
}

describe('a live block', () => {
  it('replaces itself on a terminal, with logged lines above it', () => {
    const { stream, text } = screen(true);
    const block = new LiveBlock(stream);

    block.update(['one', 'two']);
    block.log('said');
    block.update(['three']);
    block.update(['four']);

    const up = (lines: number) => `\x1b[1G\x1b[${lines}A\x1b[0J`;
    expect(text()).toBe(`one\ntwo\n${up(2)}said\nthree\n${up(1)}four\n`);
  });

  it('draws nothing on a pipe, which gets only logged lines', () => {
    const { stream, text } = screen(false);
    const block = new LiveBlock(stream);

    block.update(['one']);
    block.log('said');

    expect(text()).toBe('said\n');
  });
});
