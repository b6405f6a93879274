export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

export const deviation = (values: readonly number[]): number => {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
};

/** Mean and standard deviation of (measured - true) / error: 0 and 1 when all is right. */
export const pull = (values: readonly number[]) => ({ mean: round(mean(values)), deviation: round(deviation(values)) });

export const round = (value: number, digits = 3): number => Number(value.toFixed(digits));
