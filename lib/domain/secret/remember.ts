const MOST = { texts: 4_000, characters: 64 };

/** `decide`, asked once for a text that comes again and again. Only answers in `keep` are remembered: a secret is in no memory. */
export function remember<Answer>(decide: (text: string) => Answer, keep: readonly Answer[]): (text: string) => Answer {
  const known = new Map<string, Answer>();
  return (text) => {
    const held = known.get(text);
    if (held !== undefined) return held;
    const answer = decide(text);
    if (text.length > MOST.characters || !keep.includes(answer)) return answer;
    if (known.size >= MOST.texts) known.clear();
    known.set(text, answer);
    return answer;
  };
}
