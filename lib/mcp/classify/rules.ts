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

/** Codes by what they mean; the first line that has a code wins. A code in words matches however it is spelled: `token_expired`, `TOKEN_EXPIRED`, `TokenExpired`. */
export function byCode(...lines: readonly (readonly [Meaning, ...(readonly (string | number)[])])[]): Rule {
  const meanings = new Map<string | number, Meaning>();
  for (const [meaning, ...codes] of lines) {
    for (const spelling of codes.flatMap(spellingsOf)) if (!meanings.has(spelling)) meanings.set(spelling, meaning);
  }
  return (answer, knowledge) => {
    for (const code of answer.codes) {
      const meaning = meanings.get(code);
      const judgement = typeof meaning === "function" ? meaning(answer, knowledge) : meaning;
      if (judgement !== undefined) return judgement;
    }
    return undefined;
  };
}

/** Phrases by what they mean, in lower case, one line a meaning; the first line that holds wins. */
export function byPhrase(...lines: readonly (readonly [Meaning, ...(readonly string[])])[]): Rule {
  return (answer, knowledge) => {
    const { prose } = answer;
    if (prose === "") return undefined;
    for (const [meaning, ...phrases] of lines) {
      if (!phrases.some((phrase) => prose.includes(phrase))) continue;
      const judgement = typeof meaning === "function" ? meaning(answer, knowledge) : meaning;
      if (judgement !== undefined) return judgement;
    }
    return undefined;
  };
}

function spellingsOf(code: string | number): (string | number)[] {
  if (typeof code === "number") return [code, String(code)];
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
