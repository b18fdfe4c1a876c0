import * as z from "zod/mini";

/** The SDK that this installation hands out as `/downloads/<file>`: `sha256` of the file, in hexadecimal. */
export const sdkDownload = z.object({ version: z.string(), file: z.string(), sha256: z.string() });
export type SdkDownload = z.infer<typeof sdkDownload>;
