import { settleConfig, type Wanted } from '../../../lambda/config-resource/settle-config';
import type { InitialOffset } from '../../../lib/pipeline';
import { memoryParameters } from '../../_helpers/aws/config-parameters';

/** Texts are `<template>@<offset>` here. */
const of = (template: string): Wanted => ({
  text: (offset) => `${template}@${offset}`,
  offsetOver: (live) => live.split('@')[1] as InitialOffset,
  beforeWrite: () => {},
});
const noPause = async () => {};

describe('settling the live configuration', () => {
  it('creates it with earliest if there is none', async () => {
    const parameters = memoryParameters();

    const settled = await settleConfig(parameters, of('new'), noPause);

    expect(settled).toEqual({ before: 'absent', outcome: 'created' });
    expect(parameters.writes).toEqual(['new@earliest']);
  });

  it('writes the new text with the current offset', async () => {
    const parameters = memoryParameters('old@latest');

    const settled = await settleConfig(parameters, of('new'), noPause);

    expect(settled).toEqual({ before: 'present', outcome: 'written' });
    expect(parameters.writes).toEqual(['new@latest']);
  });

  it('writes nothing if the text is the same, so that no new version makes tasks look outdated', async () => {
    const parameters = memoryParameters('new@latest');

    const settled = await settleConfig(parameters, of('new'), noPause);

    expect(settled).toEqual({ before: 'present', outcome: 'unchanged' });
    expect(parameters.writes).toEqual([]);
  });

  it('does not undo a re-arm between its read and its write', async () => {
    const parameters = memoryParameters('old@latest');
    parameters.beforeWrite = (number) => {
      if (number === 1) parameters.put('old@earliest');
    };

    await settleConfig(parameters, of('new'), noPause);

    expect(parameters.text).toBe('new@earliest');
  });

  it('restores the new text after a controller wrote what it had read before', async () => {
    const parameters = memoryParameters('old@earliest');
    let pauses = 0;
    const pause = async () => {
      pauses += 1;
      if (pauses === 1) parameters.put('old@latest');
    };

    await settleConfig(parameters, of('new'), pause);

    expect(parameters.writes).toEqual(['new@earliest', 'new@latest']);
  });

  it('keeps a flip of the new text', async () => {
    const parameters = memoryParameters('old@earliest');
    const pause = async () => parameters.put('new@latest');

    await settleConfig(parameters, of('new'), pause);

    expect(parameters.text).toBe('new@latest');
    expect(parameters.writes).toEqual(['new@earliest']);
  });

  it('accepts a configuration that another writer created at the same moment', async () => {
    const parameters = memoryParameters();
    parameters.beforeWrite = () => {
      if (parameters.text === undefined) parameters.put('other@earliest');
    };

    await settleConfig(parameters, of('new'), noPause);

    expect(parameters.text).toBe('new@earliest');
  });

  it('gives up if another writer keeps changing it', async () => {
    const parameters = memoryParameters('old@latest');
    const pause = async () => parameters.put('old@latest');

    await expect(settleConfig(parameters, of('new'), pause)).rejects.toMatchObject({
      code: 'CONFIG_CONTENDED',
    });
    expect(parameters.writes).toHaveLength(5);
  });
});
