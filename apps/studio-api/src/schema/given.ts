/** A member that is left out when the caller left it out or said null. */
export function given<N extends string, T>(name: N, value: T | null | undefined): { readonly [K in N]?: T } {
  return value === null || value === undefined ? {} : ({ [name]: value } as { readonly [K in N]: T });
}
