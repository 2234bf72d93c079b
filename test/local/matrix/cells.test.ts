import { CELLS, type CellResult, nameOf, requireAllOk } from '../../../local/matrix/cells';

const results = (failing: number): CellResult[] =>
  CELLS.map((cell, index) => ({ ...cell, ok: index >= failing, spans: 4, missing: 0, seconds: 1 }));

describe('the runs of the matrix', () => {
  it('fail together if one fails, by name', () => {
    const [first, second] = CELLS.map(nameOf);

    expect(() => requireAllOk(results(2))).toThrow(
      expect.objectContaining({
        code: 'MATRIX_FAILED',
        message: `2 of ${CELLS.length} runs failed: ${first}; ${second}.`,
      }),
    );
  });

  it('are fine if all are', () => {
    expect(() => requireAllOk(results(0))).not.toThrow();
  });
});
