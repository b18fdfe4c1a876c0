/** What a click would bring about, one sentence a line. */
export function Consequences({ sentences }: { sentences: readonly string[] }) {
  return (
    <ul className="grid gap-1.5 rounded-card bg-sunken p-3 text-sm">
      {sentences.map((sentence) => (
        <li key={sentence} className="text-pretty">
          {sentence}
        </li>
      ))}
    </ul>
  );
}
