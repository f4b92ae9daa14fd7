// What each role finds at the side of the page.
import type { Role } from "../api/types";
import type { Key } from "../text/text";

export interface NavItem {
  href: string;
  title: Key;
}

export const NAV: readonly { role: Role; title: Key; items: readonly NavItem[] }[] = [
  {
    role: "officer",
    title: "role.officer",
    items: [
      { href: "/officer", title: "nav.inbox" },
      { href: "/officer/applications", title: "nav.applications" },
      { href: "/officer/claims", title: "nav.claims" },
      { href: "/officer/rounds", title: "nav.rounds" },
      { href: "/officer/budget", title: "nav.budget" },
      { href: "/officer/suspense", title: "nav.suspense" },
      { href: "/officer/months", title: "nav.months" },
      { href: "/officer/returns", title: "nav.returns" },
      { href: "/officer/paying", title: "nav.paying" },
      { href: "/officer/rules", title: "nav.rules" },
      { href: "/officer/sites", title: "nav.sites" },
      { href: "/officer/waiting", title: "nav.waiting" },
      { href: "/officer/backing", title: "nav.backing" },
      { href: "/officer/origins", title: "nav.origins" },
      { href: "/officer/organisations", title: "nav.organisations" },
      { href: "/officer/devices", title: "nav.devices" },
    ],
  },
  {
    role: "approver",
    title: "role.approver",
    items: [
      { href: "/approver", title: "nav.approvals" },
      { href: "/approver/paying", title: "nav.paying" },
      { href: "/approver/awards", title: "nav.awards" },
      { href: "/approver/accreditations", title: "nav.accreditation" },
      { href: "/approver/waiting", title: "nav.waiting" },
      { href: "/approver/backing", title: "nav.backing" },
    ],
  },
  {
    role: "company_member",
    title: "role.company_member",
    items: [
      { href: "/company", title: "nav.company" },
      { href: "/company/compute", title: "nav.compute" },
      { href: "/company/live", title: "nav.live" },
      { href: "/company/sites", title: "nav.sites" },
      { href: "/company/wallet", title: "nav.wallet" },
      { href: "/company/claims", title: "nav.claims" },
      { href: "/company/devices", title: "nav.devices" },
      { href: "/company/usage", title: "nav.usage" },
      { href: "/company/statements", title: "nav.statements" },
      { href: "/company/paying", title: "nav.paying" },
    ],
  },
  {
    role: "site_operator",
    title: "role.site_operator",
    items: [
      { href: "/site", title: "nav.console" },
      { href: "/site/live", title: "nav.live" },
      { href: "/site/usage", title: "nav.site" },
      { href: "/site/suspense", title: "nav.suspense" },
      { href: "/site/statements", title: "nav.statements" },
      { href: "/site/paying", title: "nav.paying" },
      { href: "/site/rates", title: "nav.rates" },
      { href: "/site/capacity", title: "nav.capacity" },
      { href: "/site/devices", title: "nav.devices" },
      { href: "/site/accreditation", title: "nav.accreditation" },
      { href: "/site/keys", title: "nav.keys" },
    ],
  },
  {
    role: "auditor",
    title: "role.auditor",
    items: [
      { href: "/auditor", title: "nav.money" },
      { href: "/auditor/budget", title: "nav.budget" },
      { href: "/auditor/claims", title: "nav.claims" },
      { href: "/auditor/devices", title: "nav.devices" },
      { href: "/auditor/organisations", title: "nav.organisations" },
      { href: "/auditor/paying", title: "nav.paying" },
      { href: "/auditor/journal", title: "nav.journal" },
      { href: "/auditor/checkpoints", title: "nav.checkpoints" },
    ],
  },
  {
    role: "administrator",
    title: "role.administrator",
    items: [
      { href: "/admin", title: "nav.people" },
      { href: "/admin/sites", title: "nav.site_keys" },
    ],
  },
];
