import { fargateSizeMisuse } from '../../../cdk/checks/fargate-size';

describe('the size of a Fargate task', () => {
  it.each([
    [256, 512],
    [256, 2_048],
    [1_024, 2_048],
    [4_096, 30_720],
    [16_384, 122_880],
  ])('may be %d CPU units with %d MiB', (cpu, memoryMiB) => {
    expect(fargateSizeMisuse(cpu, memoryMiB)).toEqual([]);
  });

  it.each([
    [256, 1_536, 'Take 512, 1024 or 2048.'],
    [256, 8_192, 'Take 512, 1024 or 2048.'],
    [1_024, 1_024, 'Take 2048 to 8192 in steps of 1024.'],
    [1_024, 2_500, 'Take 2048 to 8192 in steps of 1024.'],
    [8_192, 17_408, 'Take 16384 to 61440 in steps of 4096.'],
    [300, 512, 'Take one of 256, 512, 1024, 2048, 4096, 8192, 16384.'],
  ])('is none with %d CPU units and %d MiB: %s', (cpu, memoryMiB, fix) => {
    expect(fargateSizeMisuse(cpu, memoryMiB)).toEqual([expect.objectContaining({ fix })]);
  });
});
