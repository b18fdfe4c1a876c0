import { ServersScreen } from "#components/screens/servers/screen.tsx";
import { baseUrl } from "./base-url.ts";

export default async function ServersPage() {
  return <ServersScreen baseUrl={await baseUrl()} />;
}
