import { route } from "#lib/http/route.ts";
import { notFound } from "#lib/pipeline/errors.ts";

const nowhere = route({ auth: "public", handler: () => Promise.reject(notFound("address")) });

export { nowhere as DELETE, nowhere as GET, nowhere as PATCH, nowhere as POST, nowhere as PUT };
