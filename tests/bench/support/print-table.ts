/** Prints figures, one line each; the unit is the last word of the name. */
export function printTable(title: string, figures: Record<string, number>): void {
  const width = Math.max(...Object.keys(figures).map((name) => name.length));
  const inWords = (value: number): string => value.toLocaleString("en", { maximumFractionDigits: value < 10 ? 3 : 0 });
  console.log(`\n${title}`);
  for (const [name, value] of Object.entries(figures)) console.log(`  ${name.padEnd(width)}  ${inWords(value).padStart(12)}`);
  console.log();
}
