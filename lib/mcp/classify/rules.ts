import type { Answer } from "./answer.ts";
import type { AuthVerdict, Knowledge } from "./types.ts";

/** `null`: no credential problem. `undefined`: nothing to say, the next rule is asked. */
export type Judgement = AuthVerdict | null | undefined;
export type Rule = (answer: Answer, knowledge: Knowledge) => Judgement;
/** What a code or a sentence means: a verdict, no credential problem, or a rule that looks further. */
export type Meaning = AuthVerdict | null | Rule;

/** The first rule that has something to say. */
export function firstOf(...rules: readonly Rule[]): Rule {
  return (answer, knowledge) => {
    for (const rule of rules) {
      const judgement = rule(answer, knowledge);
      if (judgement !== undefined) return judgement;
    }
    return undefined;
  };
}

/** A rule for some statuses only. */
export function onStatus(statuses: readonly number[], rule: Rule): Rule {
  return (answer, knowledge) => (statuses.includes(answer.status) ? rule(answer, knowledge) : undefined);
}

/**
 * Codes by what they mean, written one after the other with spaces between; numbers follow. The first line that has a code wins.
 * A code in words matches however it is spelled: `token_expired`, `TOKEN_EXPIRED`, `TokenExpired`.
 */
export function byCode(...lines: readonly (readonly [Meaning, ...(readonly (string | number)[])])[]): Rule {
  const ranks = new Map<string | number, number>();
  lines.forEach(([, ...codes], rank) => {
    for (const spelling of codes.flatMap(spellingsOf)) if (!ranks.has(spelling)) ranks.set(spelling, rank);
  });
  return (answer, knowledge) => {
    let first = Number.POSITIVE_INFINITY;
    for (const code of answer.codes) first = Math.min(first, ranks.get(code) ?? first);
    const meaning = lines[first]?.[0];
    return typeof meaning === "function" ? meaning(answer, knowledge) : meaning;
  };
}

/** Phrases by what they mean, in lower case with ` | ` between; the first line that holds wins. */
export function byPhrase(...lines: readonly (readonly [Meaning, string])[]): Rule {
  const parted = lines.map(([meaning, phrases]) => ({ meaning, phrases: phrases.split(/ \|\s+/) }));
  return (answer, knowledge) => {
    const { prose } = answer;
    if (prose === "") return undefined;
    for (const { meaning, phrases } of parted) {
      if (!phrases.some((phrase) => prose.includes(phrase))) continue;
      const judgement = typeof meaning === "function" ? meaning(answer, knowledge) : meaning;
      if (judgement !== undefined) return judgement;
    }
    return undefined;
  };
}

function spellingsOf(codes: string | number): (string | number)[] {
  return typeof codes === "number" ? [codes, String(codes)] : codes.trim().split(/\s+/).flatMap(spellingsOfWord);
}

function spellingsOfWord(code: string): string[] {
  const words = code.split("_");
  const capitalised = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  const camel = capitalised.join("");
  return [
    code,
    code.toUpperCase(),
    words.join("-"),
    words.join("-").toUpperCase(),
    camel,
    `${camel}Exception`,
    `${camel}Error`,
    words.join(""),
    `${words[0]}${capitalised.slice(1).join("")}`,
  ];
}
