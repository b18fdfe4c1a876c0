import * as z from "zod/mini";

/** A map of known keys: an unknown one is refused with those that it may hold, and anything but a map with an example of one. */
export function section<Shape extends z.core.$ZodShape>(shape: Shape, example?: string) {
  const known = Object.keys(shape).join(", ");
  return z.strictObject(shape, {
    error: ({ code }) =>
      code === "unrecognized_keys" ? `is not known here; known are ${known}` : `must be ${example ?? `a map of ${known}`}`,
  });
}

/** Text that is not empty, described where it is missing or something else. */
export const words = (what: string) => z.string(`must be ${what}`).check(z.minLength(1, `must be ${what}`));

/** Where a secret is to be found. The file itself never holds one. */
export const secretPlace = (example: string) =>
  section({ env: z.optional(words("the name of a variable")), file: z.optional(words("the path of a file")) }, example).check(
    z.refine(({ env, file }) => (env === undefined) !== (file === undefined), `must name one place: ${example}`),
  );
export type SecretPlace = z.infer<ReturnType<typeof secretPlace>>;
