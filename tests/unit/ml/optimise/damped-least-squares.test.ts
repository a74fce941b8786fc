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

it('climbs over the roughness of a model that is solved to a tolerance', () => {
  // A staircase with steps of 1e-3: differences of 1e-5 feel none of the slope.
  const rough = (x: number): number => Math.round(1000 * x) / 1000;
  const fit = fitLeastSquares({
    residuals: ([x, y]) => [rough(x! - 3), rough(x! * y! - 6)],
    initial: [2, 1],
    scales: [1, 1],
    differenceStep: 0.05,
    tolerance: 1e-3,
  });
  for (const [i, value] of [3, 2].entries()) {
    expectClose(fit.parameters[i]!, value, { rtol: 0, atol: 2e-3 });
  }
});
