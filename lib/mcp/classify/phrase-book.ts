import type { Meaning, Rule } from "./rules.ts";

type Lines<Name extends string> = Readonly<Record<Name, readonly [meaning: Meaning, phrases: string]>>;

/**
 * Phrases by what they mean, in lower case with ` | ` between, under names by which rules put them in order. A rule asks its lines and
 * further rules one after the other; all phrases are looked for in one pass over the text, so that many cost no more than few.
 */
export function phraseBook<Name extends string>(lines: Lines<Name>): (...order: readonly (Name | Rule)[]) => Rule {
  const names = Object.keys(lines) as Name[];
  const linesHeld = compile(names.map((name) => lines[name][1].split(/ \|\s+/)));
  return (...order) => {
    const steps = order.map((step) =>
      typeof step === "string" ? { bit: 1 << names.indexOf(step), meaning: lines[step][0] } : { bit: ALWAYS, meaning: step },
    );
    return (answer, knowledge) => {
      const { prose } = answer;
      if (prose === "") return undefined;
      const held = linesHeld(prose);
      for (const { bit, meaning } of steps) {
        if ((held & bit) === 0) continue;
        const judgement = typeof meaning === "function" ? meaning(answer, knowledge) : meaning;
        if (judgement !== undefined) return judgement;
      }
      return undefined;
    };
  };
}

/** The bit that every text has; so a book holds thirty lines at most. */
const ALWAYS = 1 << 30;

/** Which lines have a phrase in a text, one bit a line: the automaton of Aho and Corasick. */
function compile(lines: readonly (readonly string[])[]): (text: string) => number {
  if (lines.length > 30) throw new Error("A phrase book holds thirty lines at most.");
  const symbols = symbolsOf(lines.flat().join(""));
  const { next, held, width } = growTrie(lines, symbols);
  linkFailures(next, held, width);
  return (text) => {
    let state = 0;
    let found = ALWAYS;
    for (let at = 0; at < text.length; at += 1) {
      state = next[state * width + (symbols[text.charCodeAt(at)] ?? 0)] ?? 0;
      found |= held[state] ?? 0;
    }
    return found;
  };
}

/** A small number for each character that a phrase has; 0 stands for every other. */
function symbolsOf(characters: string): Uint8Array {
  const symbols = new Uint8Array(128);
  [...new Set(characters)].forEach((character, index) => {
    symbols[character.charCodeAt(0)] = index + 1;
  });
  return symbols;
}

function growTrie(lines: readonly (readonly string[])[], symbols: Uint8Array) {
  const width = Math.max(...symbols) + 1;
  const most = 1 + lines.flat().reduce((sum, phrase) => sum + phrase.length, 0);
  const next = new Uint16Array(most * width);
  const held = new Uint32Array(most);
  let states = 1;
  lines.forEach((phrases, line) => {
    for (const phrase of phrases) {
      let state = 0;
      for (const character of phrase) {
        const edge = state * width + (symbols[character.charCodeAt(0)] ?? 0);
        if (next[edge] === 0) next[edge] = states++;
        state = next[edge] ?? 0;
      }
      held[state] = (held[state] ?? 0) | (1 << line);
    }
  });
  return { next: next.slice(0, states * width), held, width };
}

/** Where a phrase breaks off, the longest other phrase that may still go on is followed. */
function linkFailures(next: Uint16Array, held: Uint32Array, width: number): void {
  const failure = new Uint16Array(next.length / width);
  const queue = [0];
  for (const state of queue) {
    for (let symbol = 0; symbol < width; symbol += 1) {
      const edge = state * width + symbol;
      const child = next[edge] ?? 0;
      const elsewhere = state === 0 ? 0 : (next[(failure[state] ?? 0) * width + symbol] ?? 0);
      if (child === 0) {
        next[edge] = elsewhere;
        continue;
      }
      failure[child] = elsewhere;
      held[child] = (held[child] ?? 0) | (held[elsewhere] ?? 0);
      queue.push(child);
    }
  }
}
