import { expect, it } from 'vitest';
import { ordinaryLeastSquares } from '../../../../ml/linear/ordinary-least-squares.ts';
import { fitLeastSquares } from '../../../../ml/optimise/damped-least-squares.ts';
import { expectClose } from '../../../support/close.ts';

it('climbs out of the curved valley of Rosenbrock', () => {
  const fit = fitLeastSquares({
    residuals: ([x, y]) => [10 * (y! - x! * x!), 1 - x!],
    initial: [-1.2, 1],
    scales: [1, 1],
  });
  expect(fit.status).toBe('converged');
  // Steps below 1e-9 end the fit.
  for (const value of fit.parameters) expectClose(value, 1, { rtol: 0, atol: 1e-6 });
});

it('takes back a step to where the model has no value', () => {
  const fit = fitLeastSquares({
    residuals: ([x]) => (x! > 0 ? [Math.log(x!) + 3] : undefined),
    initial: [2],
    scales: [1],
  });
  expectClose(fit.parameters[0]!, Math.exp(-3), { rtol: 1e-6, atol: 0 });
  expect(() => fitLeastSquares({ residuals: () => undefined, initial: [1], scales: [1] })).toThrow(
    expect.objectContaining({ code: 'PHY_OUT_OF_RANGE' }),
  );
});

it('agrees with ordinary least squares on a line, and that refuses dependent columns', () => {
  const rows = [0, 1, 2, 3].map((x) => [1, x]);
  const values = [1, 2.9, 5.2, 6.9];
  const line = ordinaryLeastSquares(rows, values);
  const { parameters } = fitLeastSquares({
    residuals: ([a, b]) => rows.map(([one, x], i) => a! * one! + b! * x! - values[i]!),
    initial: [0, 0],
    scales: [1, 1],
  });
  // Central differences of a straight line are exact but for round-off in steps of 1e-5.
  for (const i of [0, 1]) expectClose(parameters[i]!, line[i]!, { rtol: 1e-8, atol: 0 });
  expect(() =>
    ordinaryLeastSquares(
      [
        [1, 1],
        [1, 1],
      ],
      [1, 2],
    ),
  ).toThrow(expect.objectContaining({ code: 'PHY_OUT_OF_RANGE' }));
});
