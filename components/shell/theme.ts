export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];
export const THEME_COOKIE = "lanekeeper-theme";

const YEAR_S = 31_536_000;

/** The theme a cookie names; whatever else it says means the system's. */
export const parseTheme = (value: string | undefined): Theme => THEMES.find((theme) => theme === value) ?? "system";

/** Applies a theme at once and keeps it for the server's next render, so that no page flashes. */
export function chooseTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing where the page is not served over TLS
  document.cookie = `${THEME_COOKIE}=${theme}; path=/; max-age=${YEAR_S}; samesite=lax`;
}
