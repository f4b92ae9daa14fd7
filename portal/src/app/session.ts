// Who is signed in, as what, and for which authority.
import { queryOptions, useQuery } from "@tanstack/react-query";
import { api, must, setCsrfToken } from "../api/client";
import type { Role, Session } from "../api/types";

export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: async (): Promise<Session> => keep(await must(api.GET("/api/v1/session"))),
  staleTime: 60_000,
});

// The token for writes comes with the session.
export function keep(session: Session): Session {
  setCsrfToken(session.csrf_token);
  return session;
}

export function useSession(): Session | undefined {
  return useQuery(sessionQuery).data;
}

export function hasRole(session: Session | undefined, role: Role): boolean {
  return session?.roles.some((each) => each.role === role) ?? false;
}

// The organisations or sites that a role is held for, with their names.
export function scopesOf(session: Session | undefined, role: Role): { key: string; name: string }[] {
  return (session?.roles ?? []).flatMap((each) =>
    each.role === role && each.scope.key !== null ? [{ key: each.scope.key, name: each.name }] : [],
  );
}

// Where a person's work begins.
export function homeOf(session: Session): string {
  const order: [Role, string][] = [
    ["officer", "/officer"],
    ["approver", "/approver"],
    ["company_member", "/company"],
    ["site_operator", "/site"],
    ["auditor", "/auditor"],
    ["administrator", "/admin"],
  ];
  return order.find(([role]) => hasRole(session, role))?.[1] ?? "/account";
}
