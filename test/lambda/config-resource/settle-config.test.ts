import { settleConfig, type Wanted } from '../../../lambda/config-resource/settle-config';
import type { InitialOffset } from '../../../lib/pipeline';
import { memoryParameters } from '../../_helpers/aws/config-parameters';

/** Texts are `<template>@<offset>` here. */
const of = (template: string): Wanted => ({
  text: (offset) => `${template}@${offset}`,
  offsetOver: (live) => live.split('@')[1] as InitialOffset,
});
const noPause = async () => {};

describe('settling the live config', () => {
  it('creates it on earliest where there is none', async () => {
    const parameters = memoryParameters();

    const settled = await settleConfig(parameters, of('new'), noPause);

    expect(settled).toEqual({ before: 'absent', outcome: 'created' });
    expect(parameters.writes).toEqual(['new@earliest']);
  });

  it('writes the new text on the offset in force', async () => {
    const parameters = memoryParameters('old@latest');

    const settled = await settleConfig(parameters, of('new'), noPause);

    expect(settled).toEqual({ before: 'present', outcome: 'written' });
    expect(parameters.writes).toEqual(['new@latest']);
  });

  it('writes nothing over the same text, so that no new version makes tasks look outdated', async () => {
    const parameters = memoryParameters('new@latest');

    const settled = await settleConfig(parameters, of('new'), noPause);

    expect(settled).toEqual({ before: 'present', outcome: 'unchanged' });
    expect(parameters.writes).toEqual([]);
  });

  it('does not undo a re-arm that came between reading and writing', async () => {
    const parameters = memoryParameters('old@latest');
    parameters.beforeWrite = (number) => {
      if (number === 1) parameters.put('old@earliest');
    };

    await settleConfig(parameters, of('new'), noPause);

    expect(parameters.text).toBe('new@earliest');
  });

  it('brings the new text back over a write from what the controller had read before', async () => {
    const parameters = memoryParameters('old@earliest');
    let pauses = 0;
    const pause = async () => {
      pauses += 1;
      if (pauses === 1) parameters.put('old@latest');
    };

    await settleConfig(parameters, of('new'), pause);

    expect(parameters.writes).toEqual(['new@earliest', 'new@latest']);
  });

  it('leaves a flip of the new text alone', async () => {
    const parameters = memoryParameters('old@earliest');
    const pause = async () => parameters.put('new@latest');

    await settleConfig(parameters, of('new'), pause);

    expect(parameters.text).toBe('new@latest');
    expect(parameters.writes).toEqual(['new@earliest']);
  });

  it('takes the config of one who created it at the same moment for what is there', async () => {
    const parameters = memoryParameters();
    parameters.beforeWrite = () => {
      if (parameters.text === undefined) parameters.put('other@earliest');
    };

    await settleConfig(parameters, of('new'), noPause);

    expect(parameters.text).toBe('new@earliest');
  });

  it('gives up where somebody keeps writing', async () => {
    const parameters = memoryParameters('old@latest');
    const pause = async () => parameters.put('old@latest');

    await expect(settleConfig(parameters, of('new'), pause)).rejects.toMatchObject({
      code: 'CONFIG_CONTENDED',
    });
    expect(parameters.writes).toHaveLength(5);
  });
});
