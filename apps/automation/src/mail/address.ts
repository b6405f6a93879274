const BARE = /^[^\s<>@"]+@[^\s<>@"]+$/;
const NAMED = /^[^<>\r\n]*<([^\s<>@"]+@[^\s<>@"]+)>$/;

/** The address alone, of `name@host` or `Name <name@host>`; undefined for anything else. */
export function bareAddress(text: string): string | undefined {
  const trimmed = text.trim();
  if (BARE.test(trimmed)) return trimmed;
  return NAMED.exec(trimmed)?.[1];
}
