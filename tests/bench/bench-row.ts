/** One timed bar as `npm run bench` prints it. */
export interface BenchRow {
  name: string;
  value: number;
  unit: string;
  bar: string;
  pass: boolean;
}
