import { byPreciseCode } from "./generic-codes.ts";
import { byWordsOf403, byWordsThenHistory } from "./generic-phrases.ts";
import { byCode, firstOf, type Rule } from "./rules.ts";
import { USER_PERMISSION } from "./verdicts.ts";

const byGraphqlCode = byCode(
  [byWordsThenHistory, "unauthenticated authentication_required not_authenticated unauthorized invalid_jwt"],
  [firstOf(byWordsOf403, USER_PERMISSION), "forbidden access_denied permission_denied"],
);

/** A GraphQL answer with status 200 whose errors are coded; sentences alone tell nothing there. */
export const byGraphqlError: Rule = (answer, knowledge) => {
  const { errors, data } = answer.body;
  if (!Array.isArray(errors) || errors.length === 0 || (data !== undefined && data !== null)) return undefined;
  return firstOf(byPreciseCode, byGraphqlCode)(answer, knowledge);
};
