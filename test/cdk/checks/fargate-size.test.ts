import { checkFargateSize } from '../../../cdk/checks/fargate-size';

describe('the size of a Fargate task', () => {
  it.each([
    [256, 512],
    [256, 2_048],
    [1_024, 2_048],
    [4_096, 30_720],
    [16_384, 122_880],
  ])('may be %d CPU units with %d MiB', (cpu, memoryMiB) => {
    expect(checkFargateSize(cpu, memoryMiB)).toEqual([]);
  });

  it.each([
    [256, 1_536, 'Use 512, 1024 or 2048 MiB.'],
    [256, 8_192, 'Use 512, 1024 or 2048 MiB.'],
    [1_024, 1_024, 'Use 2048 to 8192 MiB in steps of 1024 MiB.'],
    [1_024, 2_500, 'Use 2048 to 8192 MiB in steps of 1024 MiB.'],
    [8_192, 17_408, 'Use 16384 to 61440 MiB in steps of 4096 MiB.'],
    [300, 512, 'Use one of 256, 512, 1024, 2048, 4096, 8192, 16384.'],
  ])('cannot be %d CPU units with %d MiB: %s', (cpu, memoryMiB, whatToDo) => {
    expect(checkFargateSize(cpu, memoryMiB)).toEqual([expect.objectContaining({ whatToDo })]);
  });
});
