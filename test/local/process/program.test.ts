import { program, wholeNumber } from '../../../local/process/program';

describe('the options of a program', () => {
  afterEach(() => jest.restoreAllMocks());

  it.each([
    ['an option that does not exist', ['--nope'], 2, "unknown option '--nope'"],
    ['a wrong value', ['--rounds', '0'], 2, 'Expected a whole number of at least 1.'],
    ['a value that is missing', ['--rounds'], 2, 'argument missing'],
    ['help', ['--help'], 0, 'Usage: bench'],
  ])('end it on %s', (_name, args, code, text) => {
    const written: string[] = [];
    for (const stream of [process.stdout, process.stderr])
      jest.spyOn(stream, 'write').mockImplementation((chunk) => {
        written.push(String(chunk));
        return true;
      });
    jest.spyOn(process, 'exit').mockImplementation((with_) => {
      throw new Error(`exit ${with_}`);
    });
    const command = program('bench', 'Measures.').option('--rounds <n>', 'rounds', wholeNumber);

    expect(() => command.parse(args, { from: 'user' })).toThrow(`exit ${code}`);
    expect(written.join('')).toContain(text);
  });

  it.each(['-1', '1.5', '1e3', 'x', '', ' 1', '9'.repeat(16)])('%j is no whole number', (text) => {
    expect(() => wholeNumber(text)).toThrow('Expected a whole number of at least 1.');
  });
});
