/** A link to a player; undefined for what is no http or https address: it comes from outside. */
export function playerLink(url: string | null | undefined): string | undefined {
  if (!url || !/^https?:\/\//i.test(url)) return undefined;
  try {
    return new URL(url).href;
  } catch {
    return undefined;
  }
}
