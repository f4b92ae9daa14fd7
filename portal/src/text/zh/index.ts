import type { en } from "../en";
import { admin } from "./admin";
import { audit } from "./audit";
import { chips } from "./chips";
import { claims } from "./claims";
import { common } from "./common";
import { catalogue } from "./catalogue";
import { waiting } from "./waiting";
import { compute } from "./compute";
import { company } from "./company";
import { control } from "./control";
import { desk } from "./desk";
import { events } from "./events";
import { follow } from "./follow";
import { names } from "./names";
import { network } from "./network";
import { officer } from "./officer";
import { open } from "./open";
import { paying } from "./paying";
import { signing } from "./signing";
import { site } from "./site";

export const zh: Record<keyof typeof en, string> = {
  ...common,
  ...claims,
  ...open,
  ...company,
  ...officer,
  ...site,
  ...admin,
  ...audit,
  ...desk,
  ...control,
  ...network,
  ...names,
  ...events,
  ...follow,
  ...chips,
  ...signing,
  ...paying,
  ...compute,
  ...catalogue,
  ...waiting,
};
