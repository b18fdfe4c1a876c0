export { keepAlive } from "./keep-alive.ts";
export { noteAlive } from "./note-alive.ts";
